//! What every request needs.

use std::sync::Arc;

use challenge_model::UnixMillis;
use engage_client::Client;

use crate::clock::Clock;
use crate::measures::{Levels, Measures};
use crate::reads::{Reads, ReadsOptions};
use crate::sessions::Sessions;
use crate::upstream::{CallOptions, Standing, Upstream};

/// A proxy for one shop. Clones are the same proxy.
#[derive(Clone, Debug)]
pub struct Proxy {
    shared: Arc<Shared>,
    clock: Clock,
}

#[derive(Debug)]
struct Shared {
    reads: Reads,
    sessions: Sessions,
    measures: Arc<Measures>,
}

impl Proxy {
    /// A proxy that asks Engage through this client for the contacts of these
    /// sessions.
    #[must_use]
    pub fn new(client: Client, sessions: Sessions) -> Self {
        let (reads, calls) = (ReadsOptions::default(), CallOptions::default());
        Self::with_options(client, sessions, &reads, &calls)
    }

    /// The same, sparing Engage in this way.
    #[must_use]
    pub fn with_options(
        client: Client,
        sessions: Sessions,
        reads: &ReadsOptions,
        calls: &CallOptions,
    ) -> Self {
        let measures = Arc::new(Measures::new());
        let upstream = Upstream::new(client, calls, Arc::clone(&measures));
        let shared = Shared {
            reads: Reads::new(upstream, reads, Arc::clone(&measures)),
            sessions,
            measures,
        };
        Self {
            shared: Arc::new(shared),
            clock: Clock::System,
        }
    }

    /// The same proxy, going by another clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// What Engage says, or has said not long ago.
    pub(crate) fn reads(&self) -> &Reads {
        &self.shared.reads
    }

    pub(crate) fn measures(&self) -> &Arc<Measures> {
        &self.shared.measures
    }

    /// Everything that is measured, as Prometheus reads it.
    pub(crate) fn measured(&self) -> String {
        let gate = self.reads().upstream().gate().status();
        let (contacts, cache_bytes) = self.reads().size();
        self.measures().text(Levels {
            queued: gate.queued,
            under_way: gate.under_way,
            breaker: match gate.breaker {
                Standing::Closed => 0,
                Standing::Probing => 1,
                Standing::Open => 2,
            },
            contacts,
            cache_bytes,
        })
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.shared.sessions
    }

    pub(crate) fn now(&self) -> UnixMillis {
        self.clock.now()
    }
}

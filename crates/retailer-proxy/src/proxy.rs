//! What every request needs.

use std::sync::Arc;

use challenge_model::UnixMillis;
use engage_client::Client;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::edge::{EdgeOptions, RateLimits};
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
    edge: EdgeOptions,
    rate_limits: RateLimits,
    stopping: watch::Sender<bool>,
}

/// How a proxy treats Engage, and those who ask it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProxyOptions {
    /// How old answers may be, and how long shoppers wait.
    pub reads: ReadsOptions,
    /// How often Engage is called.
    pub calls: CallOptions,
    /// Which requests are let in.
    pub edge: EdgeOptions,
}

impl Proxy {
    /// A proxy that asks Engage through this client for the contacts of these
    /// sessions.
    #[must_use]
    pub fn new(client: Client, sessions: Sessions) -> Self {
        Self::with_options(client, sessions, ProxyOptions::default())
    }

    /// The same with other options.
    #[must_use]
    pub fn with_options(client: Client, sessions: Sessions, options: ProxyOptions) -> Self {
        let measures = Arc::new(Measures::new());
        let upstream = Upstream::new(client, &options.calls, Arc::clone(&measures));
        let shared = Shared {
            reads: Reads::new(upstream, &options.reads, Arc::clone(&measures)),
            rate_limits: RateLimits::new(&options.edge),
            edge: options.edge,
            stopping: watch::Sender::new(false),
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

    /// Which requests are let in.
    pub(crate) fn edge(&self) -> &EdgeOptions {
        &self.shared.edge
    }

    pub(crate) fn rate_limits(&self) -> &RateLimits {
        &self.shared.rate_limits
    }

    /// Says that no more requests are taken: what is under way ends now.
    pub(crate) fn stop(&self) {
        self.shared.stopping.send_replace(true);
    }

    pub(crate) fn is_stopping(&self) -> bool {
        *self.shared.stopping.borrow()
    }

    /// Ends when the proxy stops, for answers that would otherwise never end.
    #[allow(dead_code, reason = "for streams of events, which end with it")]
    pub(crate) async fn stopped(&self) {
        let mut stopping = self.shared.stopping.subscribe();
        // The sender lives as long as the proxy.
        let _ = stopping.wait_for(|stopping| *stopping).await;
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

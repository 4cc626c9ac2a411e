//! What every request needs.

use std::sync::Arc;

use challenge_model::UnixMillis;
use engage_client::Client;

use crate::clock::Clock;
use crate::content::{Content, ContentSource};
use crate::sessions::Sessions;
use crate::upstream::Upstream;

/// A proxy for one shop. Clones are the same proxy.
#[derive(Clone, Debug)]
pub struct Proxy {
    shared: Arc<Shared>,
    content: Arc<ContentSource>,
    clock: Clock,
}

#[derive(Debug)]
struct Shared {
    upstream: Upstream,
    sessions: Sessions,
}

impl Proxy {
    /// A proxy that asks Engage through this client for the contacts of these
    /// sessions.
    #[must_use]
    pub fn new(client: Client, sessions: Sessions) -> Self {
        let upstream = Upstream::new(client);
        Self {
            shared: Arc::new(Shared { upstream, sessions }),
            content: Arc::default(),
            clock: Clock::System,
        }
    }

    /// The same proxy, going by another clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The same proxy, with the retailer's own words beside every challenge.
    #[must_use]
    pub fn with_content(self, content: ContentSource) -> Self {
        Self {
            content: Arc::new(content),
            ..self
        }
    }

    pub(crate) fn content(&self) -> Arc<Content> {
        self.content.current()
    }

    pub(crate) fn upstream(&self) -> &Upstream {
        &self.shared.upstream
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.shared.sessions
    }

    pub(crate) fn now(&self) -> UnixMillis {
        self.clock.now()
    }
}

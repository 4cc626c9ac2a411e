//! What every request needs.

use std::sync::Arc;

use challenge_model::UnixMillis;
use engage_client::Client;

use crate::clock::Clock;
use crate::content::{Content, ContentSource};
use crate::joining::Joining;
use crate::live::{LiveRules, Streams, WebhookKey};
use crate::sessions::Sessions;
use crate::upstream::Upstream;

/// A proxy for one shop. Clones are the same proxy.
#[derive(Clone, Debug)]
pub struct Proxy {
    shared: Arc<Shared>,
    content: Arc<ContentSource>,
    joining: Option<Joining>,
    live_rules: LiveRules,
    webhook_key: Option<Arc<WebhookKey>>,
    clock: Clock,
}

#[derive(Debug)]
struct Shared {
    upstream: Upstream,
    sessions: Sessions,
    live: Streams,
}

impl Proxy {
    /// A proxy that asks Engage through this client for the contacts of these
    /// sessions.
    #[must_use]
    pub fn new(client: Client, sessions: Sessions) -> Self {
        let upstream = Upstream::new(client);
        Self {
            shared: Arc::new(Shared {
                upstream,
                sessions,
                live: Streams::new(),
            }),
            content: Arc::default(),
            joining: None,
            live_rules: LiveRules::default(),
            webhook_key: None,
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

    /// The same proxy, through which shoppers can join. Without this, the path
    /// is a 404.
    #[must_use]
    pub fn with_joining(self, joining: Joining) -> Self {
        Self {
            joining: Some(joining),
            ..self
        }
    }

    /// The same proxy, keeping its event streams by these rules.
    #[must_use]
    pub fn with_live_rules(self, live_rules: LiveRules) -> Self {
        Self { live_rules, ..self }
    }

    /// The same proxy, taking what Engage sends by webhook and signs with this
    /// key. Without it, the path is a 404.
    #[must_use]
    pub fn with_webhooks(self, key: WebhookKey) -> Self {
        Self {
            webhook_key: Some(Arc::new(key)),
            ..self
        }
    }

    /// Ends all event streams, so that a server can stop.
    pub fn close_streams(&self) {
        self.live().close();
    }

    /// How many event streams are open.
    #[must_use]
    pub fn open_streams(&self) -> usize {
        self.live().open()
    }

    pub(crate) fn live(&self) -> &Streams {
        &self.shared.live
    }

    pub(crate) fn live_rules(&self) -> LiveRules {
        self.live_rules
    }

    pub(crate) fn joining(&self) -> Option<&Joining> {
        self.joining.as_ref()
    }

    pub(crate) fn webhook_key(&self) -> Option<&WebhookKey> {
        self.webhook_key.as_deref()
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

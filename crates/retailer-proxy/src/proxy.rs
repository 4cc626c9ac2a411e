//! What every request needs.

use std::sync::Arc;

use challenge_model::UnixMillis;
use engage_client::Client;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::content::{Content, ContentSource};
use crate::edge::{EdgeOptions, RateLimits};
use crate::joining::Joining;
use crate::live::{LiveRules, Streams, WebhookKey};
use crate::measures::{Levels, Measures};
use crate::reads::{Reads, ReadsOptions};
use crate::sessions::Sessions;
use crate::shared_secret::SharedSecret;
use crate::upstream::{CallOptions, Standing, Upstream};

/// A proxy for one shop. Clones are the same proxy.
#[derive(Clone, Debug)]
pub struct Proxy {
    shared: Arc<Shared>,
    content: Arc<ContentSource>,
    joining: Option<Joining>,
    live_rules: LiveRules,
    webhook_key: Option<Arc<WebhookKey>>,
    backend_secret: Option<Arc<SharedSecret>>,
    clock: Clock,
}

#[derive(Debug)]
struct Shared {
    reads: Reads,
    sessions: Sessions,
    live: Streams,
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
            live: Streams::new(),
            sessions,
            measures,
        };
        Self {
            shared: Arc::new(shared),
            content: Arc::default(),
            joining: None,
            live_rules: LiveRules::default(),
            webhook_key: None,
            backend_secret: None,
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

    /// The same proxy, believing whoever knows this secret when they say on the
    /// internal listener what changed. Without it, the path is a 404.
    #[must_use]
    pub fn with_backend(self, secret: SharedSecret) -> Self {
        Self {
            backend_secret: Some(Arc::new(secret)),
            ..self
        }
    }

    /// Says that the proxy stops: answers that would never end, which are event
    /// streams, end now, and so does every one that begins from now on.
    /// [`Server`](crate::Server) does it by itself.
    pub fn stop(&self) {
        self.shared.stopping.send_replace(true);
    }

    /// How many event streams are open.
    #[must_use]
    pub fn open_streams(&self) -> usize {
        self.live().open()
    }

    pub(crate) fn is_stopping(&self) -> bool {
        *self.shared.stopping.borrow()
    }

    /// Ends when the proxy stops, for answers that would otherwise never end.
    pub(crate) async fn stopped(&self) {
        let mut stopping = self.shared.stopping.subscribe();
        // The sender lives as long as the proxy.
        let _ = stopping.wait_for(|stopping| *stopping).await;
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

    pub(crate) fn backend_secret(&self) -> Option<&SharedSecret> {
        self.backend_secret.as_deref()
    }

    pub(crate) fn content(&self) -> Arc<Content> {
        self.content.current()
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.shared.sessions
    }

    pub(crate) fn now(&self) -> UnixMillis {
        self.clock.now()
    }
}

//! The whole proxy, put together from its parts.
//!
//! Only the code that starts the proxy knows this type. A handler or a middleware
//! takes the part that it needs, by axum's `FromRef` in `parts`.

mod parts;

use std::sync::Arc;

use challenge_model::ContactId;
use engage_client::Client;

use crate::awards::{AwardService, Awards};
use crate::clock::Clock;
use crate::consents::{self, LedgerError};
use crate::content::ContentSource;
use crate::edge::{EdgeOptions, RateLimits, Telling};
use crate::joining::{JoinService, Joining, JoinsInProgress, Settled};
use crate::live::{Changes, Listeners, LiveRules, Processed, ThisInstance, Voice, WebhookKey};
use crate::metrics::Metrics;
use crate::reads::{Reads, ReadsOptions, SharedAnswers};
use crate::sessions::{Authenticator, Sessions, SharedLookups};
use crate::shared::{Heard, Server, SharedOptions};
use crate::shared_secret::SharedSecret;
use crate::shutdown::Shutdown;
use crate::upstream::{CallOptions, NoShare, Upstream};

/// A proxy for one shop. Clones are the same proxy.
#[derive(Clone, Debug)]
pub struct Proxy {
    shared: Arc<Shared>,
    content: Arc<ContentSource>,
    joining: Option<Arc<Joining>>,
    awards: Option<Awards>,
    live_rules: LiveRules,
    webhook_key: Option<Arc<WebhookKey>>,
    backend_secret: Option<Arc<SharedSecret>>,
    clock: Clock,
}

/// The parts that every proxy has.
#[derive(Debug)]
struct Shared {
    upstream: Upstream,
    reads: Arc<Reads>,
    sessions: Arc<Sessions>,
    authenticator: Arc<Authenticator>,
    listeners: Arc<Listeners>,
    joins_in_progress: Arc<JoinsInProgress>,
    /// What the instances share, where there are several.
    sharing: Option<Sharing>,
    metrics: Arc<Metrics>,
    edge: EdgeOptions,
    rate_limits: Arc<RateLimits>,
    shutdown: Shutdown,
}

/// What several instances share beside the budget.
#[derive(Debug)]
struct Sharing {
    server: Server,
    answers: Arc<SharedAnswers>,
    voice: Arc<Voice>,
    telling: Arc<Telling>,
    processed: Arc<Processed>,
}

/// How a proxy calls Engage, and which requests it accepts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProxyOptions {
    /// How old answers may be, and how long shoppers wait.
    pub reads: ReadsOptions,
    /// How many calls go to Engage.
    pub calls: CallOptions,
    /// Which requests are accepted.
    pub edge: EdgeOptions,
}

impl Proxy {
    /// A proxy that calls Engage through this client, for the contacts of these
    /// sessions.
    #[must_use]
    pub fn new(client: Client, sessions: Sessions) -> Self {
        Self::with_options(client, sessions, ProxyOptions::default())
    }

    /// A proxy with other options than the default ones.
    #[must_use]
    pub fn with_options(client: Client, sessions: Sessions, options: ProxyOptions) -> Self {
        let metrics = Arc::new(Metrics::new());
        let upstream = Upstream::new(client, &options.calls, Arc::clone(&metrics));
        Self::of_parts(upstream, metrics, sessions, options, None)
    }

    /// One of several instances that share a budget of calls and the answers to them, and tell each
    /// other of changes. It shares while [`keep_sharing`](Self::keep_sharing) runs.
    ///
    /// # Errors
    ///
    /// When there are more instances than calls in a second.
    pub fn sharing(
        client: Client,
        sessions: Sessions,
        options: ProxyOptions,
        shared: &SharedOptions,
    ) -> Result<Self, NoShare> {
        let metrics = Arc::new(Metrics::new());
        let server = Server::new(shared.server.clone());
        let upstream = Upstream::sharing(
            client,
            &options.calls,
            Arc::clone(&metrics),
            shared,
            server.clone(),
        )?;
        let answers = SharedAnswers::new(server.clone(), shared, options.reads.challenges);
        let holds = answers.holds().clone();
        let lookups = SharedLookups::new(server.clone(), shared, holds.clone());
        let sessions = sessions.sharing(&Arc::new(lookups));
        let voice = Voice::new(server.clone(), shared.prefix.clone(), holds);
        let sharing = Sharing {
            answers: Arc::new(answers),
            voice: Arc::new(voice),
            telling: Arc::new(Telling::new(server.clone(), shared)),
            processed: Arc::new(Processed::new(server.clone(), shared)),
            server,
        };
        Ok(Self::of_parts(
            upstream,
            metrics,
            sessions,
            options,
            Some(sharing),
        ))
    }

    fn of_parts(
        upstream: Upstream,
        metrics: Arc<Metrics>,
        sessions: Sessions,
        options: ProxyOptions,
        sharing: Option<Sharing>,
    ) -> Self {
        metrics.allow_event_streams(LiveRules::default().most);
        let sessions = Arc::new(sessions);
        let reads = Reads::new(
            upstream.clone(),
            &options.reads,
            Arc::clone(&metrics),
            sharing.as_ref().map(|sharing| Arc::clone(&sharing.answers)),
        );
        let telling = sharing.as_ref().map(|sharing| Arc::clone(&sharing.telling));
        let rate_limits = Arc::new(RateLimits::new(&options.edge, telling));
        let authenticator = Authenticator::new(
            Arc::clone(&sessions),
            upstream.clone(),
            Arc::clone(&rate_limits),
            Arc::clone(&metrics),
        );
        let shared = Shared {
            reads: Arc::new(reads),
            authenticator: Arc::new(authenticator),
            rate_limits,
            edge: options.edge,
            shutdown: Shutdown::default(),
            listeners: Arc::default(),
            joins_in_progress: Arc::default(),
            sharing,
            upstream,
            sessions,
            metrics,
        };
        Self {
            shared: Arc::new(shared),
            content: Arc::default(),
            joining: None,
            awards: None,
            live_rules: LiveRules::default(),
            webhook_key: None,
            backend_secret: None,
            clock: Clock::System,
        }
    }

    /// The same proxy with another clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The same proxy with the retailer's own texts for the definitions.
    #[must_use]
    pub fn with_content(self, content: ContentSource) -> Self {
        Self {
            content: Arc::new(content),
            ..self
        }
    }

    /// The same proxy, through which shoppers can join. Without this, the path is a
    /// 404.
    #[must_use]
    pub fn with_joining(self, joining: Joining) -> Self {
        Self {
            joining: Some(Arc::new(joining)),
            ..self
        }
    }

    /// The same proxy, to which the shop's back end hands awards over, with the secret of
    /// [`with_backend`](Self::with_backend). Without this, the paths are a 404.
    #[must_use]
    pub fn with_awards(self, awards: Awards) -> Self {
        Self {
            awards: Some(awards),
            ..self
        }
    }

    /// The same proxy with other rules for event streams.
    #[must_use]
    pub fn with_live_rules(self, live_rules: LiveRules) -> Self {
        self.shared.metrics.allow_event_streams(live_rules.most);
        Self { live_rules, ..self }
    }

    /// The same proxy, which accepts the webhooks that Engage signs with this key.
    /// Without this, the path is a 404.
    #[must_use]
    pub fn with_webhooks(self, key: WebhookKey) -> Self {
        Self {
            webhook_key: Some(Arc::new(key)),
            ..self
        }
    }

    /// The same proxy, which accepts reports of changes on the internal listener from
    /// those who know this secret. Without this, the path is a 404.
    #[must_use]
    pub fn with_backend(self, secret: SharedSecret) -> Self {
        Self {
            backend_secret: Some(Arc::new(secret)),
            ..self
        }
    }

    /// Says that the proxy stops: event streams, which would never end by themselves,
    /// end now, and so does every new one. [`Server`](crate::Server) does this by
    /// itself.
    pub fn stop(&self) {
        self.shared.shutdown.start();
    }

    /// How many event streams are open.
    #[must_use]
    pub fn open_streams(&self) -> usize {
        self.shared.listeners.open()
    }

    /// Reports that something about this contact's challenges changed, for example
    /// because the shop has awarded checkpoints: their cache is emptied, and their open
    /// pages are told.
    pub async fn changed(&self, contact: &ContactId) {
        self.changes().changed(contact).await;
    }

    /// Reports that the contact was deleted: nothing of theirs stays in memory. The
    /// consents in the ledger stay, because they are proof.
    pub async fn deleted(&self, contact: &ContactId) {
        self.changes().deleted(contact).await;
    }

    /// Keeps in touch with the server that several instances share. It returns only where there
    /// is none.
    pub async fn keep_sharing(&self) {
        let Some(sharing) = self.shares() else {
            return;
        };
        let channels = [sharing.voice.channel(), sharing.telling.channel()];
        let (voice, here) = (Arc::clone(&sharing.voice), self.this_instance());
        let rate_limits = Arc::clone(&self.shared.rate_limits);
        let hear = move |heard| match heard {
            Heard::Anew => here.may_have_missed(),
            Heard::Message { channel, text } if channel == voice.channel() => {
                voice.hear(&text, &here);
            }
            Heard::Message { text, .. } => rate_limits.hear(&text),
        };
        tokio::join!(
            sharing.server.keep(&channels, hear),
            sharing.voice.keep_sending(),
            sharing.telling.keep(),
            self.shared.upstream.keep_sharing(),
        );
    }

    /// Notes whether the database of consents and awards answers: now, and then every ten seconds.
    /// It returns only where joining is off.
    pub async fn keep_watching(&self) {
        if let Some(joining) = &self.joining {
            consents::keep_watching(joining.ledger(), &self.shared.metrics).await;
        }
    }

    /// Settles the consents that an earlier run left unfinished: now, and then every
    /// minute. It returns only where joining is off.
    pub async fn keep_settling(&self) {
        if let Some(service) = self.join_service() {
            service.keep_settling().await;
        }
    }

    /// Settles the consents that an earlier run left unfinished, once. It does nothing
    /// while another instance settles them.
    ///
    /// # Errors
    ///
    /// When the ledger fails. What was settled by then stays settled.
    pub async fn settle_consents(&self) -> Result<Settled, LedgerError> {
        match self.join_service() {
            Some(service) => Ok(service.settle().await?.unwrap_or_default()),
            None => Ok(Settled::default()),
        }
    }

    /// Sends the awards that the shop has handed over, until the proxy
    /// [stops](Self::stop). It returns at once where there are no awards. A batch that is
    /// under way is finished before it returns; whoever drops it earlier leaves the awards
    /// of that batch to evidence.
    pub async fn keep_awarding(&self) {
        if let Some(service) = self.award_service() {
            service.keep_awarding().await;
        }
    }

    fn award_service(&self) -> Option<AwardService> {
        Some(AwardService {
            awards: self.awards.clone()?,
            upstream: self.shared.upstream.clone(),
            changes: self.changes(),
            metrics: Arc::clone(&self.shared.metrics),
            clock: self.clock,
            shutdown: self.shared.shutdown.clone(),
        })
    }

    fn changes(&self) -> Changes {
        Changes {
            here: self.this_instance(),
            voice: self.shares().map(|sharing| Arc::clone(&sharing.voice)),
        }
    }

    fn shares(&self) -> Option<&Sharing> {
        self.shared.sharing.as_ref()
    }

    fn this_instance(&self) -> ThisInstance {
        ThisInstance {
            reads: Arc::clone(&self.shared.reads),
            listeners: Arc::clone(&self.shared.listeners),
            sessions: Arc::clone(&self.shared.sessions),
        }
    }

    fn join_service(&self) -> Option<JoinService> {
        Some(JoinService {
            joining: Arc::clone(self.joining.as_ref()?),
            in_progress: Arc::clone(&self.shared.joins_in_progress),
            reads: Arc::clone(&self.shared.reads),
            upstream: self.shared.upstream.clone(),
            content: Arc::clone(&self.content),
            changes: self.changes(),
            clock: self.clock,
        })
    }
}

//! The parts that handlers and middlewares take from the proxy.

use std::sync::Arc;

use axum::extract::FromRef;

use super::Proxy;
use crate::awards::AwardService;
use crate::awards::routes::AwardDesk;
use crate::content::ContentSource;
use crate::edge::{EdgeOptions, RateLimits};
use crate::joining::JoinService;
use crate::live::{Backend, EventStreams, Webhooks};
use crate::metrics::Metrics;
use crate::reads::Reads;
use crate::routes::CardSource;
use crate::sessions::{Authenticator, Sessions};
use crate::shutdown::Shutdown;
use crate::upstream::Upstream;

impl FromRef<Proxy> for Arc<Reads> {
    fn from_ref(proxy: &Proxy) -> Self {
        Self::clone(&proxy.shared.reads)
    }
}

impl FromRef<Proxy> for Arc<Authenticator> {
    fn from_ref(proxy: &Proxy) -> Self {
        Self::clone(&proxy.shared.authenticator)
    }
}

impl FromRef<Proxy> for Arc<Sessions> {
    fn from_ref(proxy: &Proxy) -> Self {
        Self::clone(&proxy.shared.sessions)
    }
}

impl FromRef<Proxy> for Arc<Metrics> {
    fn from_ref(proxy: &Proxy) -> Self {
        Self::clone(&proxy.shared.metrics)
    }
}

impl FromRef<Proxy> for Arc<ContentSource> {
    fn from_ref(proxy: &Proxy) -> Self {
        Self::clone(&proxy.content)
    }
}

impl FromRef<Proxy> for Arc<RateLimits> {
    fn from_ref(proxy: &Proxy) -> Self {
        Self::clone(&proxy.shared.rate_limits)
    }
}

impl FromRef<Proxy> for EdgeOptions {
    fn from_ref(proxy: &Proxy) -> Self {
        proxy.shared.edge.clone()
    }
}

impl FromRef<Proxy> for Upstream {
    fn from_ref(proxy: &Proxy) -> Self {
        proxy.shared.upstream.clone()
    }
}

impl FromRef<Proxy> for Shutdown {
    fn from_ref(proxy: &Proxy) -> Self {
        proxy.shared.shutdown.clone()
    }
}

impl FromRef<Proxy> for CardSource {
    fn from_ref(proxy: &Proxy) -> Self {
        Self {
            reads: Arc::clone(&proxy.shared.reads),
            content: Arc::clone(&proxy.content),
            clock: proxy.clock,
        }
    }
}

impl FromRef<Proxy> for Option<JoinService> {
    fn from_ref(proxy: &Proxy) -> Self {
        proxy.join_service()
    }
}

impl FromRef<Proxy> for EventStreams {
    fn from_ref(proxy: &Proxy) -> Self {
        Self {
            listeners: Arc::clone(&proxy.shared.listeners),
            rules: proxy.live_rules,
            metrics: Arc::clone(&proxy.shared.metrics),
            shutdown: proxy.shared.shutdown.clone(),
        }
    }
}

impl FromRef<Proxy> for Webhooks {
    fn from_ref(proxy: &Proxy) -> Self {
        Self {
            key: proxy.webhook_key.clone(),
            processed: proxy.shares().map(|sharing| Arc::clone(&sharing.processed)),
            changes: proxy.changes(),
            clock: proxy.clock,
        }
    }
}

impl FromRef<Proxy> for Backend {
    fn from_ref(proxy: &Proxy) -> Self {
        Self {
            secret: proxy.backend_secret.clone(),
            changes: proxy.changes(),
        }
    }
}

impl FromRef<Proxy> for Option<AwardService> {
    fn from_ref(proxy: &Proxy) -> Self {
        proxy.award_service()
    }
}

impl FromRef<Proxy> for AwardDesk {
    fn from_ref(proxy: &Proxy) -> Self {
        Self {
            secret: proxy.backend_secret.clone(),
            service: proxy.award_service(),
        }
    }
}

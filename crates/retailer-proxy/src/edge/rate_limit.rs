//! Too many requests of one session, or from one address.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;

use super::EdgeOptions;
use super::client_address::client_address;
use super::limiter::Limiter;
use crate::proxy::Proxy;
use crate::refusal::Refusal;

/// Counts requests. What tells sessions and addresses apart is a keyed hash of
/// them: neither is kept.
#[derive(Debug)]
pub(crate) struct RateLimits {
    sessions: Mutex<Limiter>,
    addresses: Mutex<Limiter>,
    trusted_hops: usize,
    hasher: RandomState,
}

impl RateLimits {
    pub(crate) fn new(options: &EdgeOptions) -> Self {
        Self {
            sessions: Mutex::new(Limiter::new(options.per_session)),
            addresses: Mutex::new(Limiter::new(options.per_address)),
            trusted_hops: options.trusted_hops,
            hasher: RandomState::new(),
        }
    }

    fn take(&self, limiter: &Mutex<Limiter>, asker: impl Hash) -> Result<(), Refusal> {
        let asker = self.hasher.hash_one(asker);
        let mut limiter = limiter.lock().unwrap_or_else(PoisonError::into_inner);
        limiter
            .take(asker, Instant::now())
            .map_err(|retry_after| Refusal::TooManyRequests { retry_after })
    }
}

/// Refuses what is too much: by session first, so that one shopper's open tabs
/// do not use up what an office shares; a session is only as good as its
/// signature, so the address counts in any case.
pub(crate) async fn refuse(
    State(proxy): State<Proxy>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let limits = proxy.rate_limits();
    if let Some(credential) = proxy.sessions().credential(request.headers()) {
        limits.take(&limits.sessions, credential)?;
    }
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        let address = client_address(request.headers(), *peer, limits.trusted_hops);
        limits.take(&limits.addresses, address)?;
    }
    Ok(next.run(request).await)
}

//! How many requests one session, and one IP address, may make.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use parking_lot::Mutex;
use tokio::time::Instant;

use super::EdgeOptions;
use super::client_address::client_address;
use super::limiter::Limiter;
use crate::api_error::ApiError;
use crate::sessions::Sessions;

/// Counts requests by session and by IP address. Only a keyed hash of each is kept
/// in memory.
#[derive(Debug)]
pub(crate) struct RateLimits {
    by_session: Mutex<Limiter>,
    by_address: Mutex<Limiter>,
    sessions: Arc<Sessions>,
    trusted_hops: usize,
    hasher: RandomState,
}

impl RateLimits {
    pub(crate) fn new(options: &EdgeOptions, sessions: Arc<Sessions>) -> Self {
        Self {
            by_session: Mutex::new(Limiter::new(options.per_session)),
            by_address: Mutex::new(Limiter::new(options.per_address)),
            sessions,
            trusted_hops: options.trusted_hops,
            hasher: RandomState::new(),
        }
    }

    fn take(&self, limiter: &Mutex<Limiter>, client: impl Hash) -> Result<(), ApiError> {
        let client = self.hasher.hash_one(client);
        let taken = limiter.lock().take(client, Instant::now());
        taken.map_err(|retry_after| ApiError::TooManyRequests { retry_after })
    }
}

/// Refuses requests above the limits. The session is counted first, so that one
/// shopper's open tabs do not use up what everyone in an office shares. The IP
/// address is counted in any case, because nobody has verified the session yet.
pub(crate) async fn refuse(
    State(limits): State<Arc<RateLimits>>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if let Some(credential) = limits.sessions.credential(request.headers()) {
        limits.take(&limits.by_session, credential)?;
    }
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        let address = client_address(request.headers(), *peer, limits.trusted_hops);
        limits.take(&limits.by_address, address)?;
    }
    Ok(next.run(request).await)
}

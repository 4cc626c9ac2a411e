//! How many requests one IP address, and one contact, may make.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use challenge_model::ContactId;
use parking_lot::Mutex;
use tokio::time::Instant;

use super::EdgeOptions;
use super::client_address::client_address;
use super::limiter::Limiter;
use crate::api_error::ApiError;

/// Counts requests by IP address, and by contact once the contact is known. Nothing
/// that a browser can make up is a key. Only a keyed hash of each is kept in memory.
#[derive(Debug)]
pub(crate) struct RateLimits {
    by_contact: Mutex<Limiter>,
    by_address: Mutex<Limiter>,
    trusted_hops: usize,
    hasher: RandomState,
}

/// The IP address for which requests are counted, as a keyed hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CountedAddress(u64);

impl RateLimits {
    pub(crate) fn new(options: &EdgeOptions) -> Self {
        Self {
            by_contact: Mutex::new(Limiter::new(options.per_session)),
            by_address: Mutex::new(Limiter::new(options.per_address)),
            trusted_hops: options.trusted_hops,
            hasher: RandomState::new(),
        }
    }

    /// Counts a request of this contact.
    pub(crate) fn count_contact(&self, contact: &ContactId) -> Result<(), ApiError> {
        take(&self.by_contact, self.hash(contact))
    }

    /// Takes back that a request was counted for its IP address.
    pub(crate) fn give_back(&self, CountedAddress(address): CountedAddress) {
        self.by_address.lock().give_back(address);
    }

    /// The IP address that a request comes from, where that is known.
    fn address(&self, request: &Request) -> Option<CountedAddress> {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let ConnectInfo(peer) = peer?;
        let address = client_address(request.headers(), *peer, self.trusted_hops);
        Some(CountedAddress(self.hash(address)))
    }

    fn count_address(&self, CountedAddress(address): CountedAddress) -> Result<(), ApiError> {
        take(&self.by_address, address)
    }

    fn hash(&self, client: impl Hash) -> u64 {
        self.hasher.hash_one(client)
    }
}

fn take(limiter: &Mutex<Limiter>, client: u64) -> Result<(), ApiError> {
    let taken = limiter.lock().take(client, Instant::now());
    taken.map_err(|retry_after| ApiError::TooManyRequests { retry_after })
}

/// Refuses requests above the limit of their IP address. The contact is counted later,
/// when the session was verified.
pub(crate) async fn refuse(
    State(limits): State<Arc<RateLimits>>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if let Some(address) = limits.address(&request) {
        limits.count_address(address)?;
        request.extensions_mut().insert(address);
    }
    Ok(next.run(request).await)
}

/// Counts only requests that were refused: for paths where a valid signature shows that
/// the sender is no browser. A message that was received before had one.
pub(crate) async fn count_refused(
    State(limits): State<Arc<RateLimits>>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let address = limits.address(&request);
    let response = next.run(request).await;
    let status = response.status();
    let counts = status.is_client_error() && status != StatusCode::CONFLICT;
    if let Some(address) = address.filter(|_| counts) {
        limits.count_address(address)?;
    }
    Ok(response)
}

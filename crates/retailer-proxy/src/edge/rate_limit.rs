//! How many requests one IP address, and one contact, may make.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request};
use axum::http::StatusCode;
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

impl RateLimits {
    /// Refuses a request above the limit of its IP address. The contact is counted later,
    /// when the session was verified.
    pub(crate) fn count_request(&self, request: &mut Request) -> Result<(), ApiError> {
        if let Some(address) = self.address(request) {
            self.count_address(address)?;
            request.extensions_mut().insert(address);
        }
        Ok(())
    }

    /// Counts only requests that were refused: for paths where a valid signature shows that
    /// the sender is no browser. A message that was received before had one.
    pub(crate) async fn count_refused<F>(
        &self,
        request: Request,
        next: impl FnOnce(Request) -> F,
    ) -> Result<Response, ApiError>
    where
        F: Future<Output = Response>,
    {
        let address = self.address(&request);
        let response = next(request).await;
        let status = response.status();
        let counts = status.is_client_error() && status != StatusCode::CONFLICT;
        if let Some(address) = address.filter(|_| counts) {
            self.count_address(address)?;
        }
        Ok(response)
    }
}

//! How many requests one IP address, and one contact, may make.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request};
use axum::http::StatusCode;
use axum::response::Response;
use challenge_model::ContactId;
use parking_lot::Mutex;
use tokio::time::Instant;

use super::EdgeOptions;
use super::client_address::client_address;
use super::limiter::Limiter;
use super::telling::Telling;
use super::told_requests::Kind;
use crate::api_error::ApiError;

/// Counts requests by IP address, and by contact once the contact is known. Nothing
/// that a browser can make up is a key. Only a keyed hash of each is kept in memory. Where there
/// are several instances, they tell each other what they have counted.
#[derive(Debug)]
pub(crate) struct RateLimits {
    by_contact: Mutex<Limiter>,
    by_address: Mutex<Limiter>,
    trusted_hops: usize,
    hasher: RandomState,
    telling: Option<Arc<Telling>>,
}

/// The IP address for which requests are counted, as a keyed hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CountedAddress(u64);

impl RateLimits {
    /// `telling` is the way to the other instances, where there are any.
    pub(crate) fn new(options: &EdgeOptions, telling: Option<Arc<Telling>>) -> Self {
        Self {
            by_contact: Mutex::new(Limiter::new(options.per_session)),
            by_address: Mutex::new(Limiter::new(options.per_address)),
            trusted_hops: options.trusted_hops,
            hasher: RandomState::new(),
            telling,
        }
    }

    /// Counts a request of this contact.
    pub(crate) fn count_contact(&self, contact: &ContactId) -> Result<(), ApiError> {
        self.take(Kind::Contact, self.hash(contact.as_str()))
    }

    /// Counts what another instance has counted.
    pub(crate) fn hear(&self, message: &str) {
        let Some(telling) = &self.telling else { return };
        let now = Instant::now();
        for told in telling.hear(message) {
            let mut limiter = self.limiter(told.kind).lock();
            let requests = told.requests.unsigned_abs();
            if told.requests > 0 {
                limiter.add(told.client, requests, now);
            } else {
                limiter.give_back(told.client, requests, now);
            }
        }
    }

    /// Takes back that a request was counted for its IP address.
    pub(crate) fn give_back(&self, CountedAddress(address): CountedAddress) {
        let now = Instant::now();
        self.by_address.lock().give_back(address, 1, now);
        if let Some(telling) = &self.telling {
            telling.count(Kind::Address, address, -1);
        }
    }

    /// The IP address that a request comes from, where that is known.
    fn address(&self, request: &Request) -> Option<CountedAddress> {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let ConnectInfo(peer) = peer?;
        let address = client_address(request.headers(), *peer, self.trusted_hops);
        Some(CountedAddress(self.hash(&address)))
    }

    fn count_address(&self, CountedAddress(address): CountedAddress) -> Result<(), ApiError> {
        self.take(Kind::Address, address)
    }

    fn limiter(&self, kind: Kind) -> &Mutex<Limiter> {
        match kind {
            Kind::Contact => &self.by_contact,
            Kind::Address => &self.by_address,
        }
    }

    fn take(&self, kind: Kind, client: u64) -> Result<(), ApiError> {
        let taken = self.limiter(kind).lock().take(client, Instant::now());
        taken.map_err(|retry_after| ApiError::TooManyRequests { retry_after })?;
        if let Some(telling) = &self.telling {
            telling.count(kind, client, 1);
        }
        Ok(())
    }

    fn hash<Client: Hash + ToString + ?Sized>(&self, client: &Client) -> u64 {
        match &self.telling {
            Some(telling) => telling.name(&client.to_string()),
            None => self.hasher.hash_one(client),
        }
    }
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

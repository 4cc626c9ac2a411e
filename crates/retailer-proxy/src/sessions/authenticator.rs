//! From a request to the contact that it is allowed to see.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use challenge_model::ContactId;

use super::Sessions;
use super::identity::SignedOut;
use crate::api_error::ApiError;
use crate::edge::{CountedAddress, RateLimits};
use crate::metrics::Metrics;
use crate::upstream::Upstream;

/// Finds the contact of a request, and counts the request for them. Customer numbers
/// are looked up in Engage.
#[derive(Debug)]
pub(crate) struct Authenticator {
    sessions: Arc<Sessions>,
    upstream: Upstream,
    rate_limits: Arc<RateLimits>,
    metrics: Arc<Metrics>,
}

impl Authenticator {
    pub(crate) fn new(
        sessions: Arc<Sessions>,
        upstream: Upstream,
        rate_limits: Arc<RateLimits>,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self {
            sessions,
            upstream,
            rate_limits,
            metrics,
        }
    }

    /// The contact, if they may make another request.
    async fn admit(&self, parts: &Parts) -> Result<ContactId, ApiError> {
        let contact = self.contact(&parts.headers).await?;
        let counted = self.rate_limits.count_contact(&contact);
        if counted.is_err()
            && self.sessions.repeat_for_nothing()
            && let Some(address) = parts.extensions.get::<CountedAddress>()
        {
            // One shopper's open tabs must not use up what everyone in an office shares.
            self.rate_limits.give_back(*address);
        }
        counted.map(|()| contact)
    }

    async fn contact(&self, headers: &HeaderMap) -> Result<ContactId, ApiError> {
        let identity = self.sessions.identify(headers).await;
        let identity = identity.map_err(|reason| self.refused(reason))?;
        if let Some(customers) = &self.sessions.customers {
            let contact = customers.contact(&identity, &self.upstream).await;
            if contact == Err(ApiError::SignedOut) {
                self.metrics.session_refused(SignedOut::UnknownCustomer);
            }
            return contact;
        }
        let contact = ContactId::guid(identity.as_str());
        contact.map_err(|_| self.refused(SignedOut::ContactMissing))
    }

    fn refused(&self, reason: SignedOut) -> ApiError {
        self.metrics.session_refused(reason);
        reason.into()
    }
}

/// The shopper who sent the request. As an argument of a handler, it refuses every
/// request without a valid session, and those above the contact's limit.
pub(crate) struct SignedIn(pub(crate) ContactId);

impl<S> FromRequestParts<S> for SignedIn
where
    Arc<Authenticator>: FromRef<S>,
    S: Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let authenticator = Arc::<Authenticator>::from_ref(state);
        authenticator.admit(parts).await.map(Self)
    }
}

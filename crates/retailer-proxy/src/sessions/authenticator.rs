//! From a request to the contact that it is allowed to see.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use challenge_model::ContactId;

use super::Sessions;
use super::identity::{Identity, SignedOut};
use crate::api_error::ApiError;
use crate::upstream::Upstream;

/// Finds the contact of a request. Customer numbers are looked up in Engage.
#[derive(Debug)]
pub(crate) struct Authenticator {
    sessions: Arc<Sessions>,
    upstream: Upstream,
}

impl Authenticator {
    pub(crate) fn new(sessions: Arc<Sessions>, upstream: Upstream) -> Self {
        Self { sessions, upstream }
    }

    async fn contact(&self, headers: &HeaderMap) -> Result<ContactId, ApiError> {
        let Identity(text) = self.sessions.identify(headers).await?;
        match &self.sessions.customers {
            Some(customers) => customers.contact(text, &self.upstream).await,
            None => ContactId::guid(&text).map_err(|_| SignedOut::ContactMissing.into()),
        }
    }
}

/// The shopper who sent the request. As an argument of a handler, it refuses every
/// request without a valid session.
pub(crate) struct SignedIn(pub(crate) ContactId);

impl<S> FromRequestParts<S> for SignedIn
where
    Arc<Authenticator>: FromRef<S>,
    S: Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let authenticator = Arc::<Authenticator>::from_ref(state);
        authenticator.contact(&parts.headers).await.map(Self)
    }
}

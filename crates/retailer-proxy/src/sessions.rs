//! Who the shopper is: the contact of the shop's own session, and nothing else.
//!
//! A proxy has one of three sources of sessions.
//!
//! - A JSON Web Token that the shop signs at login, as `Authorization: Bearer` or in a
//!   cookie. When there is a bearer token, it alone counts: if it is not valid, the
//!   shopper is signed out, whatever the cookies say, so that nobody is taken for
//!   another by sending two tokens.
//! - Forward auth: the shop's own server is asked with the visitor's cookies.
//! - A gateway that names the contact in a header and proves itself with a secret.
//!
//! Where a shop knows only its own customer numbers, they are looked up in Engage.

mod authenticator;
mod bearer;
mod customers;
mod forward;
mod gateway;
mod identity;
mod identity_http;
mod key_set;
mod keys;
mod rules;
mod verifier;

pub use forward::ForwardAuthRules;
pub use gateway::GatewayRules;
pub use identity_http::AddressError;
pub use rules::{KeySetRules, PublicAlgorithm, SessionKey, SessionKeyError, SessionRules};

pub(crate) use authenticator::{Authenticator, SignedIn};

use std::fmt;

use axum::http::HeaderMap;
use challenge_model::ContactId;

use customers::Customers;
use forward::ForwardAuth;
use identity::{Identity, SignedOut};
use verifier::Verifier;

/// Reads the sessions of one shop.
pub struct Sessions {
    source: Source,
    customers: Option<Customers>,
}

enum Source {
    Token {
        verifier: Verifier,
        cookie: Option<String>,
    },
    ForwardAuth(ForwardAuth),
    Gateway(GatewayRules),
}

impl Sessions {
    /// Sessions of signed tokens.
    ///
    /// # Errors
    ///
    /// When the key is not of the kind that the rules name.
    pub fn new(rules: &SessionRules) -> Result<Self, SessionKeyError> {
        Ok(Self::from_source(Source::Token {
            verifier: Verifier::new(rules)?,
            cookie: rules.cookie.clone(),
        }))
    }

    /// Sessions that the shop's own server knows (forward auth).
    ///
    /// # Errors
    ///
    /// When the URL of that server cannot be used.
    pub fn forward_auth(rules: &ForwardAuthRules) -> Result<Self, AddressError> {
        let forward = ForwardAuth::new(rules)?;
        Ok(Self::from_source(Source::ForwardAuth(forward)))
    }

    /// Sessions that a gateway in front of the proxy knows.
    #[must_use]
    pub fn gateway(rules: GatewayRules) -> Self {
        Self::from_source(Source::Gateway(rules))
    }

    /// The same sessions, for a shop whose sessions name its own customer number
    /// instead of a contact id: the custom key of the contact in Engage.
    #[must_use]
    pub fn of_customer_numbers(self) -> Self {
        Self {
            customers: Some(Customers::new()),
            ..self
        }
    }

    fn from_source(source: Source) -> Self {
        Self {
            source,
            customers: None,
        }
    }

    /// Forgets the customer number of a contact who was deleted.
    pub(crate) fn forget(&self, contact: &ContactId) {
        if let Some(customers) = &self.customers {
            customers.forget(contact);
        }
    }

    /// What a request carries as its session, valid or not: enough to tell one
    /// session from another. A gateway's header counts only with its secret.
    pub(crate) fn credential(&self, headers: &HeaderMap) -> Option<Vec<u8>> {
        match &self.source {
            Source::Token { cookie, .. } => {
                let token = bearer::token(headers, cookie.as_deref()).ok()?;
                Some(token.into_bytes())
            }
            Source::ForwardAuth(forward) => forward.credential(headers),
            Source::Gateway(gateway) => {
                let Identity(text) = gateway.identify(headers).ok()?;
                Some(text.into_bytes())
            }
        }
    }

    /// Whose session a request carries.
    async fn identify(&self, headers: &HeaderMap) -> Result<Identity, SignedOut> {
        match &self.source {
            Source::Token { verifier, cookie } => {
                let token = bearer::token(headers, cookie.as_deref())?;
                verifier.identify(token).await
            }
            Source::ForwardAuth(forward) => forward.identify(headers).await,
            Source::Gateway(gateway) => gateway.identify(headers),
        }
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sessions(…)")
    }
}

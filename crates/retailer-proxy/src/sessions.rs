//! Who the shopper is: the contact of the shop's own session, and nothing else.
//!
//! A proxy has one of three sources of sessions.
//!
//! - A JSON Web Token that the shop signs at login, as `Authorization: Bearer` or in a
//!   cookie. When there is a bearer token, it alone counts: if it is not valid, the
//!   shopper is signed out, whatever the cookies say, so that nobody is taken for
//!   another by sending two tokens.
//!   Of several cookies of one name, the valid one counts; when two valid ones name
//!   different contacts, none does.
//! - Forward auth: the shop's own server is asked with the visitor's cookies.
//! - A gateway that names the contact in a header and proves itself with a secret.
//!
//! Where a shop knows only its own customer numbers, they are looked up in Engage.

mod authenticator;
mod bearer;
mod candidates;
mod cookies;
mod customers;
mod forward;
mod gateway;
mod identity;
mod identity_http;
mod key_set;
mod keys;
mod questions;
mod refused_token;
mod rules;
mod shared_lookups;
mod trusted_hosts;
mod verified_tokens;
mod verifier;

pub use forward::ForwardAuthRules;
pub use gateway::GatewayRules;
pub use identity_http::AddressError;
pub use refused_token::{RefusedToken, TokenOwner};
pub use rules::{KeySetRules, PublicAlgorithm, SessionKey, SessionKeyError, SessionRules};
pub use trusted_hosts::{NotAHost, TrustedHosts};

pub(crate) use authenticator::{Authenticator, SignedIn};
pub(crate) use identity::SignedOut;
pub(crate) use shared_lookups::SharedLookups;

use std::fmt;
use std::sync::Arc;

use axum::http::HeaderMap;
use challenge_model::ContactId;

use candidates::only_one;
use customers::Customers;
use forward::ForwardAuth;
use identity::Identity;
use verifier::Verifier;

/// Reads the sessions of one shop.
pub struct Sessions {
    source: Source,
    customers: Option<Customers>,
}

enum Source {
    Token {
        verifier: Box<Verifier>,
        rules: Box<SessionRules>,
    },
    ForwardAuth(Box<ForwardAuth>),
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
            verifier: Box::new(Verifier::new(rules)?),
            rules: Box::new(rules.clone()),
        }))
    }

    /// Sessions that the shop's own server knows (forward auth).
    ///
    /// # Errors
    ///
    /// When the URL of that server cannot be used.
    pub fn forward_auth(rules: &ForwardAuthRules) -> Result<Self, AddressError> {
        let forward = ForwardAuth::new(rules)?;
        Ok(Self::from_source(Source::ForwardAuth(Box::new(forward))))
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

    /// The same sessions, of which all instances know what one has found out.
    pub(crate) fn sharing(mut self, shared: &Arc<SharedLookups>) -> Self {
        if let Some(customers) = &mut self.customers {
            customers.share(Arc::clone(shared));
        }
        if let Source::ForwardAuth(forward) = &mut self.source {
            forward.share(Arc::clone(shared));
        }
        self
    }

    fn from_source(source: Source) -> Self {
        Self {
            source,
            customers: None,
        }
    }

    /// Forgets the customer number of a contact who was deleted, and the tokens that were
    /// verified. Those of other shoppers are verified again, because a token does not
    /// always name the contact.
    pub(crate) fn forget(&self, contact: &ContactId) {
        if let Source::Token { verifier, .. } = &self.source {
            verifier.forget_all();
        }
        if let Some(customers) = &self.customers {
            customers.forget(contact);
        }
    }

    /// Frees the memory of tokens that were verified too long ago.
    pub(crate) fn sweep(&self) {
        if let Source::Token { verifier, .. } = &self.source {
            verifier.sweep();
        }
    }

    /// Whether a shopper can repeat a request in any form without a question to the
    /// shop's own server.
    fn repeat_for_nothing(&self) -> bool {
        match &self.source {
            Source::Token { .. } | Source::Gateway(_) => true,
            Source::ForwardAuth(forward) => forward.has_named_cookie(),
        }
    }

    /// Whose session a request carries.
    async fn identify(&self, headers: &HeaderMap) -> Result<Identity, SignedOut> {
        match &self.source {
            Source::Token { verifier, rules } => {
                let mut verified = Vec::new();
                for token in bearer::tokens(headers, rules.cookie.as_deref())? {
                    verified.push(verifier.identify(token).await);
                }
                only_one(verified)
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

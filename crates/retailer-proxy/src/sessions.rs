//! Who is asking: the contact in the shop's own session, and nothing else.
//!
//! There are three ways to know, of which a proxy has one. A JSON Web Token that
//! the shop signs at login, as `Authorization: Bearer` or in a cookie; a bearer
//! token that is there counts alone: if it is no good, the shopper is signed out,
//! whatever the cookies say, so that nobody can be taken for another by sending
//! two. Or forward auth, where the shop is asked with the visitor's cookies. Or a
//! gateway that names the contact in a header and proves itself with a secret.
//!
//! A shop that knows its own customer numbers alone has them looked up in Engage.

mod bearer;
mod customers;
mod forward;
mod gateway;
mod key_set;
mod outside;
mod rules;
mod verifier;

pub use forward::ForwardAuthRules;
pub use gateway::GatewayRules;
pub use outside::AddressError;
pub use rules::{KeySetRules, PublicAlgorithm, SessionKey, SessionKeyError, SessionRules};

use std::fmt;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use challenge_model::ContactId;

use crate::proxy::Proxy;
use crate::refusal::Refusal;
use customers::Customers;
use forward::ForwardAuth;
use verifier::Verifier;

/// Reads sessions by the shop's rules.
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
    /// Sessions of tokens, by these rules.
    ///
    /// # Errors
    ///
    /// When the key is none of the kind that the rules say.
    pub fn new(rules: &SessionRules) -> Result<Self, SessionKeyError> {
        Ok(Self::from_source(Source::Token {
            verifier: Verifier::new(rules)?,
            cookie: rules.cookie.clone(),
        }))
    }

    /// Sessions that the shop itself knows.
    ///
    /// # Errors
    ///
    /// When the address cannot be asked.
    pub fn forward_auth(rules: &ForwardAuthRules) -> Result<Self, AddressError> {
        let forward = ForwardAuth::new(rules)?;
        Ok(Self::from_source(Source::ForwardAuth(forward)))
    }

    /// Sessions that a gateway knows.
    #[must_use]
    pub fn gateway(rules: GatewayRules) -> Self {
        Self::from_source(Source::Gateway(rules))
    }

    /// The same, where what the session names is no contact id but the shop's own
    /// customer number: the custom key of the contact in Engage.
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

    /// Forgets what is known of a contact who was deleted.
    pub(crate) fn forget(&self, contact: &ContactId) {
        if let Some(customers) = &self.customers {
            customers.forget(contact);
        }
    }

    /// What a request carries to say whose it is, good or not: enough to tell one
    /// session from another. What a gateway says counts only with its secret.
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

    /// Who the session that a request carries is of.
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

    async fn contact(&self, headers: &HeaderMap, proxy: &Proxy) -> Result<ContactId, Refusal> {
        let Identity(text) = self.identify(headers).await.map_err(refusal)?;
        match &self.customers {
            Some(customers) => customers.contact(text, proxy.reads().upstream()).await,
            None => ContactId::guid(&text).map_err(|_| refusal(SignedOut::ContactMissing)),
        }
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sessions(…)")
    }
}

/// What a session names: a contact id or a customer number, not looked at yet.
/// Personal data, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
struct Identity(String);

impl fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Identity(…)")
    }
}

/// Why there is no session. It is logged; the browser learns only that there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SignedOut {
    NoToken,
    SeveralTokens,
    Malformed,
    WrongAlgorithm,
    ForeignSignature,
    Expired,
    NotYetValid,
    ForeignIssuer,
    ForeignAudience,
    ClaimMissing,
    ContactMissing,
    /// The shop says so.
    Refused,
    /// The shop could not be asked, so nobody knows.
    Unknowable,
}

fn refusal(reason: SignedOut) -> Refusal {
    tracing::debug!(?reason, "no session");
    match reason {
        SignedOut::Unknowable => Refusal::IdentityUnavailable,
        _ => Refusal::SignedOut,
    }
}

/// The shopper who asks; taken as an argument, it keeps everyone else out.
pub(crate) struct SignedIn(pub(crate) ContactId);

impl FromRequestParts<Proxy> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, proxy: &Proxy) -> Result<Self, Refusal> {
        let contact = proxy.sessions().contact(&parts.headers, proxy).await;
        contact.map(Self)
    }
}

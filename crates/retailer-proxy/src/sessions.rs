//! Who is asking: the contact in the shop's own session, and nothing else.
//!
//! The session is a JSON Web Token that the shop signs at login. It comes as
//! `Authorization: Bearer` or in a cookie. A bearer token that is there counts
//! alone: if it is no good, the shopper is signed out, whatever the cookies say,
//! so that nobody can be taken for another by sending two.

mod bearer;
mod rules;
mod verifier;

pub use rules::{SessionKey, SessionKeyError, SessionRules};

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use challenge_model::ContactId;

use crate::proxy::Proxy;
use crate::refusal::Refusal;
use verifier::Verifier;

/// Reads sessions by the shop's rules.
#[derive(Debug)]
pub struct Sessions {
    verifier: Verifier,
    cookie: Option<String>,
}

impl Sessions {
    /// Sessions by these rules.
    ///
    /// # Errors
    ///
    /// When the key is none of the kind that the rules say.
    pub fn new(rules: &SessionRules) -> Result<Self, SessionKeyError> {
        Ok(Self {
            verifier: Verifier::new(rules)?,
            cookie: rules.cookie.clone(),
        })
    }

    /// What a request carries to say whose it is, good or not: enough to tell
    /// one session from another.
    pub(crate) fn credential(&self, headers: &HeaderMap) -> Option<String> {
        bearer::token(headers, self.cookie.as_deref()).ok()
    }

    /// The contact whose session a request carries.
    fn contact(&self, headers: &HeaderMap) -> Result<ContactId, SignedOut> {
        let token = bearer::token(headers, self.cookie.as_deref())?;
        self.verifier.contact(token)
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
}

/// The shopper who asks; taken as an argument, it keeps everyone else out.
pub(crate) struct SignedIn(pub(crate) ContactId);

impl FromRequestParts<Proxy> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, proxy: &Proxy) -> Result<Self, Refusal> {
        let contact = proxy.sessions().contact(&parts.headers);
        contact.map(Self).map_err(|reason| {
            tracing::debug!(?reason, "no session");
            Refusal::SignedOut
        })
    }
}

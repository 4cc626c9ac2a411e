//! Who a visitor is: a signed token in a cookie.
//!
//! The retailer proxy reads the same cookie: it is set up with the same name, claim
//! and secret.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum_extra::extract::cookie::{Cookie, SameSite};
use challenge_model::ContactId;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

mod secret;

pub use secret::{SecretError, SessionSecret};

/// The name of the session's cookie.
pub const COOKIE: &str = "fell-and-paw-session";

/// The claim of the session's token that carries the contact's id.
pub(crate) const CLAIM: &str = "contact_id";

/// How long a session lasts.
const LIFETIME: Duration = Duration::from_hours(12);

/// Tells sessions of one shopper apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct SessionId(String);

impl SessionId {
    #[cfg(test)]
    pub(crate) fn of(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Somebody who has logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) id: SessionId,
    pub(crate) contact: ContactId,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    contact_id: String,
    jti: SessionId,
    /// Seconds since 1970.
    iat: u64,
    /// Seconds since 1970.
    exp: u64,
}

/// A session cannot begin: the system gives no random numbers, or the token
/// cannot be signed.
#[derive(Debug, thiserror::Error)]
#[error("a session cannot begin: {0}")]
pub(crate) struct SessionError(String);

/// Begins sessions, and reads those that it has begun.
#[derive(Clone)]
pub(crate) struct Sessions {
    signing: EncodingKey,
    verifying: DecodingKey,
    validation: Validation,
}

impl Sessions {
    pub(crate) fn new(secret: &SessionSecret) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        Self {
            signing: EncodingKey::from_secret(secret.text().as_bytes()),
            verifying: DecodingKey::from_secret(secret.text().as_bytes()),
            validation,
        }
    }

    /// The cookie of a new session.
    pub(crate) fn begin(&self, contact: &ContactId) -> Result<Cookie<'static>, SessionError> {
        let id = random_id().map_err(|error| SessionError(error.to_string()))?;
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        self.token(contact, SessionId(id), now)
            .map(cookie)
            .map_err(|error| SessionError(error.to_string()))
    }

    fn token(
        &self,
        contact: &ContactId,
        id: SessionId,
        now: Duration,
    ) -> jsonwebtoken::errors::Result<String> {
        let claims = Claims {
            contact_id: contact.as_str().to_owned(),
            jti: id,
            iat: now.as_secs(),
            exp: (now + LIFETIME).as_secs(),
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.signing)
    }

    /// The session of a token; `None` when the token has expired, or was signed with
    /// another secret or another algorithm.
    pub(crate) fn read(&self, token: &str) -> Option<Session> {
        let token = decode::<Claims>(token, &self.verifying, &self.validation).ok()?;
        let contact = ContactId::guid(&token.claims.contact_id).ok()?;
        Some(Session {
            id: token.claims.jti,
            contact,
        })
    }
}

/// The cookie that ends a session.
pub(crate) fn removal_cookie() -> Cookie<'static> {
    let mut cookie = cookie(String::new());
    cookie.make_removal();
    cookie
}

/// The cookie of a token. It is not `Secure`, because the demo is served over plain
/// HTTP on this machine.
fn cookie(token: String) -> Cookie<'static> {
    Cookie::build((COOKIE, token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .build()
}

fn random_id() -> Result<String, getrandom::Error> {
    Ok(format!(
        "{:016x}{:016x}",
        getrandom::u64()?,
        getrandom::u64()?
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const ALVA: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";

    fn sessions(secret: &str) -> Sessions {
        Sessions::new(&SessionSecret::new(secret.repeat(32)).unwrap())
    }

    fn now() -> Duration {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap()
    }

    fn contact() -> ContactId {
        ContactId::guid(ALVA).unwrap()
    }

    fn token(sessions: &Sessions, issued: Duration) -> String {
        sessions
            .token(&contact(), SessionId::of("one"), issued)
            .unwrap()
    }

    #[test]
    fn a_session_is_read_with_its_contact() {
        let sessions = sessions("a");

        let cookie = sessions.begin(&contact()).unwrap();

        let session = sessions.read(cookie.value()).unwrap();
        assert_eq!(session.contact, contact());
    }

    #[test]
    fn two_sessions_of_one_shopper_are_told_apart() {
        let sessions = sessions("a");
        let begin = || {
            let cookie = sessions.begin(&contact()).unwrap();
            sessions.read(cookie.value()).unwrap().id
        };

        assert_ne!(begin(), begin());
    }

    #[test]
    fn scripts_and_other_sites_do_not_get_the_cookie() {
        let cookie = sessions("a").begin(&contact()).unwrap();

        assert_eq!(cookie.http_only(), Some(true));
        assert_eq!(cookie.same_site(), Some(SameSite::Lax));
        assert_eq!(cookie.path(), Some("/"));
    }

    #[test]
    fn a_token_signed_with_another_secret_is_refused() {
        let foreign = token(&sessions("b"), now());

        assert_eq!(sessions("a").read(&foreign), None);
    }

    #[test]
    fn a_token_that_has_expired_is_refused() {
        let sessions = sessions("a");
        let too_long = LIFETIME + Duration::from_secs(1);
        let long_ago = now().checked_sub(too_long).unwrap();

        assert_eq!(sessions.read(&token(&sessions, long_ago)), None);
    }

    #[test]
    fn a_token_without_a_signature_is_refused() {
        let sessions = sessions("a");
        let token = token(&sessions, now());
        let claims = token.split('.').nth(1).unwrap();
        // {"alg":"none","typ":"JWT"}
        let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims}.");

        assert_eq!(sessions.read(&unsigned), None);
    }

    #[rstest]
    #[case("")]
    #[case("alva")]
    #[case("a.b.c")]
    fn a_text_that_is_not_a_token_is_refused(#[case] text: &str) {
        assert_eq!(sessions("a").read(text), None);
    }
}

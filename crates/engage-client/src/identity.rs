//! The API key and the User-Agent, which tell Engage who is calling.

use std::fmt;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// Why a key or a product name cannot be sent as a header.
///
/// The message never repeats the text, since it may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// The text is empty.
    #[error("it is empty")]
    Empty,
    /// The text has a character that is not allowed.
    #[error(
        "it contains a character that cannot be sent: a space, a line break, or one outside ASCII"
    )]
    IllegalCharacter,
}

/// An Engage API key. It is sent as the header `apikey` (T17) and shown nowhere.
#[derive(Clone)]
pub struct ApiKey(SecretString);

impl ApiKey {
    /// A key as Engage's page of API connections shows it.
    ///
    /// # Errors
    ///
    /// When the key is empty or has a character that is not visible ASCII.
    pub fn new(key: impl Into<String>) -> Result<Self, IdentityError> {
        let key = SecretString::from(key.into());
        check(key.expose_secret(), |byte| byte.is_ascii_graphic())?;
        Ok(Self(key))
    }

    pub(crate) fn header(&self) -> Result<HeaderValue, IdentityError> {
        let mut value = HeaderValue::from_str(self.0.expose_secret())
            .map_err(|_| IdentityError::IllegalCharacter)?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ApiKey(…)")
    }
}

/// The product that is calling, in the form `Product/version`. Engage demands it on
/// every call (T19).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserAgent(String);

impl UserAgent {
    /// A product with this name and version.
    ///
    /// # Errors
    ///
    /// When the name or the version is empty, or has a character that RFC 9110 does not
    /// allow there.
    pub fn new(product: &str, version: &str) -> Result<Self, IdentityError> {
        check(product, is_token)?;
        check(version, is_token)?;
        Ok(Self(format!("{product}/{version}")))
    }

    /// The text of the header.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name and version of this client, for callers without a name of their own.
impl Default for UserAgent {
    fn default() -> Self {
        Self(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")).to_owned())
    }
}

fn check(text: &str, allowed: fn(u8) -> bool) -> Result<(), IdentityError> {
    if text.is_empty() {
        Err(IdentityError::Empty)
    } else if text.bytes().all(allowed) {
        Ok(())
    } else {
        Err(IdentityError::IllegalCharacter)
    }
}

/// Whether RFC 9110, section 5.6.2, allows this byte in a product's name and version.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("", IdentityError::Empty)]
    #[case("secret-4711\n", IdentityError::IllegalCharacter)]
    #[case("secret-4711\r\nx-admin: 1", IdentityError::IllegalCharacter)]
    #[case("secret 4711", IdentityError::IllegalCharacter)]
    #[case("sécret-4711", IdentityError::IllegalCharacter)]
    fn a_key_that_cannot_be_sent_is_refused_without_repeating_it(
        #[case] key: &str,
        #[case] expected: IdentityError,
    ) {
        let error = ApiKey::new(key).unwrap_err();
        assert_eq!(error, expected);
        assert!(!format!("{error} {error:?}").contains("4711"));
    }

    #[test]
    fn a_key_is_never_shown_by_debug_not_even_as_a_header() {
        let key = ApiKey::new("secret-4711").unwrap();
        assert_eq!(format!("{key:?}"), "ApiKey(…)");
        let shown = format!("{key:?} {:?}", key.header().unwrap());
        assert!(!shown.contains("4711"), "{shown}");
    }

    #[test]
    fn a_user_agent_is_a_product_and_its_version() {
        let agent = UserAgent::new("alva-outdoor", "2.1").unwrap();
        assert_eq!(agent.as_str(), "alva-outdoor/2.1");
        assert!(UserAgent::default().as_str().starts_with("engage-client/"));
    }

    #[rstest]
    #[case("", "1")]
    #[case("shop", "")]
    #[case("my shop", "1")]
    #[case("shop/x", "1")]
    #[case("shop", "1\n")]
    fn a_user_agent_in_another_form_is_refused(#[case] product: &str, #[case] version: &str) {
        assert!(UserAgent::new(product, version).is_err());
    }
}

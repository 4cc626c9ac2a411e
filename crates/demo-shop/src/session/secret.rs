//! The secret that sessions are signed with, and what it takes to be safe.

use std::fmt;

use crate::random;

/// The fewest bytes of a secret. A shorter one can be guessed: RFC 7518, 3.2 asks
/// for as many bytes as the hash of HS256 has.
const MIN_BYTES: usize = 32;

/// The secret that sessions are signed with. It does not show in `Debug`.
#[derive(Clone)]
pub struct SessionSecret(String);

/// A secret that cannot be used, or cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Too short to be safe.
    #[error("the session secret has {0} bytes: it takes at least {MIN_BYTES}")]
    TooShort(usize),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers for the session secret: {0}")]
    NoRandomNumbers(getrandom::Error),
}

impl SessionSecret {
    /// A given secret, with which sessions outlive the program.
    ///
    /// # Errors
    ///
    /// When it has fewer than 32 bytes.
    pub fn new(secret: impl Into<String>) -> Result<Self, SecretError> {
        let secret = secret.into();
        if secret.len() < MIN_BYTES {
            return Err(SecretError::TooShort(secret.len()));
        }
        Ok(Self(secret))
    }

    /// A new random secret, with which all sessions end when the program ends.
    ///
    /// # Errors
    ///
    /// When the system gives no random numbers.
    pub fn random() -> Result<Self, SecretError> {
        let text = random::text().map_err(SecretError::NoRandomNumbers)?;
        Ok(Self(text))
    }

    /// The text to sign and verify with.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SessionSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_can_be_guessed_is_refused_with_its_length() {
        let error = SessionSecret::new("fido").unwrap_err();

        assert_eq!(
            error.to_string(),
            "the session secret has 4 bytes: it takes at least 32"
        );
    }

    #[test]
    fn no_two_random_secrets_are_alike() {
        let secret = || SessionSecret::random().unwrap().text().to_owned();

        assert_ne!(secret(), secret());
    }

    #[test]
    fn a_secret_does_not_show_in_debug() {
        let secret = SessionSecret::new("x".repeat(32)).unwrap();

        assert_eq!(format!("{secret:?}"), "SessionSecret(…)");
    }
}

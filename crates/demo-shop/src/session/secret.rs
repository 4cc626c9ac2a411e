//! The secret that sessions are signed with.

use std::fmt;

/// What is shorter can be guessed: as long as the hash of HS256, RFC 7518, 3.2.
const SHORTEST: usize = 32;

/// The secret that sessions are signed with. It does not show in `Debug`.
#[derive(Clone)]
pub struct SessionSecret(String);

/// Why there is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Too short to be safe.
    #[error("the session secret has {0} bytes: it takes at least {SHORTEST}")]
    TooShort(usize),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers for the session secret: {0}")]
    NoRandomNumbers(getrandom::Error),
}

impl SessionSecret {
    /// A secret that was agreed on, so that sessions outlive the program.
    ///
    /// # Errors
    ///
    /// When it has fewer than 32 bytes.
    pub fn new(secret: impl Into<String>) -> Result<Self, SecretError> {
        let secret = secret.into();
        if secret.len() < SHORTEST {
            return Err(SecretError::TooShort(secret.len()));
        }
        Ok(Self(secret))
    }

    /// A new secret: all sessions end with the program.
    ///
    /// # Errors
    ///
    /// When the system gives no random numbers.
    pub fn random() -> Result<Self, SecretError> {
        let mut secret = [0; SHORTEST];
        getrandom::fill(&mut secret).map_err(SecretError::NoRandomNumbers)?;
        Ok(Self(secret.map(|byte| format!("{byte:02x}")).concat()))
    }

    /// What to sign and verify with.
    #[must_use]
    pub fn text(&self) -> &str {
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

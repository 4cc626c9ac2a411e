//! A secret that two machines of the shop share.

use std::fmt;

use aws_lc_rs::{constant_time, digest};
use axum::http::HeaderValue;

use crate::bearer_scheme;

/// In bytes. Shorter secrets could be guessed.
const SHORTEST: usize = 32;

/// A secret of at least 32 bytes. Only its digest is stored, and it is compared in
/// constant time, so that nobody can find out its length or its beginning.
pub struct SharedSecret(digest::Digest);

/// The secret is short enough to be guessed. The error does not repeat it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is shorter than 32 bytes, which can be guessed")]
pub struct ShortSecret;

impl SharedSecret {
    /// A secret that both sides know.
    ///
    /// # Errors
    ///
    /// When it is too short.
    pub fn new(secret: &str) -> Result<Self, ShortSecret> {
        if secret.len() < SHORTEST {
            return Err(ShortSecret);
        }
        Ok(Self(digest::digest(&digest::SHA256, secret.as_bytes())))
    }

    /// Whether the given text is the secret.
    pub(crate) fn is(&self, given: &[u8]) -> bool {
        let given = digest::digest(&digest::SHA256, given);
        constant_time::verify_slices_are_equal(self.0.as_ref(), given.as_ref()).is_ok()
    }

    /// Whether there is exactly one header `Authorization`, and it is `Bearer` with the
    /// secret.
    pub(crate) fn is_bearer<'h>(&self, headers: impl IntoIterator<Item = &'h HeaderValue>) -> bool {
        let mut headers = headers.into_iter();
        let (Some(header), None) = (headers.next(), headers.next()) else {
            return false;
        };
        bearer_scheme::credentials(header).is_some_and(|given| self.is(given))
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SharedSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const SECRET: &str = "a secret that is long enough to be one";

    #[rstest]
    #[case(&["Bearer a secret that is long enough to be one"], true)]
    #[case(&["Bearer\ta secret that is long enough to be one"], true)]
    #[case(&["bearer a secret that is long enough to be one"], true)]
    #[case(&[], false)]
    #[case(&["a secret that is long enough to be one"], false)]
    #[case(&["Bearer a secret that is long enough to be on"], false)]
    #[case(&["Bearer "], false)]
    #[case(&["Basic x", "Bearer a secret that is long enough to be one"], false)]
    fn only_one_header_with_the_secret_is_accepted(
        #[case] headers: &[&'static str],
        #[case] expected: bool,
    ) {
        let secret = SharedSecret::new(SECRET).unwrap();
        let headers: Vec<_> = headers
            .iter()
            .map(|text| HeaderValue::from_static(text))
            .collect();
        assert_eq!(secret.is_bearer(&headers), expected);
    }

    #[test]
    fn a_secret_that_can_be_guessed_is_refused() {
        assert_eq!(SharedSecret::new("hunter2").err(), Some(ShortSecret));
    }
}

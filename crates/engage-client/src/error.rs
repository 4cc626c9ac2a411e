//! A call that failed: which one, what happened, and whether it may be repeated.

use std::fmt;

use crate::endpoint::Endpoint;
use crate::error_kind::ErrorKind;
use crate::repeat::{self, Repeat};

/// A call that did not do what it was made for.
///
/// Neither its `Display` nor its `Debug` holds an id, a key, a URL, or any text of
/// Engage's.
#[derive(Debug)]
pub struct Error {
    endpoint: Endpoint,
    kind: ErrorKind,
    source: Option<reqwest::Error>,
}

impl Error {
    pub(crate) fn new(endpoint: Endpoint, kind: ErrorKind) -> Self {
        Self {
            endpoint,
            kind,
            source: None,
        }
    }

    pub(crate) fn caused_by(endpoint: Endpoint, kind: ErrorKind, source: reqwest::Error) -> Self {
        // The URL holds the contact's id (T32).
        Self {
            endpoint,
            kind,
            source: Some(source.without_url()),
        }
    }

    /// What happened.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// Whether the call may be made again.
    #[must_use]
    pub fn repeat(&self) -> Repeat {
        repeat::of(&self.kind, self.endpoint.effect())
    }

    /// Whether Engage may have carried the call out in spite of the error.
    #[must_use]
    pub fn leaves_doubt(&self) -> bool {
        repeat::leaves_doubt(&self.kind)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} failed: {}", self.endpoint, self.kind)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_which_call_failed_and_why() {
        let error = Error::new(Endpoint::ListChallenges, ErrorKind::TimedOut);
        assert_eq!(
            error.to_string(),
            "listing a contact's challenges failed: Engage did not answer in time"
        );
    }

    #[test]
    fn the_cause_of_an_error_is_kept_without_the_url() {
        let url = "https://engage.example.test/?contactId=4711"
            .parse()
            .unwrap();
        let cause = reqwest::Client::new()
            .get("not a url")
            .build()
            .unwrap_err()
            .with_url(url);
        let error = Error::caused_by(Endpoint::Assign, ErrorKind::ConnectionLost, cause);
        let source = std::error::Error::source(&error).unwrap();
        assert!(!format!("{source} {source:?}").contains("4711"));
    }
}

//! What went wrong with a call, and whether it may be repeated.

use std::fmt;
use std::time::Duration;

use crate::endpoint::Endpoint;
use crate::repeat::{self, Repeat};

/// A call that did not do what it was for.
///
/// Neither its `Display` nor its `Debug` holds an id, a key, an address with a
/// query, or any text of Engage's.
#[derive(Debug)]
pub struct Error {
    endpoint: Endpoint,
    kind: ErrorKind,
    source: Option<reqwest::Error>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// An id that was to be sent is no GUID (T2); nothing was sent.
    NotAGuid,
    /// Engage could not be reached; nothing was sent.
    Unreachable,
    /// The connection broke before the answer was complete.
    ConnectionLost,
    /// There was no answer in time, or something before Engage said so (408, 504).
    TimedOut,
    /// Engage refuses the key, or the tenant does not have the feature (T37): 401 or 403.
    KeyRefused {
        /// The HTTP status.
        status: u16,
    },
    /// There is no such contact, definition or challenge: 404.
    NotFound {
        /// Which of them, where Engage says so.
        code: Option<ErrorCode>,
    },
    /// More requests than the key may make: 429 (T20).
    RateLimited {
        /// How long to wait, where Engage says so.
        retry_after: Option<Duration>,
    },
    /// Engage answered as it does when Content-Type is missing (T18). This client
    /// always sends it, so something on the way may have taken it out.
    ContentTypeLost,
    /// Any other status that says that the request is at fault. Redirects count
    /// too: they are not followed, since they would take the key elsewhere.
    Rejected {
        /// The HTTP status.
        status: u16,
        /// The reason, where Engage gives one.
        code: Option<ErrorCode>,
    },
    /// Engage failed: any other 5xx.
    ServerError {
        /// The HTTP status.
        status: u16,
    },
    /// The status was good, the body was not what this endpoint answers.
    Unreadable,
    /// The body was longer than allowed.
    TooLong,
    /// `assign` answered `false` (T16).
    NotAssigned,
}

/// Engage's name for an error, such as `ContactNotFound`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorCode(String);

impl ErrorCode {
    /// Takes a name and nothing else, so that no id, address or sentence gets
    /// into an error by this way.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let is_name = (1..=64).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !text.bytes().any(|byte| byte.is_ascii_digit());
        is_name.then(|| Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
        // The address holds the contact's id (T32).
        Self {
            endpoint,
            kind,
            source: Some(source.without_url()),
        }
    }

    /// Which endpoint was called.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.endpoint
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

    /// Whether the call may have been carried out all the same.
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

impl fmt::Display for ErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let coded = |formatter: &mut fmt::Formatter<'_>, code: &Option<ErrorCode>| match code {
            Some(code) => write!(formatter, " ({})", code.as_str()),
            None => Ok(()),
        };
        match self {
            Self::NotAGuid => formatter.write_str("an id is not a GUID, so nothing was sent"),
            Self::Unreachable => formatter.write_str("Engage could not be reached"),
            Self::ConnectionLost => formatter.write_str("the connection to Engage broke"),
            Self::TimedOut => formatter.write_str("Engage did not answer in time"),
            Self::KeyRefused { status } => {
                write!(
                    formatter,
                    "Engage refused the API key or the feature ({status})"
                )
            }
            Self::NotFound { code } => {
                formatter.write_str("Engage has no such thing (404)")?;
                coded(formatter, code)
            }
            Self::RateLimited { .. } => formatter.write_str("too many requests for the key (429)"),
            Self::ContentTypeLost => formatter.write_str(
                "Engage answered 500 as it does without Content-Type; \
                 does something on the way take that header out?",
            ),
            Self::Rejected { status, code } => {
                write!(formatter, "Engage rejected the request ({status})")?;
                coded(formatter, code)
            }
            Self::ServerError { status } => write!(formatter, "Engage failed ({status})"),
            Self::Unreadable => formatter.write_str("Engage's answer could not be read"),
            Self::TooLong => formatter.write_str("Engage's answer was longer than allowed"),
            Self::NotAssigned => formatter.write_str("Engage did not assign the challenge"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("ContactNotFound", true)]
    #[case("", false)]
    #[case("Contact 7d1c0e5a not found", false)]
    #[case("alva@example.test", false)]
    #[case("7d1c0e5a4b1f4f0e9a522f6d3c9b0a01", false)]
    #[case("a7d1c0e5a4b1f4f0e9a522f6d3c9b0a01", false)]
    fn only_a_name_is_an_error_code(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(ErrorCode::read(text).is_some(), expected);
    }

    #[test]
    fn an_error_says_what_failed_and_why() {
        let code = ErrorCode::read("ContactNotFound");
        let error = Error::new(Endpoint::ListChallenges, ErrorKind::NotFound { code });
        assert_eq!(
            error.to_string(),
            "listing a contact's challenges failed: Engage has no such thing (404) (ContactNotFound)"
        );
    }
}

//! The ways in which a call can fail.

use std::fmt;
use std::time::Duration;

/// What happened to a call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// An id that was to be sent is no GUID (T2). Nothing was sent.
    NotAGuid,
    /// Engage could not be reached. Nothing was sent.
    Unreachable,
    /// The connection broke before the answer was complete.
    ConnectionLost,
    /// No answer came in time, or a server in front of Engage says so (408, 504).
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
    /// The key has made more requests than it may: 429 (T20).
    RateLimited {
        /// How long to wait, where Engage says so. At most one hour.
        retry_after: Option<Duration>,
    },
    /// Engage answered as it does when Content-Type is missing (T18). This client
    /// always sends the header, so a server in between may have removed it.
    ContentTypeLost,
    /// Any other status that says that the request is at fault. A redirect is one of
    /// them: it is not followed, since that would send the key to another server.
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
    /// The status was good, but the body was not what this endpoint answers.
    Unreadable,
    /// The body was longer than [`ClientOptions`](crate::ClientOptions) allow.
    TooLong,
    /// `assign` answered `false` (T16).
    NotAssigned,
}

/// Engage's name for an error, such as `ContactNotFound`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorCode(String);

impl ErrorCode {
    /// Accepts a name of 1 to 64 ASCII letters and nothing else, so that no id, URL
    /// or sentence can get into an error in this way.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let is_name =
            (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        is_name.then(|| Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
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
                write_code(formatter, code.as_ref())
            }
            Self::RateLimited { .. } => formatter.write_str("too many requests for the key (429)"),
            Self::ContentTypeLost => formatter.write_str(
                "Engage answered 500 as it does without Content-Type; \
                 a server in between may remove that header",
            ),
            Self::Rejected { status, code } => {
                write!(formatter, "Engage rejected the request ({status})")?;
                write_code(formatter, code.as_ref())
            }
            Self::ServerError { status } => write!(formatter, "Engage failed ({status})"),
            Self::Unreadable => formatter.write_str("Engage's answer could not be read"),
            Self::TooLong => formatter.write_str("Engage's answer was longer than allowed"),
            Self::NotAssigned => formatter.write_str("Engage did not assign the challenge"),
        }
    }
}

fn write_code(formatter: &mut fmt::Formatter<'_>, code: Option<&ErrorCode>) -> fmt::Result {
    match code {
        Some(code) => write!(formatter, " ({})", code.as_str()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::a_name("ContactNotFound", true)]
    #[case::nothing("", false)]
    #[case::a_sentence("Contact 7d1c0e5a not found", false)]
    #[case::a_mail_address("alva@example.test", false)]
    #[case::an_id("7d1c0e5a4b1f4f0e9a522f6d3c9b0a01", false)]
    #[case::an_id_that_begins_with_a_letter("a7d1c0e5a4b1f4f0e9a522f6d3c9b0a01", false)]
    #[case::the_longest(&"a".repeat(64), true)]
    #[case::too_long(&"a".repeat(65), false)]
    fn only_a_name_is_an_error_code(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(ErrorCode::read(text).is_some(), expected);
    }

    #[rstest]
    #[case(ErrorKind::NotAGuid, "an id is not a GUID, so nothing was sent")]
    #[case(ErrorKind::Unreachable, "Engage could not be reached")]
    #[case(ErrorKind::ConnectionLost, "the connection to Engage broke")]
    #[case(ErrorKind::TimedOut, "Engage did not answer in time")]
    #[case(ErrorKind::KeyRefused { status: 403 }, "Engage refused the API key or the feature (403)")]
    #[case(ErrorKind::NotFound { code: None }, "Engage has no such thing (404)")]
    #[case(
        ErrorKind::NotFound { code: ErrorCode::read("ContactNotFound") },
        "Engage has no such thing (404) (ContactNotFound)"
    )]
    #[case(ErrorKind::RateLimited { retry_after: None }, "too many requests for the key (429)")]
    #[case(
        ErrorKind::Rejected { status: 422, code: ErrorCode::read("ValidationError") },
        "Engage rejected the request (422) (ValidationError)"
    )]
    #[case(ErrorKind::ServerError { status: 503 }, "Engage failed (503)")]
    #[case(ErrorKind::Unreadable, "Engage's answer could not be read")]
    #[case(ErrorKind::TooLong, "Engage's answer was longer than allowed")]
    #[case(ErrorKind::NotAssigned, "Engage did not assign the challenge")]
    fn every_kind_says_what_happened(#[case] kind: ErrorKind, #[case] expected: &str) {
        assert_eq!(kind.to_string(), expected);
    }
}

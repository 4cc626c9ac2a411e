//! What a failed call to Engage means: for the browser, for the circuit breaker, for
//! the metrics, and for whether the call is repeated. Pure tables.

use std::time::Duration;

use engage_client::{Error, ErrorKind, Repeat};

use super::breaker::Health;
use crate::api_error::ApiError;
use crate::metrics::CallOutcome;

/// How long all calls wait when Engage is busy and does not say how long (T20).
pub(super) const DEFAULT_WAIT: Duration = Duration::from_secs(5);

/// What the browser is told.
pub(super) fn api_error(failure: &ErrorKind) -> ApiError {
    match failure {
        // Nothing has an id that is not a GUID.
        ErrorKind::NotFound { .. } | ErrorKind::NotAGuid => ApiError::NotFound,
        ErrorKind::KeyRefused { .. } => ApiError::UpstreamRefused,
        ErrorKind::TimedOut => ApiError::UpstreamTimeout,
        ErrorKind::RateLimited { retry_after } => ApiError::UpstreamBusy {
            retry_after: retry_after.unwrap_or(DEFAULT_WAIT),
        },
        ErrorKind::Unreachable
        | ErrorKind::ConnectionLost
        | ErrorKind::ContentTypeLost
        | ErrorKind::Rejected { .. }
        | ErrorKind::ServerError { .. }
        | ErrorKind::Unreadable
        | ErrorKind::TooLong
        | ErrorKind::NotAssigned => ApiError::UpstreamFailed,
    }
}

/// What an outcome says about Engage's health, for everybody who asks it. No answer, a
/// 5xx, a 429 and a refused key would meet every call. What one document holds would
/// not: one contact's unreadable list must not keep all others from their cards. So any
/// other answer, however useless, shows that Engage is well.
pub(super) fn health(failure: Option<&ErrorKind>) -> Health {
    match failure {
        None
        | Some(
            ErrorKind::NotAGuid
            | ErrorKind::NotFound { .. }
            | ErrorKind::Rejected { .. }
            | ErrorKind::NotAssigned
            | ErrorKind::Unreadable
            | ErrorKind::TooLong,
        ) => Health::Well,
        Some(
            ErrorKind::Unreachable
            | ErrorKind::ConnectionLost
            | ErrorKind::TimedOut
            | ErrorKind::RateLimited { .. }
            | ErrorKind::KeyRefused { .. }
            | ErrorKind::ContentTypeLost
            | ErrorKind::ServerError { .. },
        ) => Health::Failing,
    }
}

/// Under which name an outcome is counted.
pub(super) fn call_outcome(failure: Option<&ErrorKind>) -> CallOutcome {
    match failure {
        None | Some(ErrorKind::NotFound { .. }) => CallOutcome::Answered,
        Some(ErrorKind::RateLimited { .. }) => CallOutcome::RateLimited,
        Some(ErrorKind::KeyRefused { .. }) => CallOutcome::Refused,
        Some(_) => CallOutcome::Failed,
    }
}

/// Whether a read is worth repeating. After a 429 it is not, although it would be
/// safe.
pub(super) fn repeat(error: &Error) -> Repeat {
    match error.kind() {
        ErrorKind::RateLimited { .. } => Repeat::Pointless,
        _ => error.repeat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(ErrorKind::Unreachable)]
    #[case(ErrorKind::ConnectionLost)]
    #[case(ErrorKind::TimedOut)]
    #[case(ErrorKind::ServerError { status: 500 })]
    #[case(ErrorKind::ContentTypeLost)]
    #[case(ErrorKind::RateLimited { retry_after: None })]
    #[case(ErrorKind::KeyRefused { status: 401 })]
    fn what_would_meet_every_call_counts_as_a_failure_of_engage(#[case] failure: ErrorKind) {
        assert_eq!(health(Some(&failure)), Health::Failing);
    }

    #[rstest]
    #[case(ErrorKind::Unreadable)]
    #[case(ErrorKind::TooLong)]
    #[case(ErrorKind::NotFound { code: None })]
    #[case(ErrorKind::Rejected { status: 422, code: None })]
    #[case(ErrorKind::NotAssigned)]
    #[case(ErrorKind::NotAGuid)]
    fn what_one_document_holds_says_nothing_about_engage(#[case] failure: ErrorKind) {
        assert_eq!(health(Some(&failure)), Health::Well);
    }
}

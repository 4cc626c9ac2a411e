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

/// What an outcome says about Engage's health. An Engage that is well can answer that
/// something is not there or that a request was wrong, and a 429 has a pause of its
/// own.
pub(super) fn health(failure: Option<&ErrorKind>) -> Health {
    match failure {
        None
        | Some(
            ErrorKind::NotAGuid
            | ErrorKind::NotFound { .. }
            | ErrorKind::Rejected { .. }
            | ErrorKind::NotAssigned
            | ErrorKind::RateLimited { .. },
        ) => Health::Well,
        Some(
            ErrorKind::Unreachable
            | ErrorKind::ConnectionLost
            | ErrorKind::TimedOut
            | ErrorKind::KeyRefused { .. }
            | ErrorKind::ContentTypeLost
            | ErrorKind::ServerError { .. }
            | ErrorKind::Unreadable
            | ErrorKind::TooLong,
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

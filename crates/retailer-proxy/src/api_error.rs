//! The errors that the proxy answers with: each has one status, one stable code
//! and one neutral message.
//!
//! No error can hold what Engage said or what the browser sent.

#[cfg(test)]
mod documentation;

use std::time::Duration;

use axum::Json;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request is not answered with what it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// The browser sent a contact id. The contact comes from the session alone, so
    /// a page that sends one is mistaken or hostile.
    ContactIdNotAllowed,
    /// A parameter has a value that it cannot have.
    InvalidParameter(ParameterFault),
    /// There is no valid session.
    SignedOut,
    /// The shop's back end has not proven itself.
    BackendUnproven,
    /// It does not exist, or it is not for this shopper; the answer does not say
    /// which.
    NotFound,
    /// The path takes another method.
    MethodNotAllowed,
    /// There were more requests than one session, or one IP address, may make.
    TooManyRequests {
        /// How long to wait before the next request.
        retry_after: Duration,
    },
    /// The request is larger than any that a page would send.
    TooLarge,
    /// The request, or its answer, took too long.
    TooSlow,
    /// The body is not what this path takes.
    InvalidBody,
    /// The request does not come from the shop's own pages.
    CrossSite,
    /// The definition has ended, has not started, or the shopper has completed it.
    NotJoinable,
    /// The definition needs the shopper's consent, and none was sent.
    ConsentRequired,
    /// The shopper was shown an older wording than the current one.
    ConsentOutdated,
    /// The ledger cannot write consents, so nobody can join.
    JoiningUnavailable,
    /// As many event streams are open as may be: of the shopper, from the IP address, or
    /// of all together.
    TooManyStreams {
        /// How long to wait before the next request.
        retry_after: Duration,
    },
    /// The shop's own server could not be asked who the visitor is.
    IdentityUnavailable,
    /// The webhook has no valid signature, or is too old.
    WebhookNotSigned,
    /// The same webhook was received before.
    WebhookReplayed,
    /// Engage refuses the proxy's key, or the tenant does not have the feature (T37).
    UpstreamRefused,
    /// Engage failed, could not be reached, or answered something unreadable.
    UpstreamFailed,
    /// Engage has had too many requests (T20), or the circuit is open.
    UpstreamBusy {
        /// How long to wait before the next request.
        retry_after: Duration,
    },
    /// Engage did not answer in time.
    UpstreamTimeout,
}

/// Which parameter has a value that it cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParameterFault {
    /// `definitionId` is not a GUID.
    DefinitionId,
    /// `filter` is none of the four names.
    Filter,
    /// `offset` is not a whole number from 0 to 10,000.
    Offset,
    /// `count` is not a whole number from 1 to 100.
    Count,
    /// A parameter is there more than once.
    Repeated,
}

/// Why there is no answer.
#[derive(Serialize, ToSchema)]
#[schema(as = Error)]
pub(crate) struct ErrorBody {
    error: Explanation,
}

#[derive(Serialize, ToSchema)]
struct Explanation {
    /// For programs: it never changes.
    #[schema(example = "signed_out")]
    code: &'static str,
    /// For developers.
    message: &'static str,
}

impl ApiError {
    /// The HTTP status.
    pub(crate) fn status(self) -> StatusCode {
        self.parts().0
    }

    /// The name by which programs know the error. It never changes.
    pub(crate) fn code(self) -> &'static str {
        self.parts().1
    }

    /// What a developer is told.
    pub(crate) fn message(self) -> &'static str {
        self.parts().2
    }

    /// Status, code, and the message for a developer who reads the answer.
    #[rustfmt::skip] // A table with one line for each error.
    fn parts(self) -> (StatusCode, &'static str, &'static str) {
        use StatusCode as Status;
        match self {
            Self::ContactIdNotAllowed => (Status::BAD_REQUEST, "contact_id_not_allowed", "The contact is known from the session; do not send a contactId."),
            Self::InvalidParameter(fault) => (Status::BAD_REQUEST, "invalid_parameter", fault.message()),
            Self::SignedOut => (Status::UNAUTHORIZED, "signed_out", "There is no valid session. Sign in and try again."),
            Self::BackendUnproven => (Status::UNAUTHORIZED, "backend_unproven", "Send the header `Authorization: Bearer SECRET` with the secret of the setting live.backend_secret."),
            Self::NotFound => (Status::NOT_FOUND, "not_found", "There is no such challenge, definition or path."),
            Self::MethodNotAllowed => (Status::METHOD_NOT_ALLOWED, "method_not_allowed", "This path does not take this method."),
            Self::TooManyRequests { .. } => (Status::TOO_MANY_REQUESTS, "too_many_requests", "Too many requests. Wait, then try again."),
            Self::TooLarge => (Status::PAYLOAD_TOO_LARGE, "too_large", "The request is too large."),
            Self::TooSlow => (Status::REQUEST_TIMEOUT, "too_slow", "The request took too long."),
            Self::InvalidBody => (Status::BAD_REQUEST, "invalid_body", "The body is not what this path takes."),
            Self::CrossSite => (Status::FORBIDDEN, "cross_site", "Only the shop's own pages may do this."),
            Self::NotJoinable => (Status::CONFLICT, "not_joinable", "This challenge cannot be joined now."),
            Self::ConsentRequired => (Status::BAD_REQUEST, "consent_required", "Joining needs the shopper's consent; send the consentVersion that was shown."),
            Self::ConsentOutdated => (Status::CONFLICT, "consent_outdated", "The consent text has changed. Show the new one and ask again."),
            Self::JoiningUnavailable => (Status::SERVICE_UNAVAILABLE, "joining_unavailable", "Nobody can join right now. Try again later."),
            Self::TooManyStreams { .. } => (Status::TOO_MANY_REQUESTS, "too_many_streams", "There are too many event streams open."),
            Self::IdentityUnavailable => (Status::SERVICE_UNAVAILABLE, "identity_unavailable", "The shop could not say who this is. Try again later."),
            Self::WebhookNotSigned => (Status::UNAUTHORIZED, "webhook_not_signed", "The signature is missing, wrong or too old."),
            Self::WebhookReplayed => (Status::CONFLICT, "webhook_replayed", "This message was here before."),
            Self::UpstreamRefused => (Status::BAD_GATEWAY, "upstream_refused", "The loyalty system refused the request."),
            Self::UpstreamFailed => (Status::BAD_GATEWAY, "upstream_failed", "The loyalty system could not answer."),
            Self::UpstreamBusy { .. } => (Status::SERVICE_UNAVAILABLE, "upstream_busy", "The loyalty system is busy. Try again later."),
            Self::UpstreamTimeout => (Status::GATEWAY_TIMEOUT, "upstream_timeout", "The loyalty system did not answer in time."),
        }
    }
}

impl ParameterFault {
    fn message(self) -> &'static str {
        match self {
            Self::DefinitionId => "definitionId must be a GUID.",
            Self::Filter => "filter must be All, Active, Completed or NotCompleted.",
            Self::Offset => "offset must be a whole number from 0 to 10000.",
            Self::Count => "count must be a whole number from 1 to 100.",
            Self::Repeated => "A parameter may be there only once.",
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code, message) = self.parts();
        let error = Explanation { code, message };
        let mut response = (status, Json(ErrorBody { error })).into_response();
        let headers = response.headers_mut();
        match self {
            Self::SignedOut | Self::BackendUnproven => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::UpstreamBusy { retry_after }
            | Self::TooManyRequests { retry_after }
            | Self::TooManyStreams { retry_after } => {
                headers.insert(RETRY_AFTER, whole_seconds(retry_after).into());
            }
            _ => {}
        }
        response
    }
}

/// The wait in seconds, rounded up so that no client comes back too early, and at
/// least one.
fn whole_seconds(wait: Duration) -> u64 {
    let begun = u64::from(wait.subsec_nanos() > 0);
    (wait.as_secs() + begun).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Duration::ZERO, 1)]
    #[case(Duration::from_millis(1), 1)]
    #[case(Duration::from_secs(7), 7)]
    #[case(Duration::from_millis(7_001), 8)]
    fn a_wait_is_rounded_up_to_whole_seconds(#[case] wait: Duration, #[case] expected: u64) {
        assert_eq!(whole_seconds(wait), expected);
    }
}

//! Every answer that is none: one status, one stable code, one neutral text.
//!
//! Nothing in here can hold what Engage said or what the browser sent.

use std::time::Duration;

use axum::Json;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request is not answered with what it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The browser sent a contact id. Who is asking is known from the session
    /// alone, so a page that sends one is mistaken about that, or worse.
    ContactIdNotAllowed,
    /// A parameter has a value that it cannot have.
    InvalidParameter(ParameterFault),
    /// There is no session that is good for anything.
    SignedOut,
    /// There is no such thing, or not for this shopper: which of them is not said.
    NotFound,
    /// The path takes another method.
    MethodNotAllowed,
    /// More requests than one session, or one address, may make.
    TooManyRequests {
        /// How long to wait before the next.
        retry_after: Duration,
    },
    /// The request has more in it than any page would send.
    TooLarge,
    /// The request, or its answer, took too long.
    TooSlow,
    /// The body is not what this path takes.
    InvalidBody,
    /// The request does not come from the shop's own pages.
    CrossSite,
    /// The definition is over, has not begun, or the shopper is through with it.
    NotJoinable,
    /// The definition needs the shopper's consent, and none came.
    ConsentRequired,
    /// The shopper was shown another wording than the one that counts now.
    ConsentOutdated,
    /// Consents cannot be written down, so nobody can join.
    JoiningUnavailable,
    /// The shopper has as many event streams open as they may have.
    TooManyStreams,
    /// The shop could not be asked who this is.
    IdentityUnavailable,
    /// A webhook that Engage did not sign, or not lately.
    WebhookNotSigned,
    /// A webhook that was here before.
    WebhookReplayed,
    /// Engage refuses the proxy's key, or the tenant does not have the feature (T37).
    UpstreamRefused,
    /// Engage failed, could not be reached, or answered what nobody can read.
    UpstreamFailed,
    /// Engage has had too many requests (T20).
    UpstreamBusy {
        /// How long to wait before the next.
        retry_after: Duration,
    },
    /// Engage did not answer in time.
    UpstreamTimeout,
}

/// Which parameter has a value that it cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterFault {
    /// It is no GUID.
    DefinitionId,
    /// It is none of the four names.
    Filter,
    /// It is no whole number from 0 up.
    Offset,
    /// It is no whole number from 1 to 100.
    Count,
    /// It is there more than once.
    Repeated,
}

/// Why there is no answer.
#[derive(Serialize, ToSchema)]
#[schema(as = Error)]
pub(crate) struct Body {
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

impl Refusal {
    /// The name by which programs know it. It never changes.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ContactIdNotAllowed => "contact_id_not_allowed",
            Self::InvalidParameter(_) => "invalid_parameter",
            Self::SignedOut => "signed_out",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::TooManyRequests { .. } => "too_many_requests",
            Self::TooLarge => "too_large",
            Self::TooSlow => "too_slow",
            Self::InvalidBody => "invalid_body",
            Self::CrossSite => "cross_site",
            Self::NotJoinable => "not_joinable",
            Self::ConsentRequired => "consent_required",
            Self::ConsentOutdated => "consent_outdated",
            Self::JoiningUnavailable => "joining_unavailable",
            Self::TooManyStreams => "too_many_streams",
            Self::IdentityUnavailable => "identity_unavailable",
            Self::WebhookNotSigned => "webhook_not_signed",
            Self::WebhookReplayed => "webhook_replayed",
            Self::UpstreamRefused => "upstream_refused",
            Self::UpstreamFailed => "upstream_failed",
            Self::UpstreamBusy { .. } => "upstream_busy",
            Self::UpstreamTimeout => "upstream_timeout",
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::ContactIdNotAllowed
            | Self::InvalidParameter(_)
            | Self::InvalidBody
            | Self::ConsentRequired => StatusCode::BAD_REQUEST,
            Self::SignedOut | Self::WebhookNotSigned => StatusCode::UNAUTHORIZED,
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::NotJoinable | Self::ConsentOutdated | Self::WebhookReplayed => {
                StatusCode::CONFLICT
            }
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooManyRequests { .. } | Self::TooManyStreams => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::UpstreamRefused | Self::UpstreamFailed => StatusCode::BAD_GATEWAY,
            Self::UpstreamBusy { .. } | Self::JoiningUnavailable | Self::IdentityUnavailable => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::UpstreamTimeout => StatusCode::GATEWAY_TIMEOUT,
        }
    }

    /// What it means, for a developer who looks at the answer.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::ContactIdNotAllowed => {
                "The contact is known from the session; do not send a contactId."
            }
            Self::InvalidParameter(fault) => fault.message(),
            Self::SignedOut => "There is no valid session. Sign in and try again.",
            Self::NotFound => "There is no such challenge, definition or path.",
            Self::MethodNotAllowed => "This path does not take this method.",
            Self::TooManyRequests { .. } => "Too many requests. Wait, then try again.",
            Self::TooLarge => "The request is too large.",
            Self::TooSlow => "The request took too long.",
            Self::InvalidBody => "The body is not what this path takes.",
            Self::CrossSite => "Only the shop's own pages may do this.",
            Self::NotJoinable => "This challenge cannot be joined now.",
            Self::ConsentRequired => {
                "Joining needs the shopper's consent; send the consentVersion that was shown."
            }
            Self::ConsentOutdated => {
                "The consent text has changed. Show the new one and ask again."
            }
            Self::JoiningUnavailable => "Nobody can join right now. Try again later.",
            Self::TooManyStreams => "There are too many event streams open for this shopper.",
            Self::IdentityUnavailable => "The shop could not say who this is. Try again later.",
            Self::WebhookNotSigned => "The signature is missing, wrong or too old.",
            Self::WebhookReplayed => "This message was here before.",
            Self::UpstreamRefused => "The loyalty system refused the request.",
            Self::UpstreamFailed => "The loyalty system could not answer.",
            Self::UpstreamBusy { .. } => "The loyalty system is busy. Try again later.",
            Self::UpstreamTimeout => "The loyalty system did not answer in time.",
        }
    }
}

impl ParameterFault {
    fn message(self) -> &'static str {
        match self {
            Self::DefinitionId => "definitionId must be a GUID.",
            Self::Filter => "filter must be All, Active, Completed or NotCompleted.",
            Self::Offset => "offset must be a whole number from 0 up.",
            Self::Count => "count must be a whole number from 1 to 100.",
            Self::Repeated => "A parameter may be there only once.",
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = Body {
            error: Explanation {
                code: self.code(),
                message: self.message(),
            },
        };
        let mut response = (self.status(), Json(body)).into_response();
        let headers = response.headers_mut();
        match self {
            Self::SignedOut => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::UpstreamBusy { retry_after } | Self::TooManyRequests { retry_after } => {
                headers.insert(RETRY_AFTER, whole_seconds(retry_after).into());
            }
            _ => {}
        }
        response
    }
}

/// Rounded up, so that nobody comes back too early; at least one.
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

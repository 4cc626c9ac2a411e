//! How large a request may be, and how long it may take.

use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::Limited;
use tokio::time::timeout;

use super::EdgeOptions;
use crate::api_error::ApiError;

/// How many bytes the shop's own machines may send at once.
const INTERNAL_BODY: usize = 1024 * 1024;

/// The limits of every single request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestLimits {
    body_bytes: usize,
    request_time: Duration,
}

impl RequestLimits {
    /// The limits of a browser's requests.
    pub(crate) fn of_browsers(options: &EdgeOptions) -> Self {
        Self {
            body_bytes: options.body_bytes,
            request_time: options.request_time,
        }
    }

    /// The limits of what the shop's own machines send.
    pub(crate) fn of_internal(options: &EdgeOptions) -> Self {
        Self {
            body_bytes: INTERNAL_BODY,
            ..Self::of_browsers(options)
        }
    }

    /// The limits of Engage's webhooks.
    pub(crate) fn of_webhooks(options: &EdgeOptions) -> Self {
        Self {
            body_bytes: options.webhook_body_bytes,
            ..Self::of_browsers(options)
        }
    }
}

/// Refuses a request whose declared length is too large, cuts off a body that turns
/// out to be too large, and gives up on a request that takes too long, such as one
/// whose body arrives a byte at a time.
pub(crate) async fn limit(
    State(limits): State<RequestLimits>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if request.body().size_hint().lower() > limits.body_bytes as u64 {
        return Err(ApiError::TooLarge);
    }
    let (parts, body) = request.into_parts();
    let body = Body::new(Limited::new(body, limits.body_bytes));
    let answer = next.run(Request::from_parts(parts, body));
    timeout(limits.request_time, answer)
        .await
        .map_err(|_| ApiError::TooSlow)
}

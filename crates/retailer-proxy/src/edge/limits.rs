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

/// How many bytes the shop's own machines may send at once: enough for 1,000 awards whose
/// reasons are as long as they may be, with every character escaped.
const INTERNAL_BODY: usize = 4 * 1024 * 1024;

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

impl RequestLimits {
    /// Refuses a request whose declared length is too large, and cuts off a body that
    /// turns out to be too large.
    pub(crate) fn limited(self, request: Request) -> Result<Request, ApiError> {
        let length = request.body().size_hint();
        if length.lower() > self.body_bytes as u64 {
            return Err(ApiError::TooLarge);
        }
        if length.exact() == Some(0) {
            return Ok(request);
        }
        Ok(request.map(|body| Body::new(Limited::new(body, self.body_bytes))))
    }

    /// Gives up on an answer that takes too long, for example because the request's body
    /// arrives a byte at a time.
    pub(crate) async fn in_time(
        self,
        answer: impl Future<Output = Response>,
    ) -> Result<Response, ApiError> {
        timeout(self.request_time, answer)
            .await
            .map_err(|_| ApiError::TooSlow)
    }
}

/// Keeps every request to these limits, as a layer.
pub(crate) async fn limit(
    State(limits): State<RequestLimits>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let request = limits.limited(request)?;
    limits.in_time(next.run(request)).await
}

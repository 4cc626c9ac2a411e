//! What every request passes, in order.
//!
//! One function calls the checks one after the other. A layer of axum for each check would
//! box all that stands behind it anew with each request, and that took more time than the
//! checks themselves.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::api_error::ApiError;
use crate::edge::{AllowedOrigins, RateLimits, RequestLimits, cors, request_id};
use crate::metrics::Metrics;
use crate::{access_log, contact_id};

/// What is done for every request, whatever becomes of it.
#[derive(Debug)]
pub(super) struct Passage {
    pub(super) origins: AllowedOrigins,
    pub(super) metrics: Arc<Metrics>,
}

/// What a request must keep to before a handler gets it.
#[derive(Debug)]
pub(super) struct Admission {
    pub(super) origins: AllowedOrigins,
    pub(super) rate_limits: Arc<RateLimits>,
    pub(super) limits: RequestLimits,
}

/// Sets the request id, logs and counts the answer, and tells browsers which pages may
/// read it.
pub(super) async fn pass(
    State(passage): State<Arc<Passage>>,
    request: Request,
    next: Next,
) -> Response {
    let Passage { origins, metrics } = &*passage;
    request_id::with_id(request, |request| {
        access_log::written(metrics, request, |request| {
            cors::with_origin(origins, request, |request| next.run(request))
        })
    })
    .await
}

/// Lets a browser's request through to a handler.
pub(super) async fn admit_browser(
    State(admission): State<Arc<Admission>>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    admission.rate_limits.count_request(&mut request)?;
    if let Some(answer) = cors::answer_to_preflight(&admission.origins, &request) {
        return Ok(answer);
    }
    admission.admit(request, next).await
}

/// Lets a webhook of Engage through to its handler.
pub(super) async fn admit_webhook(
    State(admission): State<Arc<Admission>>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let admit = |request| async {
        let answer = admission.admit(request, next).await;
        answer.unwrap_or_else(ApiError::into_response)
    };
    admission.rate_limits.count_refused(request, admit).await
}

impl Admission {
    async fn admit(&self, request: Request, next: Next) -> Result<Response, ApiError> {
        let request = self.limits.limited(request)?;
        contact_id::refuse(&request)?;
        self.limits.in_time(next.run(request)).await
    }
}

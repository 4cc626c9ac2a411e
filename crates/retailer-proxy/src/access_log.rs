//! One log line for each request and, for those of browsers, one measurement: its route, its
//! status and how long it took. The path itself, the query and the headers are never logged,
//! because they carry ids and tokens (T32).

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use crate::metrics::Metrics;

/// Writes both when `next` has answered.
pub(crate) async fn written<F>(
    metrics: &Metrics,
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response
where
    F: Future<Output = Response>,
{
    let (response, answered) = answered(request, next).await;
    let (method, route, status) = (answered.method, answered.route(), answered.status);
    metrics.answered(method, route, status, answered.took);
    let milliseconds = whole_millis(answered.took);
    tracing::info!(method, route, status, milliseconds, "answered");
    response
}

/// The same for the internal listener, without a measurement. Probes come every few seconds, so
/// their lines are at `debug`.
pub(crate) async fn written_of_internal(request: Request, next: Next) -> Response {
    let (response, answered) = answered(request, |request| next.run(request)).await;
    let (method, route, status) = (answered.method, answered.route(), answered.status);
    let milliseconds = whole_millis(answered.took);
    let is_probe = matches!(route, "/healthz" | "/readyz" | "/metrics");
    if is_probe {
        tracing::debug!(method, route, status, milliseconds, "answered internally");
    } else {
        tracing::info!(method, route, status, milliseconds, "answered internally");
    }
    response
}

/// What is noted of a request that was answered.
struct Answered {
    method: &'static str,
    route: Option<MatchedPath>,
    status: u16,
    took: Duration,
}

impl Answered {
    fn route(&self) -> &str {
        self.route.as_ref().map_or("(none)", MatchedPath::as_str)
    }
}

async fn answered<F>(request: Request, next: impl FnOnce(Request) -> F) -> (Response, Answered)
where
    F: Future<Output = Response>,
{
    let started = Instant::now();
    let method = method_name(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next(request).await;
    let answered = Answered {
        method,
        route,
        status: response.status().as_u16(),
        took: started.elapsed(),
    };
    (response, answered)
}

/// A time as a number that JSON has.
fn whole_millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The name of a method. All unknown methods share one name, so that browsers
/// cannot make the metrics grow.
fn method_name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "OPTIONS" => "OPTIONS",
        _ => "(other)",
    }
}

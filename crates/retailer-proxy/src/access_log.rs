//! One log line and one measurement for each request: its route, its status and how
//! long it took. The path itself, the query and the headers are never logged,
//! because they carry ids and tokens (T32).

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
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
    let started = Instant::now();
    let method = method_name(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next(request).await;
    let route = route.as_ref().map_or("(none)", MatchedPath::as_str);
    let (status, took) = (response.status().as_u16(), started.elapsed());
    metrics.answered(method, route, status, took);
    tracing::info!(
        method,
        route,
        status,
        milliseconds = took.as_millis(),
        "answered"
    );
    response
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

//! One line per request, and what is measured of it: which route, how it was answered, how long it took.
//! Never the path itself, the query, or a header: they carry ids and tokens (T32).

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use crate::proxy::Proxy;

pub(crate) async fn write(State(proxy): State<Proxy>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = name(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("(none)", MatchedPath::as_str);
    let (status, took) = (response.status().as_u16(), started.elapsed());
    proxy.measures().answered(method, route, status, took);
    tracing::info!(
        method,
        route,
        status,
        milliseconds = took.as_millis(),
        "answered"
    );
    response
}

/// Methods that nobody knows have one name together: a log and a measure must
/// not grow by what browsers invent.
fn name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "OPTIONS" => "OPTIONS",
        _ => "(other)",
    }
}

//! The internal listener: for probes, for Prometheus and for the shop's own backend,
//! never for browsers.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{get, post};

use crate::live;
use crate::proxy::Proxy;

const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// `/healthz`, `/readyz`, `/metrics` and, for whoever knows the backend's secret,
/// `/contacts/changed`. Whoever reaches it learns how busy the
/// shop is, so it belongs on an address that only the shop's own machines reach.
pub fn router(proxy: Proxy) -> Router {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .route("/contacts/changed", post(live::changed))
        .with_state(proxy)
}

/// The program runs: start another if this does not answer.
async fn healthz() -> &'static str {
    "alive\n"
}

/// Requests may come. Not while it stops; but always while Engage is down, since
/// then this is where shoppers still get what was kept.
async fn readyz(State(proxy): State<Proxy>) -> (StatusCode, &'static str) {
    if proxy.is_stopping() {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping\n")
    } else {
        (StatusCode::OK, "ready\n")
    }
}

async fn metrics(State(proxy): State<Proxy>) -> impl IntoResponse {
    proxy.reads().sweep();
    ([(CONTENT_TYPE, OPENMETRICS)], proxy.measured())
}

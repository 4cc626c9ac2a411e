//! The internal listener: for health checks, for Prometheus and for the shop's own
//! backend, never for browsers.

use std::sync::Arc;

use axum::extract::{FromRef as _, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Router, middleware};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access_log;
use crate::awards::AwardService;
use crate::awards::routes as awards;
use crate::content::ContentSource;
use crate::edge::{self, EdgeOptions, RequestLimits, request_id};
use crate::live::contacts_changed;
use crate::metrics::{Format, Gauges, Metrics};
use crate::proxy::Proxy;
use crate::reads::Reads;
use crate::shutdown::Shutdown;
use crate::upstream::{BreakerState, Upstream};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const PLAIN_METRICS: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `/healthz`, `/readyz`, `/metrics` and, with the backend's secret,
/// `/contacts/changed` and `/awards`. The metrics tell how busy the shop is, so the listener belongs
/// on an address that only the shop's own machines reach.
pub fn router(proxy: Proxy) -> Router {
    let limits = RequestLimits::of_internal(&EdgeOptions::from_ref(&proxy));
    let (awards, _contract) = award_routes().split_for_parts();
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .route("/contacts/changed", post(contacts_changed))
        .merge(awards)
        .layer(middleware::from_fn_with_state(limits, edge::limit))
        .layer(middleware::from_fn(access_log::written_of_internal))
        .layer(middleware::from_fn(request_id::set))
        .with_state(proxy)
}

/// What the shop's back end hands over, and asks about it.
pub(crate) fn award_routes() -> OpenApiRouter<Proxy> {
    OpenApiRouter::default()
        .routes(routes!(awards::add, awards::list))
        .routes(routes!(awards::one))
}

/// The program runs, in this version. It should be restarted when this does not answer.
async fn healthz() -> &'static str {
    concat!("alive\nversion ", env!("CARGO_PKG_VERSION"), "\n")
}

/// Requests may come. Not while the proxy stops; but always while Engage is down,
/// because then shoppers still get cached answers here. The lines after the first say
/// how much room is left, where permits come from if several instances share a budget, and
/// whether the database answers: without it nobody can join, and everybody still gets cards.
async fn readyz(
    State(shutdown): State<Shutdown>,
    State(metrics): State<Arc<Metrics>>,
    State(upstream): State<Upstream>,
) -> (StatusCode, String) {
    let (status, word) = if shutdown.has_started() {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping")
    } else {
        (StatusCode::OK, "ready")
    };
    let budget = match upstream.status().shares {
        Some(true) => "budget of all instances\n",
        Some(false) => "budget of this instance alone\n",
        None => "",
    };
    let (occupancy, database) = (metrics.occupancy(), metrics.database.line());
    (status, format!("{word}\n{occupancy}{budget}{database}"))
}

async fn metrics(
    State(reads): State<Arc<Reads>>,
    State(upstream): State<Upstream>,
    State(metrics): State<Arc<Metrics>>,
    State(awards): State<Option<AwardService>>,
    State(content): State<Arc<ContentSource>>,
    headers: HeaderMap,
) -> impl IntoResponse {
    reads.sweep();
    if let Some(awards) = awards {
        awards.count().await;
    }
    let (format, content_type) = if takes_open_metrics(&headers) {
        (Format::OpenMetrics, OPEN_METRICS)
    } else {
        (Format::Plain, PLAIN_METRICS)
    };
    let text = metrics.text(format, gauges(&reads, &upstream, &content));
    ([(CONTENT_TYPE, content_type)], text)
}

/// Whether a request asks for the newer of the two formats.
fn takes_open_metrics(headers: &HeaderMap) -> bool {
    let mut accepted = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    accepted.any(|accepted| accepted.contains("application/openmetrics-text"))
}

fn gauges(reads: &Reads, upstream: &Upstream, content: &ContentSource) -> Gauges {
    let gate = upstream.status();
    let (contacts, cache_bytes) = reads.size();
    Gauges {
        queued: gate.queued,
        under_way: gate.under_way,
        breaker: match gate.breaker {
            BreakerState::Closed => 0,
            BreakerState::Probing => 1,
            BreakerState::Open => 2,
        },
        budget_shared: gate.shares == Some(true),
        content_refused: content.is_refused(),
        contacts,
        cache_bytes,
    }
}

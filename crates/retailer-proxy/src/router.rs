//! The paths, and what holds for all of them.

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, VARY, X_CONTENT_TYPE_OPTIONS};
use axum::routing::{get, post};
use axum::{Router, middleware};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::edge::{self, cors, rate_limit, request_id};
use crate::proxy::Proxy;
use crate::refusal::Refusal;
use crate::routes::{assign, challenges, definitions};
use crate::{access_log, contact_id, live};

/// Of brotli and gzip: most of what can be won, for a fraction of the time.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(5);

/// The proxy's paths, to be nested under the one that the shop chooses.
///
/// Literal paths come before ids (T11), and every path that is not listed here is
/// a 404: there is no way through to Engage.
pub fn router(proxy: Proxy) -> Router {
    let routes = Router::new()
        .route("/challenges", get(challenges::list))
        .route("/challenges/definitions", get(definitions::list))
        .route("/challenges/definitions/{id}", get(definitions::one))
        .route("/challenges/definitions/{id}/assign", post(assign::join))
        .route("/challenges/events", get(live::events))
        .route("/challenges/{id}", get(challenges::one))
        .route("/webhooks/engage", post(live::receive))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(proxy.clone());
    with_layers(routes, proxy)
}

/// The proxy's paths under this one, with the same answer for everything beside
/// them: what the program serves. `/` means that there is no path before them.
pub fn router_at(base_path: &str, proxy: Proxy) -> Router {
    match base_path.trim_end_matches('/') {
        "" => router(proxy),
        base_path => {
            let beside = with_layers(Router::new().fallback(not_found), proxy.clone());
            Router::new()
                .nest(base_path, router(proxy))
                .fallback_service(beside)
        }
    }
}

/// What holds for every path: the layer added last is the outermost.
fn with_layers(routes: Router, proxy: Proxy) -> Router {
    let state = || proxy.clone();
    let origins = proxy.edge().origins.clone();
    let always =
        |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    routes
        .layer(middleware::from_fn(contact_id::refuse))
        .layer(middleware::from_fn_with_state(state(), edge::limit))
        .layer(middleware::from_fn_with_state(state(), rate_limit::refuse))
        .layer(always(CACHE_CONTROL, "private, no-store"))
        .layer(always(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(always(
            VARY,
            "Accept, Cookie, Authorization, Accept-Language",
        ))
        .layer(CompressionLayer::new().quality(COMPRESSION))
        .layer(middleware::from_fn_with_state(origins, cors::allow))
        .layer(middleware::from_fn_with_state(proxy, access_log::write))
        .layer(middleware::from_fn(request_id::name))
}

async fn not_found() -> Refusal {
    Refusal::NotFound
}

async fn method_not_allowed() -> Refusal {
    Refusal::MethodNotAllowed
}

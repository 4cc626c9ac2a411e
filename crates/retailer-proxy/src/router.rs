//! The paths, and what holds for all of them.

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, VARY, X_CONTENT_TYPE_OPTIONS};
use axum::routing::{get, post};
use axum::{Router, middleware};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::proxy::Proxy;
use crate::refusal::Refusal;
use crate::routes::{assign, challenges, definitions};
use crate::{access_log, contact_id, live};

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
        .with_state(proxy);
    with_layers(routes)
}

/// The proxy's paths under this one, with the same answer for everything beside
/// them: what the program serves. `/` means that there is no path before them.
pub fn router_at(base_path: &str, proxy: Proxy) -> Router {
    match base_path.trim_end_matches('/') {
        "" => router(proxy),
        base_path => {
            let beside = with_layers(Router::new().fallback(not_found));
            Router::new()
                .nest(base_path, router(proxy))
                .fallback_service(beside)
        }
    }
}

fn with_layers(routes: Router) -> Router {
    let always =
        |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    routes
        .layer(middleware::from_fn(contact_id::refuse))
        .layer(always(CACHE_CONTROL, "private, no-store"))
        .layer(always(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(always(VARY, "Cookie, Authorization"))
        .layer(middleware::from_fn(access_log::write))
}

async fn not_found() -> Refusal {
    Refusal::NotFound
}

async fn method_not_allowed() -> Refusal {
    Refusal::MethodNotAllowed
}

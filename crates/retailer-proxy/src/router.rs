//! The proxy's paths, and the layers that every request passes.

use std::sync::Arc;

use axum::extract::FromRef as _;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, VARY, X_CONTENT_TYPE_OPTIONS};
use axum::response::Response;
use axum::{Router, middleware};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api_error::ApiError;
use crate::edge::{self, EdgeOptions, RateLimits, RequestLimits, cors, rate_limit, request_id};
use crate::live::{event_stream, webhook};
use crate::metrics::Metrics;
use crate::proxy::Proxy;
use crate::routes::{assign, challenges, definitions};
use crate::{access_log, contact_id};

/// The level of brotli and gzip: most of the possible gain for a fraction of the time.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(5);

/// The proxy's paths, to be nested under the one that the shop chooses.
///
/// Every path that is not listed in `api_routes` is a 404: there is no way through to
/// Engage.
pub fn router(proxy: Proxy) -> Router {
    let (browsers, _contract) = browser_routes().split_for_parts();
    let browsers = browsers
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed);
    let (webhooks, _contract) = webhook_routes().split_for_parts();
    let webhooks = webhooks.method_not_allowed_fallback(method_not_allowed);
    let routes = with_browser_limits(browsers, &proxy).merge(with_webhook_limits(webhooks, &proxy));
    with_layers(routes, &proxy).with_state(proxy)
}

/// The proxy's paths under this one, for the program, which answers everything beside
/// them in the same way. `/` means that there is no path before them.
pub fn router_at(base_path: &str, proxy: Proxy) -> Router {
    match base_path.trim_end_matches('/') {
        "" => router(proxy),
        base_path => {
            let beside = with_browser_limits(Router::new().fallback(not_found), &proxy);
            let beside = with_layers(beside, &proxy);
            Router::new()
                .nest(base_path, router(proxy))
                .fallback_service(beside)
        }
    }
}

/// The handlers, each with the path and the contract that its attribute names.
pub(crate) fn api_routes() -> OpenApiRouter<Proxy> {
    browser_routes().merge(webhook_routes())
}

/// What browsers ask for. Literal paths come before ids (T11).
fn browser_routes() -> OpenApiRouter<Proxy> {
    OpenApiRouter::default()
        .routes(routes!(challenges::list))
        .routes(routes!(challenges::one))
        .routes(routes!(definitions::list))
        .routes(routes!(definitions::one))
        .routes(routes!(assign::join))
        .routes(routes!(event_stream::events))
}

/// What Engage sends.
fn webhook_routes() -> OpenApiRouter<Proxy> {
    OpenApiRouter::default().routes(routes!(webhook::receive))
}

/// Adds the limits of number, size and time that browsers have.
fn with_browser_limits<S>(routes: Router<S>, proxy: &Proxy) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let rate_limits = Arc::<RateLimits>::from_ref(proxy);
    let options = EdgeOptions::from_ref(proxy);
    let request_limits = RequestLimits::of_browsers(&options);
    routes
        .layer(middleware::from_fn(contact_id::refuse))
        .layer(middleware::from_fn_with_state(request_limits, edge::limit))
        .layer(middleware::from_fn_with_state(
            options.origins,
            cors::answer_preflights,
        ))
        .layer(middleware::from_fn_with_state(
            rate_limits,
            rate_limit::refuse,
        ))
}

/// Adds the limits that Engage has, whose webhooks are longer and come from one address.
fn with_webhook_limits<S>(routes: Router<S>, proxy: &Proxy) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let rate_limits = Arc::<RateLimits>::from_ref(proxy);
    let request_limits = RequestLimits::of_webhooks(&EdgeOptions::from_ref(proxy));
    routes
        .layer(middleware::from_fn(contact_id::refuse))
        .layer(middleware::from_fn_with_state(request_limits, edge::limit))
        .layer(middleware::from_fn_with_state(
            rate_limits,
            rate_limit::count_refused,
        ))
}

/// Adds the layers that every request passes. The one that is added last sees a request
/// first.
fn with_layers<S>(routes: Router<S>, proxy: &Proxy) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let origins = EdgeOptions::from_ref(proxy).origins;
    let metrics = Arc::<Metrics>::from_ref(proxy);
    let always =
        |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    routes
        .layer(SetResponseHeaderLayer::overriding(
            CACHE_CONTROL,
            cache_control,
        ))
        .layer(always(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(always(
            VARY,
            "Accept, Cookie, Authorization, Accept-Language",
        ))
        .layer(CompressionLayer::new().quality(COMPRESSION))
        .layer(middleware::from_fn_with_state(origins, cors::allow))
        .layer(middleware::from_fn_with_state(metrics, access_log::write))
        .layer(middleware::from_fn(request_id::set))
}

/// No cache stores anything. An event stream says besides that it must not be changed on
/// its way: a compressing server in between would hold its events back.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the layer sets a header that may be missing"
)]
fn cache_control(response: &Response) -> Option<HeaderValue> {
    let content_type = response.headers().get(CONTENT_TYPE);
    let is_stream =
        content_type.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
    Some(HeaderValue::from_static(if is_stream {
        "private, no-store, no-transform"
    } else {
        "private, no-store"
    }))
}

async fn not_found() -> ApiError {
    ApiError::NotFound
}

async fn method_not_allowed() -> ApiError {
    ApiError::MethodNotAllowed
}

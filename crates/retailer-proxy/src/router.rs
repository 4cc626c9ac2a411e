//! The proxy's paths, and the layers that every request passes.

mod passage;

use std::sync::Arc;

use axum::extract::FromRef as _;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use axum::{Router, middleware};
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api_error::ApiError;
use crate::edge::{CROSS_ORIGIN_RESOURCE_POLICY, DATA_POLICY, EdgeOptions, RequestLimits};
use crate::live::{event_stream, webhook};
use crate::proxy::Proxy;
use crate::routes::{assign, challenges, definitions};
use passage::{Admission, Passage};

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
    let options = EdgeOptions::from_ref(proxy);
    let admission = Arc::new(Admission {
        limits: RequestLimits::of_browsers(&options),
        origins: options.origins,
        rate_limits: Arc::from_ref(proxy),
    });
    routes.layer(middleware::from_fn_with_state(
        admission,
        passage::admit_browser,
    ))
}

/// Adds the limits that Engage has, whose webhooks are longer and come from one address.
fn with_webhook_limits<S>(routes: Router<S>, proxy: &Proxy) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let options = EdgeOptions::from_ref(proxy);
    let admission = Arc::new(Admission {
        limits: RequestLimits::of_webhooks(&options),
        origins: options.origins,
        rate_limits: Arc::from_ref(proxy),
    });
    routes.layer(middleware::from_fn_with_state(
        admission,
        passage::admit_webhook,
    ))
}

/// Adds the layers that every request passes. The first sees a request first. They are
/// added together, because axum boxes what stands behind each addition anew with each
/// request.
fn with_layers<S>(routes: Router<S>, proxy: &Proxy) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let passage = Arc::new(Passage {
        origins: EdgeOptions::from_ref(proxy).origins,
        metrics: Arc::from_ref(proxy),
    });
    let layers = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(passage, passage::pass))
        .layer(CompressionLayer::new().quality(COMPRESSION))
        .map_response(with_headers);
    routes.layer(layers)
}

/// Sets the headers that every answer has.
fn with_headers(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, &str); 4] = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Pages read answers by CORS alone, whose requests this header does not concern.
        (CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
        (REFERRER_POLICY, "no-referrer"),
        (VARY, "Accept, Cookie, Authorization, Accept-Language"),
    ];
    let cache_control = cache_control(&response);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache_control));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Server-rendered cards have a policy of their own.
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(DATA_POLICY));
    response
}

/// No cache stores anything. An event stream says besides that it must not be changed on
/// its way: a compressing server in between would hold its events back.
fn cache_control(response: &Response) -> &'static str {
    let content_type = response.headers().get(CONTENT_TYPE);
    let is_stream =
        content_type.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
    if is_stream {
        "private, no-store, no-transform"
    } else {
        "private, no-store"
    }
}

async fn not_found() -> ApiError {
    ApiError::NotFound
}

async fn method_not_allowed() -> ApiError {
    ApiError::MethodNotAllowed
}

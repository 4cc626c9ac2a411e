//! Which path of the shop leads to which handler, and the headers of all answers.

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::from_fn;
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;

use crate::gallery::{self, ProxyKind};
use crate::shop::Shop;
use crate::{forms, loyalty, protection, site, visits};

impl Shop {
    /// Pages, forms, the retailer proxy and the built files.
    pub fn router(&self) -> Router {
        let files = ServeDir::new(self.site().folder())
            .append_index_html_on_directories(false)
            // The build has put them beside the files of the widget.
            .precompressed_br()
            .precompressed_gzip()
            .fallback(get(visits::not_found).with_state(self.clone()));
        let files = Router::new()
            .fallback_service(files)
            .layer(from_fn(site::cache_by_name));
        pages(self.clone())
            .nest("/gallery/data", gallery::routes(ProxyKind::Json))
            .nest("/gallery/drawn", gallery::routes(ProxyKind::Html))
            .layer(from_fn(protection::refuse_other_sites))
            .nest(loyalty::PATH, self.proxy_routes())
            .fallback_service(files)
            // Event streams are left as they are.
            .layer(CompressionLayer::new())
            .layer(protection::header(
                CONTENT_SECURITY_POLICY,
                protection::CONTENT_SECURITY_POLICY,
            ))
            .layer(protection::header(
                X_CONTENT_TYPE_OPTIONS,
                HeaderValue::from_static("nosniff"),
            ))
            .layer(protection::header(
                REFERRER_POLICY,
                HeaderValue::from_static("same-origin"),
            ))
            .layer(protection::header(
                CACHE_CONTROL,
                HeaderValue::from_static("no-cache"),
            ))
    }
}

fn pages(shop: Shop) -> Router {
    Router::new()
        .route("/", get(visits::start))
        .route("/log-in", get(visits::log_in).post(forms::log_in))
        .route("/log-out", post(forms::log_out))
        .route("/my-pages", get(visits::my_pages))
        .route("/gallery", get(visits::gallery))
        .route("/orders", post(forms::order))
        .with_state(shop)
}

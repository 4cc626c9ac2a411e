//! Protection against scripts, frames and forms of other sites.

use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tower_http::set_header::SetResponseHeaderLayer;

/// Allows the shop's own files, the widget's WebAssembly, and images of any site.
pub(crate) const CONTENT_SECURITY_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' https: data:; require-trusted-types-for 'script'; base-uri 'self'; \
     form-action 'self'; frame-ancestors 'none'",
);

const FETCH_SITE: &str = "sec-fetch-site";

/// A layer that sets a header on every answer that does not have it yet.
pub(crate) fn header(name: HeaderName, value: HeaderValue) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, value)
}

/// Refuses requests that another site makes a visitor's browser send. The cookie's
/// `SameSite` prevents most of them too, but not between ports of one host.
pub(crate) async fn refuse_other_sites(request: Request, next: Next) -> Response {
    if is_safe(request.method()) || is_from_own_page(request.headers()) {
        return next.run(request).await;
    }
    tracing::warn!(
        path = request.uri().path(),
        "a form of another site was refused"
    );
    (
        StatusCode::FORBIDDEN,
        "This form came from another site, so the shop did nothing. Please use the shop's own pages.\n",
    )
        .into_response()
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a page of this shop sent the request, or a program that is not a browser.
/// Browsers send at least one of the two headers with every POST.
fn is_from_own_page(headers: &HeaderMap) -> bool {
    let text = |value: &HeaderValue| value.to_str().map(str::to_owned).unwrap_or_default();
    let fetch_site = headers.get(FETCH_SITE).map(text);
    let origin = headers.get(ORIGIN).map(text);
    let host = headers.get(HOST).map(text).unwrap_or_default();
    let is_own_site = fetch_site.is_none_or(|site| site == "same-origin" || site == "none");
    let is_own_origin = origin.is_none_or(|origin| has_host(&origin, &host));
    is_own_site && is_own_origin
}

fn has_host(origin: &str, host: &str) -> bool {
    let own = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"));
    own == Some(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::own_page("http://127.0.0.1:8080", "same-origin", true)]
    #[case::own_page_behind_tls("https://127.0.0.1:8080", "same-origin", true)]
    #[case::typed_by_hand("", "none", true)]
    #[case::no_browser("", "", true)]
    #[case::old_browser("http://127.0.0.1:8080", "", true)]
    #[case::other_site("https://evil.example", "cross-site", false)]
    #[case::other_site_in_an_old_browser("https://evil.example", "", false)]
    #[case::other_port("http://127.0.0.1:9090", "same-site", false)]
    #[case::sandboxed_frame("null", "", false)]
    #[case::host_as_a_beginning("http://127.0.0.1:8080.evil.example", "", false)]
    fn a_form_is_taken_from_the_shops_own_pages_alone(
        #[case] origin: &'static str,
        #[case] fetch_site: &'static str,
        #[case] expected: bool,
    ) {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("127.0.0.1:8080"));
        if !origin.is_empty() {
            headers.insert(ORIGIN, HeaderValue::from_static(origin));
        }
        if !fetch_site.is_empty() {
            headers.insert(FETCH_SITE, HeaderValue::from_static(fetch_site));
        }

        assert_eq!(is_from_own_page(&headers), expected);
    }
}

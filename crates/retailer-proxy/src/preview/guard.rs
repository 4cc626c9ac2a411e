//! Keeps the preview to the machine that it runs on: no page of another origin may read it,
//! have it in a frame, or reach it under a name of its own.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};

use crate::edge::CROSS_ORIGIN_RESOURCE_POLICY;

/// Scripts, styles and data of this server alone, and the pictures that the content names.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' https: data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const FETCH_DESTINATION: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// These pages, as they are served on this port.
pub(super) fn protected(pages: Router, port: u16) -> Router {
    pages.layer(middleware::from_fn_with_state(port, guard))
}

async fn guard(State(port): State<u16>, request: Request, next: Next) -> Response {
    let mut response = match refusal(request.headers(), port) {
        Some(reason) => (StatusCode::FORBIDDEN, reason).into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    // The widget's files have a policy of their own, which is stricter.
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(POLICY));
    for (name, value) in [
        // The next preview may be of another file, on the same port.
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
        (OPENER_POLICY, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Why a request is refused, or `None` for one that is answered. A page whose own name leads
/// to this machine sends its name as the host (DNS rebinding).
fn refusal(headers: &HeaderMap, port: u16) -> Option<&'static str> {
    let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    if !host.is_some_and(|host| hosts.iter().any(|own| own.eq_ignore_ascii_case(host))) {
        return Some("The preview answers under the address that it has printed, and no other.\n");
    }
    let is_read_by_others = !is_of_own_page(headers) && !opens_a_page(headers);
    is_read_by_others.then_some("The preview answers its own page alone: type its address.\n")
}

/// Whether the request is the reader's own, or one of the preview's page. Programs that are no
/// browser do not say.
fn is_of_own_page(headers: &HeaderMap) -> bool {
    let site = headers.get(FETCH_SITE).map(HeaderValue::as_bytes);
    matches!(site, None | Some(b"none" | b"same-origin"))
}

/// Whether somebody has followed a link to the preview. The page that has the link cannot read
/// what opens.
fn opens_a_page(headers: &HeaderMap) -> bool {
    let is = |name, value: &str| headers.get(name).is_some_and(|own| own == value);
    is(FETCH_MODE, "navigate") && is(FETCH_DESTINATION, "document")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn is_refused(host: Option<&'static str>, site: Option<&'static str>) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in [(HOST, host), (FETCH_SITE, site)] {
            headers.extend(value.map(|value| (name, HeaderValue::from_static(value))));
        }
        refusal(&headers, 4711).is_some()
    }

    #[rstest]
    #[case("127.0.0.1:4711", false)]
    #[case("localhost:4711", false)]
    #[case("LOCALHOST:4711", false)]
    #[case::another_port("127.0.0.1:4712", true)]
    #[case::no_port("127.0.0.1", true)]
    #[case::a_name_that_leads_here("preview.example.test:4711", true)]
    #[case::a_longer_name("127.0.0.1:4711.example.test", true)]
    fn a_host_that_is_not_its_own_is_refused(#[case] host: &'static str, #[case] expected: bool) {
        assert_eq!(is_refused(Some(host), None), expected);
    }

    #[test]
    fn a_request_without_a_host_is_refused() {
        assert!(is_refused(None, None));
    }

    #[test]
    fn a_link_to_the_preview_can_be_followed_and_not_framed() {
        let refused = |destination| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static("127.0.0.1:4711"));
            headers.insert(FETCH_SITE, HeaderValue::from_static("cross-site"));
            headers.insert(FETCH_MODE, HeaderValue::from_static("navigate"));
            headers.insert(FETCH_DESTINATION, HeaderValue::from_static(destination));
            refusal(&headers, 4711).is_some()
        };
        assert!(!refused("document"));
        assert!(refused("iframe"));
        assert!(refused("object"));
    }

    #[rstest]
    #[case("none", false)]
    #[case("same-origin", false)]
    #[case("same-site", true)]
    #[case("cross-site", true)]
    fn a_request_of_another_page_is_refused(#[case] site: &'static str, #[case] expected: bool) {
        assert_eq!(is_refused(Some("127.0.0.1:4711"), Some(site)), expected);
    }
}

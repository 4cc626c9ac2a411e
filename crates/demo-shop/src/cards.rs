//! A visitor's cards for the page that the shop sends: rendered by the retailer
//! proxy, which runs within the shop and reads the visitor's own session.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{Markup, PreEscaped};
use tokio::time::timeout;
use tower::ServiceExt as _;

/// The language of the shop's pages.
const LANGUAGE: &str = "en";
/// How long a page waits for cards. After that the widget fetches them itself.
const TIMEOUT: Duration = Duration::from_millis(500);
/// The longest answer that is taken, in bytes: as much as the widget would read.
const MAX_BYTES: usize = 8_000_000;

/// The cards of the visitor who sent these headers, from these routes of the
/// retailer proxy. `None` when there are no cards or they do not come in time: the
/// page then leaves them to the widget, which also explains a failure.
pub(crate) async fn cards_of(visitor: &HeaderMap, proxy: Router) -> Option<Markup> {
    let request = Request::get("/challenges")
        .header(ACCEPT, "text/html")
        .header(ACCEPT_LANGUAGE, LANGUAGE)
        .header(COOKIE, visitor.get(COOKIE)?)
        .body(Body::empty())
        .ok()?;
    let answer = timeout(TIMEOUT, proxy.oneshot(request)).await.ok()?.ok()?;
    if !has_cards(&answer) {
        return None;
    }
    let html = to_bytes(answer.into_body(), MAX_BYTES).await.ok()?;
    // The proxy has escaped all texts.
    Some(PreEscaped(String::from_utf8(html.into()).ok()?))
}

fn has_cards(answer: &Response) -> bool {
    let content_type = answer.headers().get(CONTENT_TYPE);
    let is_html = content_type.is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    answer.status() == StatusCode::OK && is_html
}

//! A visitor's cards for the page that the shop sends: drawn by the retailer
//! proxy, which runs within the shop and reads the visitor's own session.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{Markup, PreEscaped};
use tokio::time::timeout;
use tower::ServiceExt as _;

use crate::shop::Shop;

/// The language of the shop's pages.
const LANGUAGE: &str = "en";
/// How long a page waits for cards; after that, the widget asks for them.
const PATIENCE: Duration = Duration::from_millis(500);
/// As much as the widget itself would read.
const LONGEST: usize = 8_000_000;

/// The cards of whoever sent these headers; `None` where there are none to be had
/// in time, which the widget has words for.
pub(crate) async fn cards_of(visitor: &HeaderMap, shop: &Shop) -> Option<Markup> {
    let request = Request::get("/challenges")
        .header(ACCEPT, "text/html")
        .header(ACCEPT_LANGUAGE, LANGUAGE)
        .header(COOKIE, visitor.get(COOKIE)?)
        .body(Body::empty())
        .ok()?;
    let answer = timeout(PATIENCE, shop.proxy_routes().oneshot(request));
    let answer = answer.await.ok()?.ok()?;
    if !are_cards(&answer) {
        return None;
    }
    let html = to_bytes(answer.into_body(), LONGEST).await.ok()?;
    // The proxy has escaped what is text.
    Some(PreEscaped(String::from_utf8(html.into()).ok()?))
}

fn are_cards(answer: &Response) -> bool {
    let content_type = answer.headers().get(CONTENT_TYPE);
    let is_html = content_type.is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    answer.status() == StatusCode::OK && is_html
}

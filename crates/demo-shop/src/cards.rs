//! A visitor's cards for the page that the shop sends: rendered by the retailer
//! proxy, which runs within the shop and reads the visitor's own session.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{Markup, PreEscaped};
use tokio::time::timeout;
use tower::ServiceExt as _;

use crate::loyalty;

/// The language of the shop's pages.
const LANGUAGE: &str = "en";
/// The longest answer that is taken, in bytes: as much as the widget would read.
const MAX_BYTES: usize = 8_000_000;

/// The cards of the visitor who sent these headers, from these routes of the
/// retailer proxy. `None` when there are no cards, or not all of them have come within
/// [`loyalty::PAGE_LIMIT`]: the page then leaves them to the widget, which also explains a
/// failure.
pub(crate) async fn cards_of(visitor: &HeaderMap, proxy: Router) -> Option<Markup> {
    timeout(loyalty::PAGE_LIMIT, request(visitor, proxy))
        .await
        .ok()?
}

async fn request(visitor: &HeaderMap, proxy: Router) -> Option<Markup> {
    let request = Request::get("/challenges")
        .header(ACCEPT, "text/html")
        .header(ACCEPT_LANGUAGE, LANGUAGE)
        .header(COOKIE, visitor.get(COOKIE)?)
        .body(Body::empty())
        .ok()?;
    let answer = proxy.oneshot(request).await.ok()?;
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

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::future::pending;

    use axum::Json;
    use axum::http::HeaderValue;
    use axum::response::Html;
    use axum::routing::{MethodRouter, get};
    use futures_util::{StreamExt as _, stream};

    use super::*;

    /// What a visitor with a session gets, when the proxy answers so.
    async fn cards(answer: MethodRouter) -> Option<String> {
        let proxy = Router::new().route("/challenges", answer);
        let visitor = HeaderMap::from_iter([(COOKIE, HeaderValue::from_static("session=1"))]);
        cards_of(&visitor, proxy).await.map(PreEscaped::into_string)
    }

    #[tokio::test(start_paused = true)]
    async fn cards_that_come_are_a_part_of_the_page() {
        let answer = get(async || Html("<section></section>"));

        assert_eq!(cards(answer).await.as_deref(), Some("<section></section>"));
    }

    #[tokio::test(start_paused = true)]
    async fn the_page_does_not_wait_for_a_proxy_that_does_not_answer() {
        assert_eq!(cards(get(pending::<Html<&str>>)).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_page_does_not_wait_for_cards_that_never_come_to_an_end() {
        let answer = get(async || {
            let begun = stream::iter([Ok::<_, Infallible>("<section>")]);
            Html(Body::from_stream(begun.chain(stream::pending())))
        });

        assert_eq!(cards(answer).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn an_error_and_data_are_not_put_into_the_page() {
        let error = get(async || (StatusCode::BAD_GATEWAY, Html("<p>no</p>")));
        let data = get(async || Json("cards"));

        assert_eq!(cards(error).await, None);
        assert_eq!(cards(data).await, None);
    }

    #[tokio::test]
    async fn nothing_is_asked_for_a_visitor_without_cookies() {
        let proxy = Router::new().route("/challenges", get(async || Html("<section></section>")));

        assert!(cards_of(&HeaderMap::new(), proxy).await.is_none());
    }
}

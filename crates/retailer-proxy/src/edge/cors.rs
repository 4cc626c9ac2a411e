//! Requests from pages of other origins (CORS): allowed origins may use the
//! shopper's session, and scripts of all others cannot read the answer.
//!
//! Written by hand and not with `tower_http::cors::CorsLayer`, which answers every
//! OPTIONS request with 200. Here only a preflight of an allowed origin is answered
//! at the edge; every other OPTIONS request gets the 405 of its path.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::origin::{NotAnOrigin, Origin};

/// Origins such as `https://shop.example`, compared byte by byte. There are no
/// patterns and no `*`, which browsers do not accept together with credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedOrigins(Arc<[HeaderValue]>);

impl AllowedOrigins {
    /// Allows these origins.
    ///
    /// # Errors
    ///
    /// When one of them is not an origin in the form in which browsers send it.
    pub fn new(origins: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self, NotAnOrigin> {
        let origins = origins.into_iter().map(|origin| value(origin.as_ref()));
        origins.collect::<Result<_, _>>().map(Self)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The origin of a request, if it is an allowed one.
    fn of(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let origin = headers.get(ORIGIN)?;
        self.0.contains(origin).then(|| origin.clone())
    }
}

fn value(origin: &str) -> Result<HeaderValue, NotAnOrigin> {
    // Browsers send origins in lower case, and any other form would never match.
    if Origin::parse(origin)?.as_str() != origin {
        return Err(NotAnOrigin);
    }
    HeaderValue::from_str(origin).map_err(|_| NotAnOrigin)
}

/// Tells browsers which pages may read an answer, as a layer.
pub(crate) async fn allow(
    State(allowed): State<AllowedOrigins>,
    request: Request,
    next: Next,
) -> Response {
    with_origin(&allowed, request, |request| next.run(request)).await
}

/// Tells browsers which pages may read the answer of `next`.
pub(crate) async fn with_origin<F>(
    allowed: &AllowedOrigins,
    request: Request,
    next: impl FnOnce(Request) -> F,
) -> Response
where
    F: Future<Output = Response>,
{
    if allowed.is_empty() {
        return next(request).await;
    }
    let origin = allowed.of(request.headers());
    let mut response = next(request).await;
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HeaderValue::from_static("true"),
        );
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("age, retry-after, x-request-id"),
        );
    }
    response
}

/// Answers preflights of allowed origins, as a layer.
pub(crate) async fn answer_preflights(
    State(allowed): State<AllowedOrigins>,
    request: Request,
    next: Next,
) -> Response {
    match answer_to_preflight(&allowed, &request) {
        Some(answer) => answer,
        None => next.run(request).await,
    }
}

/// The answer to a preflight of an allowed origin; `None` for every other request.
pub(crate) fn answer_to_preflight(allowed: &AllowedOrigins, request: &Request) -> Option<Response> {
    let headers = request.headers();
    let is_preflight =
        request.method() == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    (is_preflight && allowed.of(headers).is_some()).then(preflight)
}

fn preflight() -> Response {
    let answers = [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST"),
        (
            ACCESS_CONTROL_ALLOW_HEADERS,
            "authorization, content-type, last-event-id, x-challenges-widget, x-request-id, \
             x-requested-with",
        ),
        (ACCESS_CONTROL_MAX_AGE, "7200"),
    ];
    (StatusCode::NO_CONTENT, answers).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://shop.example")]
    #[case("https://shop.example:8443")]
    #[case("http://localhost:3000")]
    #[case("http://[::1]:3000")]
    fn an_origin_is_accepted_in_the_form_that_browsers_send(#[case] origin: &str) {
        assert!(AllowedOrigins::new([origin]).is_ok());
    }

    #[rstest]
    #[case("*")]
    #[case("null")]
    #[case("https://")]
    #[case("https://*.shop.example")]
    #[case("https://shop.example/")]
    #[case("https://Shop.example")]
    #[case("shop.example")]
    #[case("https://shop.example\r\nx: y")]
    fn text_that_is_not_an_origin_is_refused(#[case] origin: &str) {
        assert_eq!(AllowedOrigins::new([origin]), Err(NotAnOrigin));
    }
}

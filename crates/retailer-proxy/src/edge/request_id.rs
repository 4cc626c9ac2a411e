//! The request id, by which the log lines of a request are found: the one that the
//! server in front has set, or a new one.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const LONGEST: usize = 64;

/// Sets the request id in the log and in the answer, as a layer.
pub(crate) async fn set(request: Request, next: Next) -> Response {
    with_id(request, |request| next.run(request)).await
}

/// Sets the request id in the log and in the answer of `next`.
pub(crate) async fn with_id<F>(request: Request, next: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    let id = given(&request).unwrap_or_else(made_up);
    // A span of the highest level is there however little is logged, so that every error
    // carries the id.
    let span = tracing::error_span!("request", id);
    let mut response = next(request).instrument(span).await;
    // An id has only letters, digits and `-_.`, so this cannot fail.
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}

/// The id that came with the request. It is written to logs, so anything that does
/// not look like an id is ignored.
fn given(request: &Request) -> Option<String> {
    let text = request.headers().get(X_REQUEST_ID)?.to_str().ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let is_id = (1..=LONGEST).contains(&text.len()) && text.bytes().all(plain);
    is_id.then(|| text.to_owned())
}

/// A new id. Nobody can tell from it how many requests came before.
fn made_up() -> String {
    // The operating system is asked for randomness once, and not for each request.
    static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = KEY.hash_one(COUNT.fetch_add(1, Ordering::Relaxed));
    format!("{number:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_that_are_made_up_differ_and_look_like_ids() {
        let ids: HashSet<_> = (0..10_000).map(|_| made_up()).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| id.len() == 16));
    }
}

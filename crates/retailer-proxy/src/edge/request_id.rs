//! The request id, by which the log lines of a request are found: the one that the
//! server in front has set, or a new one.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const LONGEST: usize = 64;

/// Sets the request id in the log and in the answer.
pub(crate) async fn set(request: Request, next: Next) -> Response {
    let id = given(&request).unwrap_or_else(random);
    // A span of the highest level is there however little is logged, so that every error
    // carries the id.
    let span = tracing::error_span!("request", id);
    let mut response = next.run(request).instrument(span).await;
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

fn random() -> String {
    // Without randomness all requests share one id, and are still answered.
    let number = getrandom::u64().unwrap_or_default();
    format!("{number:016x}")
}

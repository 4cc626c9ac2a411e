//! A name for each request, by which its lines in the logs are found: the one
//! that the server before gave it, or a new one.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const LONGEST: usize = 64;

/// Names the request in the log and in the answer.
pub(crate) async fn name(request: Request, next: Next) -> Response {
    let id = given(&request).unwrap_or_else(made_up);
    let span = tracing::info_span!("request", id);
    let mut response = next.run(request).instrument(span).await;
    // Only letters, digits and three signs: such a value cannot fail.
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}

/// The id that came along. It gets into logs, so it must be nothing but an id.
fn given(request: &Request) -> Option<String> {
    let text = request.headers().get(X_REQUEST_ID)?.to_str().ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let is_id = (1..=LONGEST).contains(&text.len()) && text.bytes().all(plain);
    is_id.then(|| text.to_owned())
}

fn made_up() -> String {
    // Without randomness the requests share a name, and are answered all the same.
    let number = getrandom::u64().unwrap_or_default();
    format!("{number:016x}")
}

//! How much and how long.

use axum::body::HttpBody;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::timeout;

use crate::proxy::Proxy;
use crate::refusal::Refusal;

/// Refuses a body that says it is too long, cuts one that only turns out to be,
/// and gives up a request that takes too long, such as one whose body trickles.
pub(crate) async fn limit(
    State(proxy): State<Proxy>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let options = proxy.edge();
    if request.body().size_hint().lower() > options.body_bytes as u64 {
        return Err(Refusal::TooLarge);
    }
    let (parts, body) = request.into_parts();
    let body = axum::body::Body::new(http_body_util::Limited::new(body, options.body_bytes));
    let answer = next.run(Request::from_parts(parts, body));
    timeout(options.request_time, answer)
        .await
        .map_err(|_| Refusal::TooSlow)
}

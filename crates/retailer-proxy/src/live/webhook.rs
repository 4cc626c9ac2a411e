//! Engage's webhooks, which Svix sends.

mod message;
mod processed;
mod signature;

pub use signature::{WebhookKey, WebhookKeyError};

pub(crate) use processed::Processed;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

use super::changes::Changes;
use crate::api_error::ApiError;
use crate::clock::Clock;
use crate::error_responses::WebhookErrors;
use message::Message;
use signature::Rejected;

/// What webhooks need. Without a key, the path is a 404.
#[derive(Clone, Debug)]
pub(crate) struct Webhooks {
    pub(crate) key: Option<Arc<WebhookKey>>,
    /// What the other instances have processed, where there are any.
    pub(crate) processed: Option<Arc<Processed>>,
    pub(crate) changes: Changes,
    pub(crate) clock: Clock,
}

/// What Engage sends by webhook, signed by Svix. Not for browsers.
#[utoipa::path(
    post,
    path = "/webhooks/engage",
    operation_id = "webhook",
    params(
        ("svix-id" = String, Header, description = "The message's id; or webhook-id"),
        ("svix-timestamp" = String, Header, description = "When it was sent, in seconds; or webhook-timestamp"),
        ("svix-signature" = String, Header, description = "v1,<base64>, several are separated by blanks; or webhook-signature"),
    ),
    request_body(content = String, content_type = "application/json"),
    security(()),
    responses(
        (status = 204, description = "The message has a valid signature and was processed"),
        WebhookErrors,
    ),
)]
pub(crate) async fn receive(
    State(webhooks): State<Webhooks>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, ApiError> {
    let key = webhooks.key.ok_or(ApiError::NotFound)?;
    // How long the body may be was decided at the edge.
    let body = to_bytes(body, usize::MAX).await;
    let body = body.map_err(|_| ApiError::TooLarge)?;
    let accepted = key.accept(&headers, &body, webhooks.clock.now().0);
    let id = accepted.map_err(api_error)?;
    if let Some(processed) = &webhooks.processed
        && processed.includes(id).await
    {
        return Err(api_error(Rejected::Replayed));
    }
    match message::read(&body) {
        Message::Changed(contact) => webhooks.changes.changed(&contact).await,
        Message::Deleted(contact) => webhooks.changes.deleted(&contact).await,
        Message::Other => tracing::debug!("a webhook names no contact"),
    }
    if let Some(processed) = &webhooks.processed {
        processed.note(id).await;
    }
    // Svix sends a message again unless the answer is a success, so a message about
    // something else is a success too.
    Ok(StatusCode::NO_CONTENT)
}

fn api_error(reason: Rejected) -> ApiError {
    tracing::warn!(?reason, "a webhook is not accepted");
    match reason {
        Rejected::Replayed => ApiError::WebhookReplayed,
        Rejected::Unsigned | Rejected::ForeignSignature | Rejected::OutOfTime => {
            ApiError::WebhookNotSigned
        }
    }
}

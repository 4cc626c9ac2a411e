//! How the shop's own backend reports that a contact's challenges changed, for
//! example because it has awarded checkpoints. It is on the internal listener, which
//! browsers cannot reach.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use challenge_model::ContactId;
use serde::Deserialize;

use super::changes::Changes;
use crate::api_error::ApiError;
use crate::shared_secret::SharedSecret;

/// What reports of the backend need. Without a secret, the path is a 404.
#[derive(Clone, Debug)]
pub(crate) struct Backend {
    pub(crate) secret: Option<Arc<SharedSecret>>,
    pub(crate) changes: Changes,
}

/// What the backend sends.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Contacts {
    contact_ids: Vec<String>,
}

/// `POST /contacts/changed` with `Authorization: Bearer <secret>` and
/// `{"contactIds": ["…"]}`; answers 204.
pub(crate) async fn contacts_changed(
    State(backend): State<Backend>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, ApiError> {
    let secret = backend.secret.ok_or(ApiError::NotFound)?;
    if !secret.is_bearer(headers.get_all(AUTHORIZATION)) {
        return Err(ApiError::BackendUnproven);
    }
    // How long the body may be was decided at the edge.
    let body = to_bytes(body, usize::MAX).await;
    let body = body.map_err(|_| ApiError::TooLarge)?;
    let contacts: Contacts = serde_json::from_slice(&body).map_err(|_| ApiError::InvalidBody)?;
    let contacts: Result<Vec<_>, _> = contacts
        .contact_ids
        .iter()
        .map(|contact| ContactId::guid(contact))
        .collect();
    for contact in contacts.map_err(|_| ApiError::InvalidBody)? {
        backend.changes.changed(&contact).await;
    }
    Ok(StatusCode::NO_CONTENT)
}

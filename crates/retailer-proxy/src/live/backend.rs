//! How the shop's own backend says that a contact's challenges changed: it has
//! awarded checkpoints, say. For a listener that browsers cannot reach.

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use challenge_model::ContactId;
use serde::Deserialize;

use crate::proxy::Proxy;
use crate::refusal::Refusal;

const LONGEST_BODY: usize = 1024 * 1024;

/// What the backend sends.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Contacts {
    contact_ids: Vec<String>,
}

/// `POST /contacts/changed` with `Authorization: Bearer <secret>` and
/// `{"contactIds": ["…"]}`; answers 204.
pub(crate) async fn changed(
    State(proxy): State<Proxy>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refusal> {
    let secret = proxy.backend_secret().ok_or(Refusal::NotFound)?;
    if !secret.is_bearer(headers.get_all(AUTHORIZATION)) {
        return Err(Refusal::SignedOut);
    }
    let body = to_bytes(body, LONGEST_BODY).await;
    let body = body.map_err(|_| Refusal::TooLarge)?;
    let contacts: Contacts = serde_json::from_slice(&body).map_err(|_| Refusal::InvalidBody)?;
    let contacts: Result<Vec<_>, _> = contacts
        .contact_ids
        .iter()
        .map(|contact| ContactId::guid(contact))
        .collect();
    for contact in contacts.map_err(|_| Refusal::InvalidBody)? {
        proxy.changed(&contact);
    }
    Ok(StatusCode::NO_CONTENT)
}

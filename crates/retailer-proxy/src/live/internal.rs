//! How the shop's own backend says that a contact's challenges changed: it has
//! awarded checkpoints, say. For a listener that browsers cannot reach.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use challenge_model::ContactId;
use serde::Deserialize;

use crate::proxy::Proxy;
use crate::refusal::Refusal;
use crate::shared_secret::SharedSecret;

const LONGEST_BODY: usize = 1024 * 1024;

#[derive(Clone)]
struct Internal {
    proxy: Proxy,
    secret: Arc<SharedSecret>,
}

/// What the backend sends.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Contacts {
    contact_ids: Vec<String>,
}

/// `POST /contacts/changed` with `Authorization: Bearer <secret>` and
/// `{"contactIds": ["…"]}`; answers 204. To be merged into the router of a
/// listener that only the shop's own machines can reach.
pub fn internal_router(proxy: Proxy, secret: SharedSecret) -> Router {
    let secret = Arc::new(secret);
    Router::new()
        .route("/contacts/changed", post(changed))
        .with_state(Internal { proxy, secret })
}

async fn changed(
    State(internal): State<Internal>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refusal> {
    if !internal.secret.is_bearer(headers.get_all(AUTHORIZATION)) {
        return Err(Refusal::SignedOut);
    }
    let body = to_bytes(body, LONGEST_BODY).await;
    let body = body.map_err(|_| Refusal::InvalidBody)?;
    let contacts: Contacts = serde_json::from_slice(&body).map_err(|_| Refusal::InvalidBody)?;
    let contacts: Result<Vec<_>, _> = contacts
        .contact_ids
        .iter()
        .map(|contact| ContactId::guid(contact))
        .collect();
    for contact in contacts.map_err(|_| Refusal::InvalidBody)? {
        internal.proxy.changed(&contact);
    }
    Ok(StatusCode::NO_CONTENT)
}

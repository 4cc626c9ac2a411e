//! The shopper's own challenges.

use std::collections::HashMap;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::AGE;
use axum::response::IntoResponse;
use challenge_model::{Challenge, ChallengeId, ContactId};
use engage_client::ChallengesQuery;

use super::id_of;
use crate::content::ShopperLanguages;
use crate::parameters::ChallengesParameters;
use crate::proxy::Proxy;
use crate::refusal::Refusal;
use crate::sanitised::{Presentations, SanitisedItem, SanitisedList};
use crate::sessions::SignedIn;

/// `GET /challenges`: with their definitions, which are asked for at the same
/// time, all in one list and not one by one. `Age` says how old the challenges are.
pub(crate) async fn list(
    State(proxy): State<Proxy>,
    SignedIn(contact): SignedIn,
    languages: ShopperLanguages,
    parameters: ChallengesParameters,
) -> Result<impl IntoResponse, Refusal> {
    let query = ChallengesQuery {
        contact: contact.clone(),
        definition: parameters.definition,
        filter: parameters.filter,
    };
    // Drafts are asked for too: a definition can become one again while contacts
    // have it, and only those that the contact has go out.
    let (reading, definitions) = tokio::try_join!(
        proxy.reads().challenges(query, parameters.range),
        proxy.reads().definitions(),
    )?;
    let page = &reading.value;
    let definitions: HashMap<_, _> = definitions
        .value
        .iter()
        .map(|definition| (&definition.id, definition))
        .collect();
    let content = proxy.content();
    let presentations = Presentations::new(&content, &languages);
    let items = page
        .items
        .iter()
        .filter(|challenge| !is_anothers(challenge, &contact))
        .map(|challenge| {
            let id = challenge.definition_id.as_ref();
            let definition = id.and_then(|id| definitions.get(id).copied());
            SanitisedItem::new(challenge, definition).presented(presentations.of(id))
        });
    let list = SanitisedList::new(items.collect(), parameters.range, page.total);
    Ok(([(AGE, reading.age().as_secs().to_string())], Json(list)))
}

/// `GET /challenges/{id}`: Engage gives any contact's to whoever has the key, so
/// it goes out only when it is proved to be the shopper's own.
pub(crate) async fn one(
    State(proxy): State<Proxy>,
    SignedIn(contact): SignedIn,
    languages: ShopperLanguages,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<SanitisedItem>, Refusal> {
    let id = id_of(path, ChallengeId::guid)?;
    let challenge = proxy.reads().challenge(&contact, &id).await?;
    let challenge = challenge.ok_or(Refusal::NotFound)?;
    // There may be no definition any more (T27).
    let definition = match &challenge.definition_id {
        Some(id) => proxy.reads().definition(id).await?,
        None => None,
    };
    let content = proxy.content();
    let presentations = Presentations::new(&content, &languages);
    let presentation = presentations.of(challenge.definition_id.as_ref());
    let item = SanitisedItem::new(&challenge, definition.as_ref());
    Ok(Json(item.presented(presentation)))
}

/// Whether a challenge in the contact's list says that it is another's. Engage
/// should not send such a one; if it ever does, it stays here.
fn is_anothers(challenge: &Challenge, contact: &ContactId) -> bool {
    let owner = challenge.contact_id.as_ref();
    owner.is_some_and(|owner| owner != contact)
}

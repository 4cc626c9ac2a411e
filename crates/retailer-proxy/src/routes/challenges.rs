//! The shopper's own challenges.

use std::collections::HashMap;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use challenge_model::{Challenge, ChallengeId, ContactId, Definition};
use engage_client::{ChallengesQuery, DefinitionFilter};

use super::id_of;
use crate::content::ShopperLanguages;
use crate::parameters::ChallengesParameters;
use crate::proxy::Proxy;
use crate::refusal::Refusal;
use crate::sanitised::{Presentations, SanitisedItem, SanitisedList};
use crate::sessions::SignedIn;

/// `GET /challenges`: with their definitions, which are asked for at the same
/// time, all in one list and not one by one.
pub(crate) async fn list(
    State(proxy): State<Proxy>,
    SignedIn(contact): SignedIn,
    languages: ShopperLanguages,
    parameters: ChallengesParameters,
) -> Result<Json<SanitisedList<SanitisedItem>>, Refusal> {
    let query = ChallengesQuery {
        contact,
        definition: parameters.definition,
        filter: parameters.filter,
    };
    // Drafts are asked for too: a definition can become one again while contacts
    // have it, and only those that the contact has go out.
    let (page, definitions) = tokio::try_join!(
        proxy.upstream().challenges(&query, parameters.range),
        proxy.upstream().definitions(DefinitionFilter::All),
    )?;
    let definitions: HashMap<_, _> = definitions
        .iter()
        .map(|definition| (&definition.id, definition))
        .collect();
    let content = proxy.content();
    let presentations = Presentations::new(&content, &languages);
    let items = page
        .items
        .iter()
        .filter(|challenge| !is_anothers(challenge, &query.contact))
        .map(|challenge| {
            let id = challenge.definition_id.as_ref();
            let definition = id.and_then(|id| definitions.get(id).copied());
            SanitisedItem::new(challenge, definition).presented(presentations.of(id))
        });
    Ok(Json(SanitisedList::new(
        items.collect(),
        parameters.range,
        page.total,
    )))
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
    let challenge = proxy.upstream().challenge(&id).await?;
    let challenge = challenge
        .filter(|challenge| challenge.contact_id.as_ref() == Some(&contact))
        .ok_or(Refusal::NotFound)?;
    let definition = definition_of(&proxy, &challenge).await?;
    let content = proxy.content();
    let presentations = Presentations::new(&content, &languages);
    let presentation = presentations.of(challenge.definition_id.as_ref());
    let item = SanitisedItem::new(&challenge, definition.as_ref());
    Ok(Json(item.presented(presentation)))
}

/// The definition of a challenge, if there still is one (T27).
async fn definition_of(
    proxy: &Proxy,
    challenge: &Challenge,
) -> Result<Option<Definition>, Refusal> {
    match &challenge.definition_id {
        Some(id) => proxy.upstream().definition(id).await,
        None => Ok(None),
    }
}

/// Whether a challenge in the contact's list says that it is another's. Engage
/// should not send such a one; if it ever does, it stays here.
fn is_anothers(challenge: &Challenge, contact: &ContactId) -> bool {
    let owner = challenge.contact_id.as_ref();
    owner.is_some_and(|owner| owner != contact)
}

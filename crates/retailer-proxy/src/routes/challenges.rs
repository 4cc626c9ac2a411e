//! The shopper's own challenges.

use std::collections::HashMap;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::AGE;
use axum::response::{IntoResponse, Response};
use challenge_cards::view::DisplaySettings;
use challenge_model::{Challenge, ChallengeId, ContactId, Page, UnixMillis};
use engage_client::{ChallengesQuery, PageRange};
use serde::Serialize;

use super::{definitions, id_of};
use crate::content::{Content, ShopperLanguages};
use crate::parameters::ChallengesParameters;
use crate::proxy::Proxy;
use crate::reads::Extent;
use crate::refusal::Refusal;
use crate::sanitised::{Presentations, SanitisedItem, SanitisedList};
use crate::server_rendered::{self, PreferredFormat};
use crate::sessions::SignedIn;

/// A stretch of the shopper's challenges, and how old that is.
struct Listed {
    list: SanitisedList<SanitisedItem>,
    age: Duration,
}

/// `GET /challenges`: as data, or as cards that are drawn already. `Age` says how
/// old the challenges are.
pub(crate) async fn list(
    State(proxy): State<Proxy>,
    SignedIn(contact): SignedIn,
    languages: ShopperLanguages,
    parameters: ChallengesParameters,
    format: PreferredFormat,
) -> Result<Response, Refusal> {
    let is_all = parameters == ChallengesParameters::default();
    let listed = listed(&proxy, &contact, &languages, parameters).await?;
    let age = [(AGE, listed.age.as_secs().to_string())];
    // Cards are drawn of all there is, together with what can be joined.
    if let (PreferredFormat::Html(settings), true) = (format, is_all) {
        let offers = definitions::listed(&proxy, &languages, PageRange::default()).await?;
        if let Some(cards) = cards(&listed.list, &offers, &settings, proxy.now()) {
            return Ok((age, cards).into_response());
        }
    }
    Ok((age, Json(listed.list)).into_response())
}

fn cards(
    challenges: &impl Serialize,
    definitions: &impl Serialize,
    settings: &DisplaySettings,
    now: UnixMillis,
) -> Option<Response> {
    // What is made of texts and numbers can be written as JSON.
    let challenges = serde_json::to_value(challenges).ok()?;
    let definitions = serde_json::to_value(definitions).ok()?;
    server_rendered::response(&challenges, &definitions, settings, now)
}

/// A stretch of the shopper's challenges with their definitions, which are asked
/// for at the same time, all in one list and not one by one.
async fn listed(
    proxy: &Proxy,
    contact: &ContactId,
    languages: &ShopperLanguages,
    parameters: ChallengesParameters,
) -> Result<Listed, Refusal> {
    let query = ChallengesQuery {
        contact: contact.clone(),
        definition: parameters.definition,
        filter: parameters.filter,
    };
    let content = proxy.content();
    let extent = extent(&content, parameters.range);
    // Drafts are asked for too: a definition can become one again while contacts
    // have it, and only those that the contact has go out.
    let (reading, definitions) = tokio::try_join!(
        proxy.reads().challenges(query, extent),
        proxy.reads().definitions(),
    )?;
    let (shown, total) = shown(&reading.value, extent, parameters.range, |challenge| {
        !is_anothers(challenge, contact) && !is_hidden(challenge, &content)
    });
    let definitions: HashMap<_, _> = definitions
        .value
        .iter()
        .map(|definition| (&definition.id, definition))
        .collect();
    let presentations = Presentations::new(&content, languages);
    let items = shown.into_iter().map(|challenge| {
        let id = challenge.definition_id.as_ref();
        let definition = id.and_then(|id| definitions.get(id).copied());
        SanitisedItem::new(challenge, definition).presented(presentations.of(id))
    });
    Ok(Listed {
        list: SanitisedList::new(items.collect(), parameters.range, total),
        age: reading.age(),
    })
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
    let content = proxy.content();
    let challenge = challenge.filter(|challenge| !is_hidden(challenge, &content));
    let challenge = challenge.ok_or(Refusal::NotFound)?;
    // There may be no definition any more (T27).
    let definition = match &challenge.definition_id {
        Some(id) => proxy.reads().definition(id).await?,
        None => None,
    };
    let presentations = Presentations::new(&content, &languages);
    let presentation = presentations.of(challenge.definition_id.as_ref());
    let item = SanitisedItem::new(&challenge, definition.as_ref());
    Ok(Json(item.presented(presentation)))
}

/// How much to ask Engage for. Where something is hidden, that is the whole list:
/// nobody can tell how much of it lies before the stretch, nor in all.
fn extent(content: &Content, range: PageRange) -> Extent {
    if content.hides_any() {
        Extent::Whole
    } else {
        Extent::Stretch(range)
    }
}

/// What goes out of what Engage sent: the stretch, and how many there are in all.
fn shown(
    page: &Page<Challenge>,
    extent: Extent,
    range: PageRange,
    may_go_out: impl Fn(&Challenge) -> bool,
) -> (Vec<&Challenge>, Option<usize>) {
    let mut shown: Vec<_> = page.items.iter().filter(|item| may_go_out(item)).collect();
    match extent {
        Extent::Stretch(_) => (shown, page.total),
        Extent::Whole => {
            let total = shown.len();
            shown.drain(..range.offset.min(total));
            shown.truncate(range.count.get());
            (shown, Some(total))
        }
    }
}

/// Whether the retailer does not want it to be seen.
fn is_hidden(challenge: &Challenge, content: &Content) -> bool {
    let id = challenge.definition_id.as_ref();
    id.is_some_and(|id| content.hides(id))
}

/// Whether a challenge in the contact's list says that it is another's. Engage
/// should not send such a one; if it ever does, it stays here.
fn is_anothers(challenge: &Challenge, contact: &ContactId) -> bool {
    let owner = challenge.contact_id.as_ref();
    owner.is_some_and(|owner| owner != contact)
}

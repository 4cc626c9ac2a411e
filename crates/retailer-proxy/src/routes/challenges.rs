//! The shopper's own challenges.

use std::time::Duration;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::AGE;
use axum::response::{IntoResponse, Response};
use challenge_cards::view::DisplaySettings;
use challenge_model::{ChallengeId, ContactId, UnixMillis};
use engage_client::{ChallengesQuery, PageRange};
use serde::Serialize;

use super::card_source::CardSource;
use super::definitions;
use super::json_answer::json_answer;
use super::path_id::path_id;
use crate::api_error::ApiError;
use crate::content::ShopperLanguages;
use crate::error_responses::{ItemErrors, ListErrors};
use crate::merge::Merge;
use crate::parameters::{ChallengesParameters, FilterName};
use crate::sanitised::{Presentations, SanitisedItem, SanitisedList};
use crate::server_rendered::{self, PreferredFormat};
use crate::sessions::SignedIn;

/// A page of the shopper's challenges, and how old it is.
struct Listed {
    list: SanitisedList<SanitisedItem>,
    age: Duration,
}

/// The shopper's challenges, with everything that a card shows.
///
/// A request that prefers `text/html` in Accept gets server-rendered cards, from a proxy
/// that can render them: `section.widget`, followed by this answer and the one of
/// `/challenges/definitions`, each in a `script` of type `application/json` with
/// `data-answer` `challenges` or `definitions`. The cards are always the whole list, never
/// a part of it. JSON is a valid answer to every request.
#[utoipa::path(
    get,
    path = "/challenges",
    operation_id = "listChallenges",
    params(
        ("definitionId" = Option<String>, Query, format = "uuid", description = "Only those of this definition"),
        ("filter" = inline(Option<FilterName>), Query, description = "Which of them; All by default"),
        ("offset" = Option<i32>, Query, minimum = 0, maximum = 10_000, description = "How many come before"),
        ("count" = Option<i32>, Query, minimum = 1, maximum = 100, description = "How many at most; 100 by default"),
        ("lang" = Option<String>, Query, description = "The language of the presentation and of server-rendered cards, before Accept-Language"),
        ("view" = Option<String>, Query, description = "How cards are rendered: the element's attributes as a query, layout=path&limit=3; a wrong value counts as the default"),
    ),
    responses(
        (
            status = 200,
            description = "The list, or the cards",
            content(
                (SanitisedList<SanitisedItem> = "application/json"),
                (String = "text/html"),
            ),
            headers(("Age" = u64, description = "How many seconds ago Engage gave the answer")),
        ),
        ListErrors,
    ),
)]
pub(crate) async fn list(
    State(source): State<CardSource>,
    SignedIn(contact): SignedIn,
    languages: ShopperLanguages,
    parameters: ChallengesParameters,
    format: PreferredFormat,
) -> Result<Response, ApiError> {
    let is_all = parameters == ChallengesParameters::default();
    let listed = listed(&source, &contact, &languages, parameters).await?;
    let age = [(AGE, listed.age.as_secs().to_string())];
    // The server-rendered cards are the whole list, together with what can be joined.
    if let (PreferredFormat::Html(settings), true) = (format, is_all) {
        let offers = definitions::listed(&source, &languages, PageRange::default()).await?;
        if let Some(cards) = cards(&listed.list, &offers, &settings, source.clock.now()) {
            return Ok((age, cards).into_response());
        }
    }
    Ok((age, json_answer(&listed.list)).into_response())
}

fn cards(
    challenges: &impl Serialize,
    definitions: &impl Serialize,
    settings: &DisplaySettings,
    now: UnixMillis,
) -> Option<Response> {
    // Texts and numbers can always be written as JSON.
    let challenges = serde_json::to_value(challenges).ok()?;
    let definitions = serde_json::to_value(definitions).ok()?;
    server_rendered::response(&challenges, &definitions, settings, now)
}

/// A page of the shopper's challenges with their definitions. Both lists are read at
/// the same time; definitions are not read one by one.
async fn listed(
    source: &CardSource,
    contact: &ContactId,
    languages: &ShopperLanguages,
    parameters: ChallengesParameters,
) -> Result<Listed, ApiError> {
    let query = ChallengesQuery {
        contact: contact.clone(),
        definition: parameters.definition,
        filter: parameters.filter,
    };
    let content = source.content.current();
    let merge = Merge {
        content: &content,
        languages,
    };
    let range = parameters.range;
    let (page, definitions) = tokio::try_join!(
        source.reads.challenges(&query, merge.extent(range)),
        source.reads.definitions(),
    )?;
    Ok(Listed {
        list: merge.challenges(contact, &page.value, &definitions.value, range),
        age: page.age(),
    })
}

/// One of the shopper's challenges; another's is a 404.
#[utoipa::path(
    get,
    path = "/challenges/{id}",
    operation_id = "getChallenge",
    params(
        ("id" = String, Path, format = "uuid", description = "The challenge's id"),
        ("lang" = Option<String>, Query, description = "The language of the presentation, before Accept-Language"),
    ),
    responses(
        (status = 200, description = "The challenge", body = SanitisedItem),
        ItemErrors,
    ),
)]
pub(crate) async fn one(
    State(source): State<CardSource>,
    SignedIn(contact): SignedIn,
    languages: ShopperLanguages,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<SanitisedItem>, ApiError> {
    let id = path_id(path, ChallengeId::guid)?;
    let challenge = source.reads.challenge(&contact, &id).await?;
    let content = source.content.current();
    let merge = Merge {
        content: &content,
        languages: &languages,
    };
    let challenge = challenge.filter(|challenge| !merge.hides(challenge.definition_id.as_ref()));
    let challenge = challenge.ok_or(ApiError::NotFound)?;
    // There may be no definition any more (T27).
    let definition = match &challenge.definition_id {
        Some(id) => source.reads.definition(id).await?,
        None => None,
    };
    let presentations = Presentations::new(&content, &languages);
    let presentation = presentations.of(challenge.definition_id.as_ref());
    let definition = definition.map(|definition| merge.of_challenge(&definition));
    let item = SanitisedItem::new(&challenge, definition);
    Ok(Json(item.presented(presentation)))
}

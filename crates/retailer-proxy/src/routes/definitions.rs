//! What a shopper can join: active definitions, and no others.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use challenge_model::DefinitionId;
use engage_client::PageRange;

use super::card_source::CardSource;
use super::json_answer::json_answer;
use super::path_id::path_id;
use crate::api_error::ApiError;
use crate::content::ShopperLanguages;
use crate::error_responses::{ItemErrors, ListErrors};
use crate::merge::Merge;
use crate::parameters::RangeParameters;
use crate::sanitised::{Presentations, SanitisedDefinition, SanitisedList};
use crate::sessions::SignedIn;

/// What can be joined: active definitions. One that needs a consent whose text is missing is
/// left out, since nobody can join it.
#[utoipa::path(
    get,
    path = "/challenges/definitions",
    operation_id = "listDefinitions",
    params(
        ("offset" = Option<i32>, Query, minimum = 0, maximum = 10_000, description = "How many come before"),
        ("count" = Option<i32>, Query, minimum = 1, maximum = 100, description = "How many at most; 100 by default"),
        ("lang" = Option<String>, Query, description = "The language of the presentation, before Accept-Language"),
    ),
    responses(
        (status = 200, description = "The list", body = SanitisedList<SanitisedDefinition>),
        ListErrors,
    ),
)]
pub(crate) async fn list(
    State(source): State<CardSource>,
    SignedIn(_): SignedIn,
    languages: ShopperLanguages,
    RangeParameters(range): RangeParameters,
) -> Result<Response, ApiError> {
    let list = listed(&source, &languages, range).await?;
    Ok(json_answer(&list))
}

/// A page of the definitions that every shopper may see.
pub(super) async fn listed(
    source: &CardSource,
    languages: &ShopperLanguages,
    range: PageRange,
) -> Result<SanitisedList<SanitisedDefinition>, ApiError> {
    let (now, content) = (source.clock.now(), source.content.current());
    let definitions = source.reads.definitions().await?;
    let merge = Merge {
        content: &content,
        languages,
    };
    Ok(merge.definitions(&definitions.value, range, now))
}

/// One of the definitions that can be joined.
#[utoipa::path(
    get,
    path = "/challenges/definitions/{id}",
    operation_id = "getDefinition",
    params(
        ("id" = String, Path, format = "uuid", description = "The definition's id"),
        ("lang" = Option<String>, Query, description = "The language of the presentation, before Accept-Language"),
    ),
    responses(
        (status = 200, description = "The definition", body = SanitisedDefinition),
        ItemErrors,
    ),
)]
pub(crate) async fn one(
    State(source): State<CardSource>,
    SignedIn(_): SignedIn,
    languages: ShopperLanguages,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<SanitisedDefinition>, ApiError> {
    let id = path_id(path, DefinitionId::guid)?;
    let content = source.content.current();
    if content.hides(&id) {
        return Err(ApiError::NotFound);
    }
    let definition = source.reads.definition(&id).await?;
    let merge = Merge {
        content: &content,
        languages: &languages,
    };
    let now = source.clock.now();
    let definition = definition.filter(|definition| merge.offers(definition, now));
    let definition = definition.ok_or(ApiError::NotFound)?;
    let presentation = Presentations::new(&content, &languages).of(Some(&definition.id));
    let definition = SanitisedDefinition::from(&definition);
    Ok(Json(definition.presented(presentation)))
}

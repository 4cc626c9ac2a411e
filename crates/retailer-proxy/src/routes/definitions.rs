//! What a shopper can join: active definitions, and no others.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use challenge_model::wire::DefinitionStatus;
use challenge_model::{CardState, Definition, DefinitionId, UnixMillis, state};
use engage_client::PageRange;

use super::card_source::CardSource;
use super::path_id::path_id;
use crate::api_error::ApiError;
use crate::content::ShopperLanguages;
use crate::error_responses::{ItemErrors, ListErrors};
use crate::parameters::RangeParameters;
use crate::sanitised::{Presentations, SanitisedDefinition, SanitisedList};
use crate::sessions::SignedIn;

/// What can be joined: active definitions.
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
) -> Result<Json<SanitisedList<SanitisedDefinition>>, ApiError> {
    listed(&source, &languages, range).await.map(Json)
}

/// A page of the definitions that every shopper may see.
pub(super) async fn listed(
    source: &CardSource,
    languages: &ShopperLanguages,
    range: PageRange,
) -> Result<SanitisedList<SanitisedDefinition>, ApiError> {
    let (now, content) = (source.clock.now(), source.content.current());
    let definitions = source.reads.definitions().await?;
    let definitions: Vec<_> = definitions
        .value
        .iter()
        .filter(|definition| is_public(definition, now) && !content.hides(&definition.id))
        .collect();
    // Hidden definitions are removed before paging, so that every page is full and the
    // total does not count them.
    let presentations = Presentations::new(&content, languages);
    let page = definitions
        .iter()
        .skip(range.offset)
        .take(range.count.get())
        .map(|definition| {
            let presentation = presentations.of(Some(&definition.id));
            SanitisedDefinition::from(*definition).presented(presentation)
        });
    let total = Some(definitions.len());
    Ok(SanitisedList::new(page.collect(), range, total))
}

/// One active definition.
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
    let definition = definition.filter(|definition| is_public(definition, source.clock.now()));
    let definition = definition.ok_or(ApiError::NotFound)?;
    let presentation = Presentations::new(&content, &languages).of(Some(&definition.id));
    let definition = SanitisedDefinition::from(&definition);
    Ok(Json(definition.presented(presentation)))
}

/// Whether every shopper may see the definition: it is active and has not ended.
/// Drafts, planned campaigns, and definitions of an unknown status concern the retailer
/// alone (T28, T35).
fn is_public(definition: &Definition, now: UnixMillis) -> bool {
    let is_over = state::of_definition(definition, now) == Some(CardState::Ended);
    definition.status == Some(DefinitionStatus::Active) && !is_over
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::wire::FromWire;
    use challenge_model::{Moment, Unreadable};
    use rstest::rstest;
    use serde_json::{Value, json};

    #[rstest]
    #[case::active(json!({ "status": "Active" }), true)]
    #[case::active_as_integer(json!({ "status": 1 }), true)]
    #[case::begins_later(json!({ "status": "Active", "scheduledFrom": "2026-06-01T00:00:00Z" }), true)]
    #[case::over(json!({ "status": "Active", "scheduledTo": "2026-03-01T00:00:00Z" }), false)]
    #[case::draft(json!({ "status": "Draft" }), false)]
    #[case::planned(json!({ "status": "Scheduled" }), false)]
    #[case::ended(json!({ "status": "Ended" }), false)]
    #[case::all_is_no_status(json!({ "status": "All" }), false)]
    #[case::new_status(json!({ "status": "Paused" }), false)]
    #[case::none(json!({}), false)]
    fn only_active_definitions_are_public(#[case] mut value: Value, #[case] expected: bool) {
        value["id"] = json!("a");
        let definition = Definition::from_wire(&value, &mut Unreadable::default()).unwrap();
        let now = Moment::parse("2026-03-15T12:00:00Z").unwrap().instant();
        assert_eq!(is_public(&definition, now), expected);
    }
}

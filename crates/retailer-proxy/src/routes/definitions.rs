//! What a shopper could join: active definitions, and no others.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use challenge_model::wire::DefinitionStatus;
use challenge_model::{CardState, Definition, DefinitionId, UnixMillis, state};
use engage_client::PageRange;

use super::id_of;
use crate::content::ShopperLanguages;
use crate::parameters::RangeParameters;
use crate::proxy::Proxy;
use crate::refusal::Refusal;
use crate::sanitised::{Presentations, SanitisedDefinition, SanitisedList};
use crate::sessions::SignedIn;

/// `GET /challenges/definitions`
pub(crate) async fn list(
    State(proxy): State<Proxy>,
    SignedIn(_): SignedIn,
    languages: ShopperLanguages,
    RangeParameters(range): RangeParameters,
) -> Result<Json<SanitisedList<SanitisedDefinition>>, Refusal> {
    listed(&proxy, &languages, range).await.map(Json)
}

/// A stretch of what every shopper may know of.
pub(super) async fn listed(
    proxy: &Proxy,
    languages: &ShopperLanguages,
    range: PageRange,
) -> Result<SanitisedList<SanitisedDefinition>, Refusal> {
    let (now, content) = (proxy.now(), proxy.content());
    let definitions = proxy.reads().definitions().await?;
    let definitions: Vec<_> = definitions
        .value
        .iter()
        .filter(|definition| is_public(definition, now) && !content.hides(&definition.id))
        .collect();
    // Paging comes after leaving out, so that no page has holes and the total
    // does not count what is hidden.
    let presentations = Presentations::new(&content, languages);
    let stretch = definitions
        .iter()
        .skip(range.offset)
        .take(range.count.get())
        .map(|definition| {
            let presentation = presentations.of(Some(&definition.id));
            SanitisedDefinition::from(*definition).presented(presentation)
        });
    let total = Some(definitions.len());
    Ok(SanitisedList::new(stretch.collect(), range, total))
}

/// `GET /challenges/definitions/{id}`
pub(crate) async fn one(
    State(proxy): State<Proxy>,
    SignedIn(_): SignedIn,
    languages: ShopperLanguages,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<SanitisedDefinition>, Refusal> {
    let id = id_of(path, DefinitionId::guid)?;
    let content = proxy.content();
    if content.hides(&id) {
        return Err(Refusal::NotFound);
    }
    let definition = proxy.reads().definition(&id).await?;
    let definition = definition.filter(|definition| is_public(definition, proxy.now()));
    let definition = definition.ok_or(Refusal::NotFound)?;
    let presentation = Presentations::new(&content, &languages).of(Some(&definition.id));
    let definition = SanitisedDefinition::from(&definition);
    Ok(Json(definition.presented(presentation)))
}

/// Whether every shopper may know of it: it is active and its time is not over.
/// Drafts, campaigns that are only planned, and those of a status that nobody
/// knows yet are the retailer's own business (T28, T35).
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

//! What a shopper may see of their own challenge.

use challenge_model::Challenge;
use challenge_model::wire::ChallengeStatus;
use serde::Serialize;
use utoipa::ToSchema;

use super::limits::short_url;
use super::{SanitisedDefinition, SanitisedPresentation};

/// A challenge of the shopper's: one run of a definition.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Challenge)]
#[serde(rename_all = "camelCase")]
struct SanitisedChallenge {
    #[schema(format = "uuid")]
    id: String,
    /// The definition's id, by the name that Engage gives it (T1).
    #[serde(rename = "challengeId", skip_serializing_if = "Option::is_none")]
    definition_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    challenge_start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    challenge_end: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    challenge_completed_on: Option<String>,
    completed_checkpoints: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    required_checkpoints: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    latest_checkpoint_added_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_active: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_challenge_completed: Option<bool>,
    /// A name. Integers from Engage are left out, because they say nothing (T4).
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
}

/// A challenge with its definition and presentation, so that one request has everything
/// that a card shows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChallengeItem)]
pub struct SanitisedItem {
    #[serde(flatten)]
    challenge: SanitisedChallenge,
    #[serde(skip_serializing_if = "Option::is_none")]
    definition: Option<SanitisedDefinition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presentation: Option<SanitisedPresentation>,
}

impl SanitisedItem {
    pub(crate) fn new(challenge: &Challenge, definition: Option<SanitisedDefinition>) -> Self {
        Self {
            challenge: challenge.into(),
            definition,
            presentation: None,
        }
    }

    /// The same item with the retailer's texts beside it.
    pub(crate) fn presented(self, presentation: Option<SanitisedPresentation>) -> Self {
        Self {
            presentation,
            ..self
        }
    }
}

impl From<&Challenge> for SanitisedChallenge {
    fn from(challenge: &Challenge) -> Self {
        let id = challenge.definition_id.as_ref();
        Self {
            id: challenge.id.as_str().to_owned(),
            definition_id: id.map(|id| id.as_str().to_owned()),
            challenge_start: challenge.start.map(|moment| moment.to_string()),
            challenge_end: challenge.end.map(|moment| moment.to_string()),
            challenge_completed_on: challenge.completed_on.map(|moment| moment.to_string()),
            completed_checkpoints: challenge.completed_checkpoints,
            required_checkpoints: challenge.required_checkpoints,
            latest_checkpoint_added_on: challenge
                .latest_checkpoint_added_on
                .map(|moment| moment.to_string()),
            image_url: challenge.image_url.as_ref().and_then(short_url),
            is_active: challenge.is_active,
            is_challenge_completed: challenge.is_challenge_completed,
            status: challenge.status.map(name),
        }
    }
}

fn name(status: ChallengeStatus) -> &'static str {
    match status {
        ChallengeStatus::Completed => "Completed",
        ChallengeStatus::NotCompleted => "NotCompleted",
        ChallengeStatus::Active => "Active",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sanitised::SanitisedList;
    use challenge_model::{ChallengeItem, Definition, Page};
    use engage_client::PageRange;
    use rstest::rstest;
    use serde_json::Value;

    fn fixture(name: &str) -> Value {
        let folder = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../challenge-model/tests/fixtures"
        );
        let text = std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// What the proxy answers for what Engage sends.
    fn passed_through(definitions: &Page<Definition>, page: &Page<Challenge>) -> Value {
        let items =
            page.items.iter().zip(definitions.items.iter().cycle()).map(
                |(challenge, definition)| SanitisedItem::new(challenge, Some(definition.into())),
            );
        let list = SanitisedList::new(items.collect(), PageRange::default(), page.total);
        serde_json::to_value(list).unwrap()
    }

    #[rstest]
    #[case("assignments.envelope.mixed")]
    #[case("assignments.page2-of-3")]
    #[case("assignment.doc-shape")]
    #[case("assignment.sdk-shape")]
    fn the_widget_reads_all_that_a_card_is_made_of(#[case] name: &str) {
        let sent: Page<Challenge> = Page::read(&fixture(name)).unwrap();
        let definitions: Page<Definition> =
            Page::read(&fixture("definitions.envelope.sdk-shape")).unwrap();
        let read: Page<ChallengeItem> = Page::read(&passed_through(&definitions, &sent)).unwrap();
        assert!(read.unreadable.is_none(), "{:?}", read.unreadable);
        assert_eq!(read.total, sent.total);
        assert_eq!(read.items.len(), sent.items.len());
        for ((read, sent), definition) in read
            .items
            .iter()
            .zip(sent.items)
            .zip(definitions.items.iter().cycle())
        {
            assert_eq!(
                read.challenge,
                Challenge {
                    contact_id: None,
                    ..sent
                }
            );
            let expected = Definition {
                checkpoint_assign_on: None,
                checkpoint_assign_on_amount: None,
                ..definition.clone()
            };
            assert_eq!(read.definition.as_ref(), Some(&expected));
        }
    }
}

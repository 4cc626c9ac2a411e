//! An answer of Engage as it is stored: JSON with Engage's own names, so that the project's one
//! reader reads it back. Pure.

use challenge_model::wire::{ChallengeStatus, FromWire as _, Json};
use challenge_model::{Challenge, ContactId, DefinitionId, HttpsUrl, Page, Unreadable};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A page, with what its reader has noted.
#[derive(Deserialize, Serialize)]
struct Stored<Item> {
    items: Vec<Item>,
    received: usize,
    total: Option<usize>,
    unreadable_items: u32,
    unreadable_fields: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StoredChallenge<'page> {
    id: &'page str,
    #[serde(rename = "challengeId")]
    definition_id: Option<&'page str>,
    contact_id: Option<&'page str>,
    challenge_start: Option<String>,
    challenge_end: Option<String>,
    challenge_completed_on: Option<String>,
    latest_checkpoint_added_on: Option<String>,
    completed_checkpoints: u32,
    required_checkpoints: Option<u32>,
    image_url: Option<&'page str>,
    is_active: Option<bool>,
    is_challenge_completed: Option<bool>,
    status: Option<&'static str>,
}

/// Writes a page; `None` where JSON cannot hold it.
pub(super) fn write(page: &Page<Challenge>) -> Option<Vec<u8>> {
    let stored = Stored {
        items: page.items.iter().map(stored).collect(),
        received: page.received,
        total: page.total,
        unreadable_items: page.unreadable.items,
        unreadable_fields: page.unreadable.fields,
    };
    serde_json::to_vec(&stored).ok()
}

/// Reads a page; `None` where anything in it cannot be read.
pub(super) fn read(text: &[u8]) -> Option<Page<Challenge>> {
    let stored: Stored<Value> = serde_json::from_slice(text).ok()?;
    let mut unreadable = Unreadable::default();
    let items = stored.items.iter();
    let items = items.map(|item| Challenge::from_wire(&Json::from(item), &mut unreadable));
    let items = items.collect::<Option<Vec<_>>>()?;
    unreadable.is_none().then_some(Page {
        items,
        received: stored.received,
        total: stored.total,
        unreadable: Unreadable {
            items: stored.unreadable_items,
            fields: stored.unreadable_fields,
        },
    })
}

fn stored(challenge: &Challenge) -> StoredChallenge<'_> {
    StoredChallenge {
        id: challenge.id.as_str(),
        definition_id: challenge.definition_id.as_ref().map(DefinitionId::as_str),
        contact_id: challenge.contact_id.as_ref().map(ContactId::as_str),
        challenge_start: challenge.start.map(|moment| moment.to_string()),
        challenge_end: challenge.end.map(|moment| moment.to_string()),
        challenge_completed_on: challenge.completed_on.map(|moment| moment.to_string()),
        latest_checkpoint_added_on: challenge
            .latest_checkpoint_added_on
            .map(|moment| moment.to_string()),
        completed_checkpoints: challenge.completed_checkpoints,
        required_checkpoints: challenge.required_checkpoints,
        image_url: challenge.image_url.as_ref().map(HttpsUrl::as_str),
        is_active: challenge.is_active,
        is_challenge_completed: challenge.is_challenge_completed,
        status: challenge.status.map(|status| match status {
            ChallengeStatus::Completed => "Completed",
            ChallengeStatus::NotCompleted => "NotCompleted",
            ChallengeStatus::Active => "Active",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn fixture(name: &str) -> Page<Challenge> {
        let folder = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../challenge-model/tests/fixtures"
        );
        let text = std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        Page::read(&value).unwrap()
    }

    #[rstest]
    #[case("assignments.envelope.mixed")]
    #[case("assignments.envelope.empty")]
    #[case("assignments.page2-of-3")]
    #[case("assignment.doc-shape")]
    #[case("assignment.sdk-shape")]
    fn a_page_is_read_back_as_engage_sent_it(#[case] name: &str) {
        let page = fixture(name);
        assert_eq!(read(&write(&page).unwrap()), Some(page));
    }

    #[test]
    fn every_member_is_stored() {
        let item = serde_json::json!({
            "id": "own",
            "challengeId": "template",
            "contactId": "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01",
            "challengeStart": "2026-01-01T00:00:00.5+02:00",
            "challengeEnd": "2026-02-01",
            "challengeCompletedOn": "2026-01-15T12:00:00Z",
            "latestCheckpointAddedOn": "2026-01-15T12:00:00-03:30",
            "completedCheckpoints": 7,
            "requiredCheckpoints": 5,
            "imageUrl": "https://shop.test/5.png",
            "isActive": false,
            "isChallengeCompleted": true,
            "status": "Completed",
        });
        let mut page: Page<Challenge> = Page::read(&serde_json::json!([item, 17])).unwrap();
        page.total = Some(40);
        let challenge = &page.items[0];
        assert!(
            challenge.end.is_some() && challenge.status.is_some() && challenge.image_url.is_some()
        );
        assert_eq!(page.unreadable.items, 1);
        assert_eq!(read(&write(&page).unwrap()), Some(page));
    }

    #[rstest]
    #[case("")]
    #[case("[]")]
    #[case(r#"{"items":[]}"#)]
    #[case(r#"{"items":[{}],"received":1,"total":1,"unreadable_items":0,"unreadable_fields":0}"#)]
    #[case(r#"{"items":[{"id":"a","isActive":"?"}],"received":1,"total":1,"unreadable_items":0,"unreadable_fields":0}"#)]
    fn anything_else_is_no_answer(#[case] text: &str) {
        assert_eq!(read(text.as_bytes()), None);
    }
}

//! Cards and answers for the tests of this crate.

use challenge_model::wire::{FromWire, Json, Unreadable};
use challenge_model::{Card, ChallengeItem, Page, UnixMillis};
use serde_json::{Value, json};

use super::{Snapshot, WidgetState};

/// The time at which the cards of the tests are made.
pub(crate) const NOW: UnixMillis = UnixMillis(1_000_000);

/// The card of a challenge that the proxy answered with.
pub(crate) fn card(challenge: &Value) -> Card {
    let item =
        ChallengeItem::from_wire(&Json::from(challenge), &mut Unreadable::default()).unwrap();
    Card::of_challenge(&item, NOW).unwrap()
}

/// An active card with so many of five stamps.
pub(crate) fn card_with_stamps(id: &str, completed: u32) -> Card {
    card(&json!({
        "id": id, "completedCheckpoints": completed, "requiredCheckpoints": 5, "isActive": true,
    }))
}

/// What two answers of the proxy hold.
pub(crate) fn snapshot(challenges: &Value, definitions: &Value) -> Snapshot {
    Snapshot::new(
        Page::read(challenges).unwrap().items,
        Page::read(definitions).unwrap().items,
    )
}

/// The state after an answer with these challenges and no definitions.
pub(crate) fn loaded(challenges: &Value) -> WidgetState {
    WidgetState::loaded(snapshot(challenges, &json!([])), NOW)
}

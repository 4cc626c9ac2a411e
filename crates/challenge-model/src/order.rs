//! The order of the cards: what is worth doing next comes first.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::card::{Card, Joining};
use crate::moment::Moment;
use crate::state::CardState;

/// The cards in the order in which they are shown:
///
/// 1. active cards, the earliest deadline first, then those that miss the fewest
///    checkpoints;
/// 2. cards that can be joined;
/// 3. upcoming cards, the earliest start first;
/// 4. inactive cards that cannot be joined;
/// 5. completed cards, the newest first;
/// 6. ended cards, the newest first.
///
/// Engage does not promise any order.
#[must_use]
pub fn sorted(cards: Vec<Card>) -> Vec<Card> {
    // A heap has a fraction of the bytes of a stable sort, and this is a part of the
    // WebAssembly. Stability does not matter, since no two cards are equal in order.
    let ranked: BinaryHeap<Ranked> = cards.into_iter().map(Ranked).collect();
    let ranked = ranked.into_sorted_vec().into_iter();
    ranked.map(|Ranked(card)| card).collect()
}

struct Ranked(Card);

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(&self.0, &other.0)
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked {}

fn compare(one: &Card, other: &Card) -> Ordering {
    rank(one)
        .cmp(&rank(other))
        .then_with(|| retailers_place(one).cmp(&retailers_place(other)))
        .then_with(|| within_rank(one, other))
        .then_with(|| one.wording.title.cmp(&other.wording.title))
        .then_with(|| one.key.cmp(&other.key))
}

/// The place of the card's state in the order.
fn rank(card: &Card) -> u8 {
    match card.state {
        CardState::Active => 0,
        CardState::Available => 1,
        CardState::Inactive if card.joining != Joining::Closed => 1,
        CardState::Upcoming => 2,
        CardState::Inactive => 3,
        CardState::Completed => 4,
        CardState::Ended => 5,
    }
}

/// The place that the retailer has chosen. Cards without one come after the others.
fn retailers_place(card: &Card) -> u32 {
    card.order.unwrap_or(u32::MAX)
}

fn within_rank(one: &Card, other: &Card) -> Ordering {
    match one.state {
        CardState::Completed => newest_first(one, other, |card| card.completed_on),
        CardState::Ended => newest_first(one, other, |card| card.deadline),
        CardState::Upcoming => soonest_first(one, other, |card| card.start),
        CardState::Active | CardState::Available | CardState::Inactive => {
            soonest_first(one, other, |card| card.deadline)
                .then_with(|| missing(one).cmp(&missing(other)))
        }
    }
}

fn missing(card: &Card) -> u32 {
    card.progress.missing().unwrap_or(u32::MAX)
}

fn newest_first(one: &Card, other: &Card, date: impl Fn(&Card) -> Option<Moment>) -> Ordering {
    let key = |card| Reverse(date(card).map(Moment::instant));
    key(one).cmp(&key(other))
}

/// Cards without the date come last.
fn soonest_first(one: &Card, other: &Card, date: impl Fn(&Card) -> Option<Moment>) -> Ordering {
    let key = |card| date(card).map_or(i64::MAX, |moment| moment.instant().0);
    key(one).cmp(&key(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::UnixMillis;
    use crate::wire::{ChallengeItem, FromWire, Json, Unreadable};
    use serde_json::{Value, json};

    fn card(id: &str, mut value: Value) -> Card {
        value["id"] = json!(id);
        let item =
            ChallengeItem::from_wire(&Json::from(&value), &mut Unreadable::default()).unwrap();
        Card::of_challenge(&item, UnixMillis(1_773_576_000_000)).unwrap()
    }

    fn titles(cards: Vec<Card>) -> Vec<String> {
        let cards = sorted(cards);
        let key = |card: Card| match card.key {
            crate::CardKey::Challenge(id) => id.as_str().to_owned(),
            crate::CardKey::Definition(id) => id.as_str().to_owned(),
        };
        cards.into_iter().map(key).collect()
    }

    #[test]
    fn what_is_worth_doing_next_comes_first() {
        let cards = vec![
            card("ended", json!({ "status": "NotCompleted" })),
            card("completed", json!({ "isChallengeCompleted": true })),
            card("resting", json!({ "isActive": false })),
            card(
                "waiting for consent",
                json!({ "isActive": false, "definition": { "id": "d", "isContactConsentRequired": true } }),
            ),
            card("active", json!({ "isActive": true })),
            card(
                "upcoming",
                json!({ "challengeStart": "2027-01-01T00:00:00Z" }),
            ),
        ];
        let expected = [
            "active",
            "waiting for consent",
            "upcoming",
            "resting",
            "completed",
            "ended",
        ];
        assert_eq!(titles(cards), expected);
    }

    #[test]
    fn active_cards_are_ordered_by_deadline_then_by_missing_checkpoints() {
        let cards = vec![
            card(
                "much missing",
                json!({ "isActive": true, "completedCheckpoints": 1, "requiredCheckpoints": 5 }),
            ),
            card(
                "little missing",
                json!({ "isActive": true, "completedCheckpoints": 4, "requiredCheckpoints": 5 }),
            ),
            card(
                "later",
                json!({ "isActive": true, "challengeEnd": "2027-02-01T00:00:00Z" }),
            ),
            card(
                "sooner",
                json!({ "isActive": true, "challengeEnd": "2027-01-01T00:00:00Z" }),
            ),
        ];
        assert_eq!(
            titles(cards),
            ["sooner", "later", "little missing", "much missing"]
        );
    }

    #[test]
    fn the_newest_completed_card_comes_first() {
        let cards = vec![
            card(
                "older",
                json!({ "challengeCompletedOn": "2025-01-01T00:00:00Z" }),
            ),
            card("undated", json!({ "isChallengeCompleted": true })),
            card(
                "newer",
                json!({ "challengeCompletedOn": "2026-01-01T00:00:00Z" }),
            ),
        ];
        assert_eq!(titles(cards), ["newer", "older", "undated"]);
    }

    #[test]
    fn within_a_state_the_retailers_order_wins() {
        let cards = vec![
            card(
                "by deadline",
                json!({ "isActive": true, "challengeEnd": "2027-01-01T00:00:00Z" }),
            ),
            card(
                "second",
                json!({ "isActive": true, "presentation": { "order": 2 } }),
            ),
            card(
                "first",
                json!({ "isActive": true, "presentation": { "order": 1 } }),
            ),
        ];
        assert_eq!(titles(cards), ["first", "second", "by deadline"]);
    }

    #[test]
    fn cards_are_equal_in_order_only_if_nothing_tells_them_apart() {
        let one = || Ranked(card("a", json!({ "isActive": true })));
        assert!(one() == one());
        assert!(one() != Ranked(card("b", json!({ "isActive": true }))));
    }

    #[test]
    fn upcoming_cards_are_ordered_by_start_and_ended_ones_by_the_latest_deadline() {
        let cards = vec![
            card(
                "ended first",
                json!({ "challengeEnd": "2025-01-01T00:00:00Z" }),
            ),
            card(
                "ended last",
                json!({ "challengeEnd": "2026-01-01T00:00:00Z" }),
            ),
            card(
                "begins later",
                json!({ "challengeStart": "2027-02-01T00:00:00Z" }),
            ),
            card(
                "begins sooner",
                json!({ "challengeStart": "2027-01-01T00:00:00Z" }),
            ),
        ];
        assert_eq!(
            titles(cards),
            ["begins sooner", "begins later", "ended last", "ended first"]
        );
    }
}

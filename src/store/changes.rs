//! What has happened between two looks at the cards.

use challenge_model::{Card, CardState};

/// Something worth telling the shopper.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// New stamps on a card that goes on.
    Progressed {
        /// The card as it is now.
        card: Card,
        /// How many stamps are new.
        new: u32,
    },
    /// The goal of a card was reached.
    Completed {
        /// The card as it is now.
        card: Card,
        /// How many stamps are new; there may be none, when the goal was moved.
        new: u32,
    },
}

impl Change {
    /// The card that changed.
    #[must_use]
    pub fn card(&self) -> &Card {
        match self {
            Self::Progressed { card, .. } | Self::Completed { card, .. } => card,
        }
    }

    /// How many stamps are new.
    #[must_use]
    pub fn new_stamps(&self) -> u32 {
        match self {
            Self::Progressed { new, .. } | Self::Completed { new, .. } => *new,
        }
    }
}

/// What changed on a card from one look to the next. A count that fell is nothing
/// to tell (T7).
pub(super) fn between(before: &Card, after: &Card) -> Option<Change> {
    let new = after
        .progress
        .stamped()
        .saturating_sub(before.progress.stamped());
    let is_completed = |card: &Card| card.state == CardState::Completed;
    let card = after.clone();
    if is_completed(after) && !is_completed(before) {
        Some(Change::Completed { card, new })
    } else {
        (new > 0).then_some(Change::Progressed { card, new })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::wire::{FromWire, Unreadable};
    use challenge_model::{ChallengeItem, UnixMillis};
    use serde_json::json;

    fn card(completed: u32) -> Card {
        let value = json!({ "id": "a", "completedCheckpoints": completed, "requiredCheckpoints": 5, "isActive": true });
        let item = ChallengeItem::from_wire(&value, &mut Unreadable::default()).unwrap();
        Card::of_challenge(&item, UnixMillis(0)).unwrap()
    }

    fn change(before: u32, after: u32) -> Option<Change> {
        between(&card(before), &card(after))
    }

    #[test]
    fn new_stamps_are_counted() {
        assert_eq!(
            change(2, 4),
            Some(Change::Progressed {
                card: card(4),
                new: 2
            })
        );
    }

    #[test]
    fn the_last_stamp_completes_the_card() {
        assert_eq!(
            change(4, 5),
            Some(Change::Completed {
                card: card(5),
                new: 1
            })
        );
    }

    #[test]
    fn stamps_beyond_the_goal_are_nothing_new() {
        assert_eq!(change(5, 7), None);
    }

    #[test]
    fn what_stays_or_falls_is_nothing_to_tell() {
        assert_eq!(change(3, 3), None);
        assert_eq!(change(4, 1), None);
    }
}

//! What has changed on a card between two answers of the proxy.

use challenge_model::{Card, CardState};

/// A change that the shopper and the page are told of.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// There are new stamps, and more to collect.
    Progressed {
        /// The card as it is now.
        card: Card,
        /// How many stamps are new.
        new: u32,
    },
    /// The goal was reached.
    Completed {
        /// The card as it is now.
        card: Card,
        /// How many stamps are new. There may be none, when the marketer lowered
        /// the goal.
        new: u32,
    },
}

impl Change {
    /// The change from one answer to the next. A number of stamps that fell is no
    /// change to tell of (T7).
    pub(super) fn between(before: &Card, after: &Card) -> Option<Self> {
        let new = new_stamps(before.progress.stamped(), after);
        Self::of(after, new, is_completed(after) && !is_completed(before))
    }

    /// The change since there were this many stamps, of which nothing else is known.
    pub(super) fn since(stamped: u32, after: &Card) -> Option<Self> {
        let new = new_stamps(stamped, after);
        Self::of(after, new, is_completed(after) && new > 0)
    }

    fn of(card: &Card, new: u32, is_newly_completed: bool) -> Option<Self> {
        let card = card.clone();
        if is_newly_completed {
            Some(Self::Completed { card, new })
        } else {
            (new > 0).then_some(Self::Progressed { card, new })
        }
    }

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

fn new_stamps(before: u32, after: &Card) -> u32 {
    after.progress.stamped().saturating_sub(before)
}

fn is_completed(card: &Card) -> bool {
    card.state == CardState::Completed
}

#[cfg(test)]
mod tests {
    use super::super::test_data::{card, card_with_stamps};
    use super::*;
    use serde_json::json;

    fn change(before: u32, after: u32) -> Option<Change> {
        Change::between(
            &card_with_stamps("a", before),
            &card_with_stamps("a", after),
        )
    }

    #[test]
    fn new_stamps_are_counted() {
        let change = change(2, 4).unwrap();
        let card = card_with_stamps("a", 4);
        assert_eq!((change.card(), change.new_stamps()), (&card, 2));
        assert_eq!(change, Change::Progressed { card, new: 2 });
    }

    #[test]
    fn the_last_stamp_completes_the_card() {
        let change = change(3, 5).unwrap();
        let card = card_with_stamps("a", 5);
        assert_eq!((change.card(), change.new_stamps()), (&card, 2));
        assert_eq!(change, Change::Completed { card, new: 2 });
    }

    #[test]
    fn a_card_can_be_completed_without_a_new_stamp() {
        let before = card_with_stamps("a", 3);
        let after = card(
            &json!({ "id": "a", "completedCheckpoints": 3, "requiredCheckpoints": 3, "isActive": true }),
        );
        let change = Change::between(&before, &after).unwrap();
        assert_eq!(
            change,
            Change::Completed {
                card: after,
                new: 0
            }
        );
    }

    #[test]
    fn since_a_number_of_stamps_a_card_is_completed_by_new_ones_alone() {
        let since = |before: u32, after: u32| {
            let change = Change::since(before, &card_with_stamps("a", after))?;
            let is_completed = matches!(change, Change::Completed { .. });
            Some((change.new_stamps(), is_completed))
        };
        assert_eq!(since(2, 4), Some((2, false)));
        assert_eq!(since(3, 5), Some((2, true)));
        assert_eq!([since(5, 5), since(4, 1)], [None, None]);
    }

    #[test]
    fn stamps_beyond_the_goal_are_no_change() {
        assert_eq!(change(5, 7), None);
    }

    #[test]
    fn a_number_that_stays_or_falls_is_no_change() {
        assert_eq!(change(3, 3), None);
        assert_eq!(change(4, 1), None);
    }
}

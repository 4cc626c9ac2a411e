//! What screen readers are told when something changes.

use challenge_model::Card;

use super::words::{title, won};
use crate::i18n::{Language, Message};
use crate::state::Change;

/// The announcement of new stamps. `None` where it is not known how many stamps
/// the card needs.
#[must_use]
pub fn of_change(change: &Change, language: &Language) -> Option<String> {
    match change {
        Change::Completed { card, .. } => {
            let done = language.filled(Message::WellDone, &[("title", &title(card, language))]);
            Some(match won(card, language) {
                Some(won) => [&done, ". ", &won].concat(),
                None => done,
            })
        }
        Change::Progressed { card, new } => {
            let completed = language.number(card.progress.completed());
            let required = card.progress.required()?.get();
            let required = language.number(required);
            let values = [("completed", completed.as_str()), ("required", &required)];
            let stamps = language.counted(Message::NewStamps, *new, &values);
            Some([&title(card, language), ": ", &stamps].concat())
        }
    }
}

/// The announcement that the shopper has joined the challenge of a card.
#[must_use]
pub fn of_joining(card: &Card, language: &Language) -> String {
    language.filled(Message::Joined, &[("title", &title(card, language))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::test_language::english;
    use crate::state::test_data::card;
    use serde_json::json;

    fn walks(completed: u32, required: u32) -> Card {
        card(&json!({
            "id": "a", "isActive": true, "completedCheckpoints": completed,
            "requiredCheckpoints": required, "definition": { "id": "d", "name": "Walks" },
        }))
    }

    #[test]
    fn new_stamps_are_announced_with_the_count() {
        let progressed = |new| Change::Progressed {
            card: walks(4, 5),
            new,
        };
        let announced = |new| of_change(&progressed(new), &english());
        assert_eq!(announced(1).unwrap(), "Walks: One new stamp: 4 of 5");
        assert_eq!(announced(2).unwrap(), "Walks: 2 new stamps: 4 of 5");
    }

    #[test]
    fn a_completed_card_is_announced_by_its_title() {
        let completed = Change::Completed {
            card: walks(5, 5),
            new: 1,
        };
        let announced = of_change(&completed, &english());
        assert_eq!(announced.unwrap(), "Well done! You completed: Walks");
    }

    #[test]
    fn a_completed_card_is_announced_with_what_was_won() {
        let card = card(&json!({
            "id": "a", "completedCheckpoints": 5, "requiredCheckpoints": 5,
            "definition": { "id": "d", "name": "Walks" }, "presentation": { "reward": "A toy" },
        }));
        let announced = of_change(&Change::Completed { card, new: 1 }, &english());
        let expected = "Well done! You completed: Walks. Your reward: A toy";
        assert_eq!(announced.unwrap(), expected);
    }

    #[test]
    fn new_stamps_without_a_goal_are_not_announced() {
        let card = walks(3, 0);
        assert_eq!(
            of_change(&Change::Progressed { card, new: 1 }, &english()),
            None
        );
    }

    #[test]
    fn joining_is_announced_by_the_cards_title() {
        assert_eq!(
            of_joining(&walks(0, 5), &english()),
            "You have joined: Walks"
        );
    }
}

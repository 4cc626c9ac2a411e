//! The texts of a card, in the shopper's language.

use challenge_model::{Card, CardState, Joining};

use crate::i18n::{Language, Message};

/// The card's title, or a general word where it has none.
pub(super) fn title(card: &Card, language: &Language) -> String {
    let untitled = || language.text(Message::Untitled);
    card.wording.title.clone().unwrap_or_else(untitled)
}

/// The state in words; `None` for an active card, whose stamps say it.
pub(super) fn badge(card: &Card, language: &Language) -> Option<String> {
    let message = match card.state {
        CardState::Active => return None,
        CardState::Available => Message::StateAvailable,
        CardState::Upcoming => Message::StateUpcoming,
        CardState::Inactive if card.joining != Joining::Closed => Message::StateAvailable,
        CardState::Inactive => Message::StateInactive,
        CardState::Completed => Message::StateCompleted,
        CardState::Ended => Message::StateEnded,
    };
    Some(language.text(message))
}

/// The count, such as "3 of 5 stamps", with the number that Engage counts. Where it
/// is not known how many are needed, the stamps alone (T6, T7).
pub(super) fn count(card: &Card, language: &Language) -> Option<String> {
    let completed = card.progress.completed();
    match card.progress.required() {
        Some(required) => Some(language.stamps(completed, required.get())),
        None if completed > 0 => Some(language.counted(Message::StampsOnly, completed, &[])),
        None => None,
    }
}

/// What the shopper has won by the last stamp. `None` where the retailer does not say it.
pub(super) fn won(card: &Card, language: &Language) -> Option<String> {
    let required = card.progress.required()?.get();
    let milestones = card.wording.milestones(card.progress);
    let last = milestones.into_iter().find(|last| last.at == required)?;
    Some(language.filled(Message::Won, &[("reward", &last.reward?)]))
}

/// How many stamps are missing, such as "2 more to: a free toy". `None` where no
/// more can be collected.
pub(super) fn to_go(card: &Card, language: &Language) -> Option<String> {
    let missing = card.progress.missing()?;
    // A card without a missing stamp is completed.
    if card.state != CardState::Active {
        return None;
    }
    Some(match card.next_reward() {
        Some((number, reward)) => {
            let missing = number - card.progress.stamped();
            language.counted(Message::ToReward, missing, &[("reward", reward)])
        }
        None => language.counted(Message::ToGo, missing, &[]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::test_language::english;
    use crate::state::test_data::card;
    use rstest::rstest;
    use serde_json::{Value, json};

    /// A card with so many stamps of so many; zero needed means that it is not known.
    fn with_stamps(completed: u32, required: u32) -> Card {
        card(&json!({
            "id": "a", "isActive": true,
            "completedCheckpoints": completed, "requiredCheckpoints": required,
        }))
    }

    #[test]
    fn a_card_without_a_title_has_a_general_word() {
        let named = card(&json!({ "id": "a", "definition": { "id": "d", "name": "Walks" } }));
        assert_eq!(title(&named, &english()), "Walks");
        assert_eq!(title(&card(&json!({ "id": "a" })), &english()), "Challenge");
    }

    #[rstest]
    #[case(json!({ "isActive": true }), None)]
    #[case(json!({ "challengeStart": "2999-01-01T00:00:00Z" }), Some("Coming soon"))]
    #[case(json!({ "isActive": false }), Some("Not active"))]
    #[case(json!({ "isActive": false, "definition": { "id": "d", "isContactConsentRequired": true } }), Some("Not joined yet"))]
    #[case(json!({ "isChallengeCompleted": true }), Some("Completed"))]
    #[case(json!({ "status": "NotCompleted" }), Some("Ended"))]
    fn each_state_but_the_active_one_has_a_badge(
        #[case] mut challenge: Value,
        #[case] expected: Option<&str>,
    ) {
        challenge["id"] = "a".into();
        assert_eq!(badge(&card(&challenge), &english()).as_deref(), expected);
    }

    #[rstest]
    #[case(3, 5, Some("3 of 5 stamps"))]
    #[case(7, 5, Some("7 of 5 stamps"))]
    #[case(3, 0, Some("3 stamps"))]
    #[case(1, 0, Some("1 stamp"))]
    #[case(0, 0, None)]
    fn the_count_is_engages_own(
        #[case] completed: u32,
        #[case] required: u32,
        #[case] expected: Option<&str>,
    ) {
        let count = count(&with_stamps(completed, required), &english());
        assert_eq!(count.as_deref(), expected);
    }

    #[rstest]
    #[case(3, 5, Some("2 more to go"))]
    #[case(5, 5, None)]
    #[case(3, 0, None)]
    fn an_active_card_says_how_many_stamps_are_missing(
        #[case] completed: u32,
        #[case] required: u32,
        #[case] expected: Option<&str>,
    ) {
        let to_go = to_go(&with_stamps(completed, required), &english());
        assert_eq!(to_go.as_deref(), expected);
    }

    #[test]
    fn the_way_to_the_next_reward_is_counted() {
        let card = card(&json!({
            "id": "a", "isActive": true, "completedCheckpoints": 2, "requiredCheckpoints": 9,
            "presentation": { "checkpoints": [{ "at": 5, "reward": "A toy" }] },
        }));
        assert_eq!(to_go(&card, &english()).unwrap(), "3 more to: A toy");
    }

    #[test]
    fn a_card_that_is_at_rest_promises_nothing() {
        let card = card(&json!({
            "id": "a", "isActive": false, "completedCheckpoints": 2, "requiredCheckpoints": 9,
        }));
        assert_eq!(to_go(&card, &english()), None);
    }
}

//! What is written on a card, in the shopper's language.

use challenge_model::{Card, CardState, Joining};

use crate::i18n::{Language, Message};

/// The card's title, or a word for it.
pub(super) fn title(card: &Card, language: &Language) -> String {
    let untitled = || language.text(Message::Untitled);
    card.wording.title.clone().unwrap_or_else(untitled)
}

/// The state; none for an active card, which needs none.
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

/// "3 of 5 stamps": with the number that Engage counts, or the stamps alone where
/// it is not known how many are needed (T6, T7).
pub(super) fn count(card: &Card, language: &Language) -> Option<String> {
    let completed = card.progress.completed();
    match card.progress.required() {
        Some(required) => Some(language.stamps(completed, required.get())),
        None if completed > 0 => Some(language.counted(Message::StampsOnly, completed, &[])),
        None => None,
    }
}

/// "2 more to: a free toy", while there is something to go for.
pub(super) fn to_go(card: &Card, language: &Language) -> Option<String> {
    let missing = card.progress.missing().filter(|missing| *missing > 0)?;
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

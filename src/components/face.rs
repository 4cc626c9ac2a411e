//! Everything that is written on a card, in the shopper's language.

use challenge_model::card::Wording;
use challenge_model::wire::Layout;
use challenge_model::{Card, CardState, Joining, Progress, UnixMillis};
use leptos::prelude::*;

use super::Surroundings;
use crate::i18n::{DateLine, Language, Message};

/// A card as it is drawn. One value for all of it: the compiler makes machinery
/// for each kind of value that is followed, and the shopper downloads it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Face {
    pub(super) state: CardState,
    pub(super) progress: Progress,
    pub(super) wording: Wording,
    pub(super) layout: &'static str,
    /// The tag of its heading.
    pub(super) heading: &'static str,
    pub(super) title: String,
    /// The state in words; none for an active card, which needs none.
    pub(super) badge: Option<String>,
    pub(super) description: Option<String>,
    /// "3 of 5 stamps".
    pub(super) count: Option<String>,
    /// "2 more to: a free toy".
    pub(super) to_go: Option<String>,
    /// "Ends on 14 December".
    pub(super) dates: Option<String>,
}

impl Face {
    /// The face of a card, which follows it, the language and the options.
    pub(super) fn of(surroundings: &Surroundings, card: ArcRwSignal<Card>) -> Memo<Self> {
        let Surroundings {
            store,
            options,
            language,
            ..
        } = surroundings.clone();
        let time = store.time();
        Memo::new(move |_| {
            let (card, options, now) = (card.read(), options.read(), time.get());
            language.with(|language| Self {
                state: card.state,
                progress: card.progress,
                wording: card.wording.clone(),
                layout: layout_name(options.layout.or(card.layout)),
                heading: options.heading.tag(),
                title: title(language, &card),
                badge: badge(language, &card),
                description: card.wording.description.clone(),
                count: count(language, &card),
                to_go: to_go(language, &card),
                dates: dates(language, &card, now),
            })
        })
    }

    /// The name of its state, where styles select by it.
    pub(super) fn state_name(&self) -> &'static str {
        match self.state {
            CardState::Available => "available",
            CardState::Upcoming => "upcoming",
            CardState::Active => "active",
            CardState::Inactive => "inactive",
            CardState::Completed => "completed",
            CardState::Ended => "ended",
        }
    }
}

/// The card's title, or a word for it in the shopper's language.
pub(super) fn title(language: &Language, card: &Card) -> String {
    let untitled = || language.text(Message::Untitled);
    card.wording.title.clone().unwrap_or_else(untitled)
}

fn badge(language: &Language, card: &Card) -> Option<String> {
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

/// With the number that Engage counts, or the stamps alone where it is not known
/// how many are needed (T6, T7).
fn count(language: &Language, card: &Card) -> Option<String> {
    let completed = card.progress.completed();
    match card.progress.required() {
        Some(required) => Some(language.stamps(completed, required.get())),
        None if completed > 0 => Some(language.counted(Message::StampsOnly, completed, &[])),
        None => None,
    }
}

/// What there is to go for, while there is.
fn to_go(language: &Language, card: &Card) -> Option<String> {
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

fn dates(language: &Language, card: &Card, now: UnixMillis) -> Option<String> {
    DateLine::of(card, now).map(|line| language.date_line(line, now))
}

fn layout_name(layout: Option<Layout>) -> &'static str {
    match layout {
        Some(Layout::Path) => "path",
        Some(Layout::Compact) => "compact",
        Some(Layout::Stamps) | None => "stamps",
    }
}

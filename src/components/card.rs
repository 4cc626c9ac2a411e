//! One card.

use challenge_model::wire::Layout;
use challenge_model::{Card, CardState, Joining};
use leptos::html::custom;
use leptos::prelude::*;

use super::Surroundings;
use super::image::Picture;
use super::join::Join;
use super::milestones::Milestones;
use super::track::Track;
use crate::browser;
use crate::i18n::{DateLine, Language, Message};
use crate::store::{News, Outcome, Row};

/// One challenge. Each piece of it changes on its own.
#[component]
pub(super) fn ChallengeCard(row: Row) -> impl IntoView {
    let surroundings = Surroundings::here();
    let Row { card, news, .. } = row;
    let piece = Piece {
        surroundings: surroundings.clone(),
        card: card.clone(),
    };
    let state = piece.memo(|_, card| card.state);
    let progress = piece.memo(|_, card| card.progress);
    let wording = piece.memo(|_, card| card.wording.clone());
    let layout = {
        let (options, card) = (surroundings.options.clone(), card.clone());
        Memo::new(move |_| options.read().layout.or(card.read().layout))
    };
    let heading = {
        let (options, title) = (surroundings.options, piece.memo(title));
        move || {
            let tag = options.read().heading.tag();
            custom(tag)
                .class("title")
                .attr("part", "title")
                .child(move || title.get())
        }
    };
    let is_celebrated = {
        let news = news.clone();
        move || {
            matches!(
                news.get(),
                Some(News {
                    outcome: Outcome::Completion,
                    ..
                })
            )
        }
    };
    let (badge, description) = (piece.memo(badge), piece.memo(description));
    let (count, to_go, dates) = (piece.memo(count), piece.memo(to_go), piece.memo(dates));
    view! {
        <li
            class="card"
            part=move || format!("card {}", name(state.get()))
            data-state=move || name(state.get())
            data-layout=move || layout_name(layout.get())
            class:celebrated=is_celebrated
        >
            <div class="top">
                <Picture card=card.clone() />
                <div class="heading">
                    {heading}
                    {move || {
                        badge.get().map(|text| view! { <p class="badge" part="state">{text}</p> })
                    }}
                </div>
            </div>
            {move || {
                description
                    .get()
                    .map(|text| view! { <p class="description" part="description">{text}</p> })
            }}
            <Track progress state wording news />
            <div class="facts">
                <p class="count" part="count">
                    {move || count.get()}
                    {move || {
                        to_go
                            .get()
                            .map(|text| {
                                view! {
                                    " "
                                    <span class="to-go" part="to-go">
                                        {text}
                                    </span>
                                }
                            })
                    }}
                </p>
                {move || dates.get().map(|text| view! { <p class="dates" part="dates">{text}</p> })}
            </div>
            <Milestones card=card.clone() progress wording />
            <Join card />
        </li>
    }
}

/// Makes what is read off a card and follows it as it, or the language, changes.
struct Piece {
    surroundings: Surroundings,
    card: ArcRwSignal<Card>,
}

impl Piece {
    fn memo<T: PartialEq + Send + Sync + 'static>(&self, of: fn(&Language, &Card) -> T) -> Memo<T> {
        let (surroundings, card) = (self.surroundings.clone(), self.card.clone());
        Memo::new(move |_| surroundings.words(|language| of(language, &card.read())))
    }
}

/// The card's title, or a word for it in the shopper's language.
pub(super) fn title(language: &Language, card: &Card) -> String {
    let untitled = || language.text(Message::Untitled);
    card.wording.title.clone().unwrap_or_else(untitled)
}

fn description(_: &Language, card: &Card) -> Option<String> {
    card.wording.description.clone()
}

/// The state in words, except of an active card, which needs none.
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

/// "3 of 5 stamps", with the number that Engage counts, or the stamps alone
/// where it is not known how many are needed (T6, T7).
fn count(language: &Language, card: &Card) -> Option<String> {
    let completed = card.progress.completed();
    match card.progress.required() {
        Some(required) => Some(language.stamps(completed, required.get())),
        None if completed > 0 => Some(language.counted(Message::StampsOnly, completed, &[])),
        None => None,
    }
}

/// "2 more to: a free toy" or "2 more to go", while there is something to go for.
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

fn dates(language: &Language, card: &Card) -> Option<String> {
    let now = browser::now();
    DateLine::of(card, now).map(|line| language.date_line(line, now))
}

/// The name of a state where styles select by it.
fn name(state: CardState) -> &'static str {
    match state {
        CardState::Available => "available",
        CardState::Upcoming => "upcoming",
        CardState::Active => "active",
        CardState::Inactive => "inactive",
        CardState::Completed => "completed",
        CardState::Ended => "ended",
    }
}

fn layout_name(layout: Option<Layout>) -> &'static str {
    match layout {
        Some(Layout::Path) => "path",
        Some(Layout::Compact) => "compact",
        Some(Layout::Stamps) | None => "stamps",
    }
}

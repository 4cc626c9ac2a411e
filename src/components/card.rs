//! One card.

use challenge_model::{Card, CardState, Joining};
use leptos::prelude::*;

use super::Words;
use super::track::Track;
use crate::browser;
use crate::i18n::{DateLine, Language, Message};

/// One challenge. Each piece of it changes on its own.
#[component]
pub(super) fn ChallengeCard(card: ArcRwSignal<Card>) -> impl IntoView {
    let words = Words::here();
    let state = piece(words, &card, |_, card| card.state);
    let state = Memo::new(move |_| state());
    let progress = piece(words, &card, |_, card| card.progress);
    let progress = Memo::new(move |_| progress());
    let (title, description) = (piece(words, &card, title), piece(words, &card, description));
    let (badge, dates) = (piece(words, &card, badge), piece(words, &card, dates));
    let (count, to_go) = (piece(words, &card, count), piece(words, &card, to_go));
    view! {
        <li class="card" part=move || part(state.get()) data-state=move || name(state.get())>
            <div class="heading">
                <h3 class="title" part="title">
                    {title}
                </h3>
                {move || badge().map(|text| view! { <p class="badge" part="state">{text}</p> })}
            </div>
            {move || {
                description()
                    .map(|text| view! { <p class="description" part="description">{text}</p> })
            }}
            <Track progress state />
            <div class="facts">
                <p class="count" part="count">
                    {count}
                    {move || {
                        to_go()
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
                {move || {
                    dates().map(|text| view! { <p class="dates" part="dates">{text}</p> })
                }}
            </div>
        </li>
    }
}

/// Something that is read off a card and follows it as it changes.
fn piece<T>(
    words: Words,
    card: &ArcRwSignal<Card>,
    of: fn(&Language, &Card) -> T,
) -> impl Fn() -> T + Send + Sync + use<T> {
    let card = card.clone();
    move || words.with(|language| of(language, &card.read()))
}

fn title(language: &Language, card: &Card) -> String {
    let untitled = || language.text(Message::Untitled).to_owned();
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
    Some(language.text(message).to_owned())
}

/// "3 of 5 stamps", with the number that Engage counts, or the stamps alone
/// where it is not known how many are needed (T6, T7).
fn count(language: &Language, card: &Card) -> Option<String> {
    let completed = card.progress.completed();
    match card.progress.required() {
        Some(required) => Some(language.stamps(completed, required.get())),
        None if completed > 0 => Some(language.counted(Message::StampsOnly, completed)),
        None => None,
    }
}

/// "2 more to go", while there is something to go for.
fn to_go(language: &Language, card: &Card) -> Option<String> {
    let missing = card.progress.missing().filter(|missing| *missing > 0)?;
    (card.state == CardState::Active).then(|| language.counted(Message::ToGo, missing))
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

/// The parts a card is: every card, and every card of its state.
fn part(state: CardState) -> String {
    format!("card {}", name(state))
}

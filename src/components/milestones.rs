//! What is special about single checkpoints: names, rewards, and where to earn
//! them.

use challenge_model::wire::CheckpointPresentation;
use challenge_model::{Card, CardState, HttpsAddress, Progress};
use leptos::prelude::*;

use super::Surroundings;
use super::face::Face;
use crate::events::{self, Answer};
use crate::i18n::{Language, Message};

/// The milestones as a list that can be read and heard. The last checkpoint's
/// reward is one of them.
#[component]
pub(super) fn Milestones(card: ArcRwSignal<Card>, face: Memo<Face>) -> impl IntoView {
    let surroundings = Surroundings::here();
    move || {
        let face = face.read();
        let progress = face.progress;
        let mut milestones = face.wording.milestones(progress);
        // A card that has nothing but its last reward names it beside the count.
        if let [last] = &milestones[..]
            && face.state == CardState::Active
            && last.label.is_none()
            && last.link.is_none()
        {
            milestones.clear();
        }
        (!milestones.is_empty()).then(|| {
            let items = milestones
                .into_iter()
                .map(|milestone| item(&surroundings, card.clone(), progress, milestone))
                .collect_view();
            view! {
                <ol class="milestones" part="milestones" role="list">
                    {items}
                </ol>
            }
        })
    }
}

fn item(
    surroundings: &Surroundings,
    card: ArcRwSignal<Card>,
    progress: Progress,
    milestone: CheckpointPresentation,
) -> impl IntoView + use<> {
    let is_reached = milestone.at <= progress.stamped();
    let (number, done) = surroundings.words(|language| {
        let done = language.text(Message::StateCompleted);
        (ordinal(language, milestone.at), is_reached.then_some(done))
    });
    let reward = milestone.reward.map(|reward| {
        view! { <span class="reward" part="reward">{reward}</span> }
    });
    let label = milestone.label.unwrap_or_default();
    let label = match milestone.link {
        Some(address) => link(surroundings, card, milestone.at, address, label).into_any(),
        None => view! { <span class="label">{label}</span> }.into_any(),
    };
    view! {
        <li class="milestone-item" class:reached=is_reached>
            <span class="milestone-number">{number}</span>
            <span class="milestone-words">
                {label}
                {reward}
            </span>
            {done.map(|done| view! { <span class="announcer">{done}</span> })}
        </li>
    }
}

/// "Stamp 3".
fn ordinal(language: &Language, number: u32) -> String {
    let number = language.number(number);
    language.filled(Message::StampNumber, &[("number", &number)])
}

/// A link that the page around may take care of itself.
fn link(
    surroundings: &Surroundings,
    card: ArcRwSignal<Card>,
    at: u32,
    address: HttpsAddress,
    label: String,
) -> impl IntoView + use<> {
    let region = surroundings.region;
    let href = address.as_str().to_owned();
    let label = if label.is_empty() {
        href.clone()
    } else {
        label
    };
    let follow = {
        let href = href.clone();
        move |event: leptos::ev::MouseEvent| {
            let Some(region) = region.get_untracked() else {
                return;
            };
            let answer = events::tell_link(&region, &card.read_untracked(), at, &href);
            if answer == Answer::Cancelled {
                event.prevent_default();
            }
        }
    };
    view! {
        <a class="label" part="link" href=href on:click=follow>
            {label}
        </a>
    }
}

//! Joining a challenge.

use challenge_model::{Card, Joining};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Surroundings;
use super::face::{Face, title};
use crate::api::JoinFailure;
use crate::i18n::Message;

/// How far joining has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attempt {
    /// Not begun.
    None,
    /// The proxy is asked.
    UnderWay,
    /// It did not work.
    Failed(JoinFailure),
}

/// What one agrees to, and the button to join; nothing where there is nothing to
/// join.
#[component]
pub(super) fn Join(card: ArcRwSignal<Card>, face: Memo<Face>) -> impl IntoView {
    let joining = {
        let card = card.clone();
        Memo::new(move |_| card.read().joining.clone())
    };
    view! {
        <Terms face />
        {move || {
            let card = card.clone();
            match joining.get() {
                Joining::Closed => None,
                Joining::Open => Some(view! { <Form card consent=None version=None /> }),
                Joining::WithConsent { text, version } => {
                    let consent = Some(text.unwrap_or_default());
                    Some(view! { <Form card consent version /> })
                }
            }
        }}
    }
}

/// The conditions, which unfold.
#[component]
fn Terms(face: Memo<Face>) -> impl IntoView {
    let surroundings = Surroundings::here();
    move || {
        let label = surroundings.words(|language| language.text(Message::Terms));
        let text = face.read().wording.terms.clone();
        text.map(|text| {
            view! {
                <details class="terms" part="terms">
                    <summary class="summary">{label}</summary>
                    <p class="terms-text">{text}</p>
                </details>
            }
        })
    }
}

#[component]
fn Form(
    card: ArcRwSignal<Card>,
    /// What the shopper agrees to, in the retailer's words; none where no consent
    /// is needed.
    consent: Option<String>,
    /// Which wording of it this is.
    version: Option<String>,
) -> impl IntoView {
    let surroundings = Surroundings::here();
    let words = {
        let surroundings = surroundings.clone();
        move |message| surroundings.words(|language| language.text(message))
    };
    let attempt = ArcRwSignal::new(Attempt::None);
    let checkbox = NodeRef::<html::Input>::new();
    let consent = consent.map(|text| {
        let words = words.clone();
        let text = move || {
            if text.is_empty() {
                words(Message::JoinConsent)
            } else {
                text.clone()
            }
        };
        view! {
            <label class="consent" part="consent">
                <input class="checkbox" type="checkbox" node_ref=checkbox />
                <span>{text}</span>
            </label>
        }
    });
    let join = {
        let (store, attempt, card) = (surroundings.store.clone(), attempt.clone(), card.clone());
        move |_| {
            if attempt.get_untracked() == Attempt::UnderWay {
                return;
            }
            if let Some(checkbox) = checkbox.get_untracked()
                && !checkbox.checked()
            {
                attempt.set(Attempt::Failed(JoinFailure::Consent));
                // A checkbox that cannot take the focus leaves it where it is.
                let _ = checkbox.focus();
                return;
            }
            let card = card.get_untracked();
            let Some(definition) = card.definition_id.clone() else {
                return;
            };
            attempt.set(Attempt::UnderWay);
            let (store, attempt, version) = (store.clone(), attempt.clone(), version.clone());
            spawn_local(async move {
                let outcome = store.join(&card, &definition, version.as_deref()).await;
                if outcome == Err(JoinFailure::SignedOut) {
                    store.refresh();
                }
                attempt.set(outcome.map_or_else(Attempt::Failed, |()| Attempt::None));
            });
        }
    };
    let is_under_way = {
        let attempt = attempt.clone();
        move || attempt.get() == Attempt::UnderWay
    };
    let label = {
        let (words, is_under_way) = (words.clone(), is_under_way.clone());
        move || {
            words(if is_under_way() {
                Message::Joining
            } else {
                Message::Join
            })
        }
    };
    // Several buttons with the same word need to be told apart by ear.
    let name = {
        let (surroundings, label) = (surroundings.clone(), label.clone());
        move || {
            let title = surroundings.words(|language| title(language, &card.read()));
            format!("{}: {title}", label())
        }
    };
    let failure = move || match attempt.get() {
        Attempt::Failed(JoinFailure::Again | JoinFailure::SignedOut) => words(Message::JoinAgain),
        Attempt::Failed(JoinFailure::Closed) => words(Message::JoinClosed),
        Attempt::Failed(JoinFailure::Consent) => words(Message::JoinConsent),
        Attempt::None | Attempt::UnderWay => String::new(),
    };
    view! {
        <div class="join" part="join">
            {consent}
            <button
                class="button"
                part="button join-button"
                type="button"
                aria-label=name
                aria-disabled=move || is_under_way().to_string()
                on:click=join
            >
                {label}
            </button>
            <p class="join-failure" role="alert">
                {failure}
            </p>
        </div>
    }
}

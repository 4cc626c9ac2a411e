//! A word to the shopper where there are no cards, or none that are fresh.

use challenge_model::UnixMillis;
use leptos::prelude::*;

use super::Surroundings;
use crate::api::Failure;
use crate::i18n::Message;
use crate::store::Activity;

/// A title and a sentence, which the shop can replace by a slot of its own.
#[component]
pub(super) fn Notice(
    /// Names the part and the slot, so that a shop can reach each kind.
    kind: &'static str,
    title: Message,
    text: Message,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let surroundings = Surroundings::here();
    let words = move |message| {
        let surroundings = surroundings.clone();
        move || surroundings.words(|language| language.text(message))
    };
    view! {
        <div class="notice" part=format!("notice {kind}")>
            <slot name=kind>
                <p class="notice-title">{words(title)}</p>
                <p class="notice-text">{words(text)}</p>
            </slot>
            {children.map(|children| children())}
        </div>
    }
}

/// What went wrong, in words that say what to do, and a way to try again.
#[component]
pub(super) fn FailureNotice(failure: Failure) -> impl IntoView {
    view! {
        <Notice kind="error" title=title(failure) text=text(failure)>
            <Retry />
        </Notice>
    }
}

/// Above cards that are not fresh: as of when they are, and a way to try again.
#[component]
pub(super) fn Outdated(since: UnixMillis) -> impl IntoView {
    let surroundings = Surroundings::here();
    let text = move || surroundings.words(|language| language.as_of(Message::Outdated, since));
    view! {
        <div class="notice outdated" part="notice outdated" role="status">
            <p class="notice-text">{text}</p>
            <Retry />
        </div>
    }
}

/// A link to where one can sign in, if the shop gave one.
#[component]
pub(super) fn SignIn() -> impl IntoView {
    let surroundings = Surroundings::here();
    move || {
        let login = surroundings.options.read().login.clone();
        let text = surroundings.words(|language| language.text(Message::SignIn));
        login.map(|login| {
            view! {
                <a class="button" part="button sign-in" href=login.as_str().to_owned()>
                    {text}
                </a>
            }
        })
    }
}

/// A button that cannot be pressed twice. When it goes away under the shopper's
/// focus, the focus moves to the widget, not to the top of the page.
#[component]
fn Retry() -> impl IntoView {
    let surroundings = Surroundings::here();
    let (store, region) = (surroundings.store.clone(), surroundings.region);
    let activity = store.activity();
    let is_busy = move || activity.get() == Activity::Fetching;
    let label = {
        let is_busy = is_busy.clone();
        move || {
            let message = if is_busy() {
                Message::Retrying
            } else {
                Message::Retry
            };
            surroundings.words(|language| language.text(message))
        }
    };
    on_cleanup(move || {
        if let Some(Some(region)) = region.try_get_untracked()
            && matches!(region.query_selector(".retry:focus"), Ok(Some(_)))
        {
            // An element that cannot take the focus leaves it where it is.
            let _ = region.focus();
        }
    });
    view! {
        <button
            class="button retry"
            part="button retry"
            type="button"
            aria-disabled=move || is_busy().to_string()
            on:click=move |_| store.refresh()
        >
            {label}
        </button>
    }
}

/// The title that a failure is told by.
pub(super) fn title(failure: Failure) -> Message {
    match failure {
        Failure::SignedOut => Message::SignedOutTitle,
        Failure::Unreachable => Message::OfflineTitle,
        Failure::TimedOut | Failure::Status(_) | Failure::Unreadable => Message::FailedTitle,
    }
}

fn text(failure: Failure) -> Message {
    match failure {
        Failure::SignedOut => Message::SignedOutText,
        Failure::Unreachable => Message::OfflineText,
        Failure::TimedOut | Failure::Status(_) | Failure::Unreadable => Message::FailedText,
    }
}

//! A word to the shopper where there are no cards, or none that are fresh.

use challenge_model::UnixMillis;
use leptos::html;
use leptos::prelude::*;

use super::Words;
use crate::api::Failure;
use crate::i18n::Message;
use crate::store::{Activity, Store};

/// A title and a sentence.
#[component]
pub(super) fn Notice(
    /// Names the part, so that a shop can style each kind.
    kind: &'static str,
    title: Message,
    text: Message,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let words = Words::here();
    view! {
        <div class="notice" part=format!("notice {kind}")>
            <p class="notice-title">{words.with(|language| language.text(title))}</p>
            <p class="notice-text">{words.with(|language| language.text(text))}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// What went wrong, in words that say what to do, and a way to try again.
#[component]
pub(super) fn FailureNotice(
    failure: Failure,
    store: Store,
    region: NodeRef<html::Section>,
) -> impl IntoView {
    view! {
        <Notice kind="error" title=title(failure) text=text(failure)>
            <Retry store region />
        </Notice>
    }
}

/// Above cards that are not fresh: as of when they are, and a way to try again.
#[component]
pub(super) fn Outdated(
    since: UnixMillis,
    store: Store,
    region: NodeRef<html::Section>,
) -> impl IntoView {
    let words = Words::here();
    view! {
        <div class="notice outdated" part="notice outdated" role="status">
            <p class="notice-text">
                {words.with(|language| language.as_of(Message::Outdated, since))}
            </p>
            <Retry store region />
        </div>
    }
}

/// A button that cannot be pressed twice. When it goes away under the shopper's
/// focus, the focus moves to the region, not to the top of the page.
#[component]
fn Retry(store: Store, region: NodeRef<html::Section>) -> impl IntoView {
    let words = Words::here();
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
            words.with(|language| language.text(message))
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
            class="retry"
            part="button"
            type="button"
            aria-disabled=move || is_busy().to_string()
            on:click=move |_| store.load(None)
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
        Failure::Status(_) | Failure::Unreadable => Message::FailedTitle,
    }
}

fn text(failure: Failure) -> Message {
    match failure {
        Failure::SignedOut => Message::SignedOutText,
        Failure::Unreachable => Message::OfflineText,
        Failure::Status(_) | Failure::Unreadable => Message::FailedText,
    }
}

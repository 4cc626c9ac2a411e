//! Notices in place of cards, and the one above cards that are outdated.

use super::ViewContext;
use crate::html::{Element, element};
use crate::i18n::{Language, Message};
use crate::options::EmptyDisplay;
use crate::state::{Activity, Failure, ViewState};

/// The notice above the cards or in their place.
pub(super) fn notice(view_state: ViewState, context: &ViewContext<'_>) -> Option<Element> {
    let ViewContext {
        options, language, ..
    } = context;
    let is_hidden = |display| display == EmptyDisplay::Hide;
    match view_state {
        ViewState::Skeleton => None,
        ViewState::SignedOut if is_hidden(options.when_signed_out) => None,
        ViewState::Empty if is_hidden(options.when_empty) => None,
        ViewState::SignedOut => {
            let texts = [Message::SignedOutTitle, Message::SignedOutText];
            Some(message("signed-out", texts, language).child(sign_in(context)))
        }
        ViewState::Empty => {
            let texts = [Message::EmptyTitle, Message::EmptyText];
            Some(message("empty", texts, language))
        }
        ViewState::Failure(failure) => {
            let texts = [title(failure), text(failure)];
            Some(message("error", texts, language).child(retry(context)))
        }
        ViewState::Cards => outdated(context),
    }
}

/// A title and a sentence. The shop can replace both by an element in the slot of
/// this name.
fn message(slot: &'static str, [title, text]: [Message; 2], language: &Language) -> Element {
    let line = |class, message| element("p").class(class).child(language.text(message));
    let content = element("slot")
        .attribute("name", slot)
        .child(line("notice-title", title))
        .child(line("notice-text", text));
    element("div")
        .class("notice")
        .part(["notice ", slot].concat())
        .child(content)
}

/// The notice above outdated cards: when they were loaded, and a button to refresh.
fn outdated(context: &ViewContext<'_>) -> Option<Element> {
    let since = context.state.load_state.outdated_since()?;
    let text = context.language.as_of(Message::Outdated, since);
    let notice = element("div")
        .class("notice outdated")
        .part("notice outdated")
        .attribute("role", "status")
        .child(element("p").class("notice-text").child(text));
    Some(notice.child(retry(context)))
}

/// A link to where the shopper can sign in, if the shop gave a URL.
fn sign_in(context: &ViewContext<'_>) -> Option<Element> {
    let url = context.options.login_url.as_ref()?;
    let link = element("a")
        .class("button")
        .part("button sign-in")
        .attribute("href", url.as_str().to_owned())
        .child(context.language.text(Message::SignIn));
    Some(link)
}

/// The button to try again. It is disabled while a request is pending.
fn retry(context: &ViewContext<'_>) -> Element {
    let is_busy = context.state.activity != Activity::Idle;
    let label = if is_busy {
        Message::Retrying
    } else {
        Message::Retry
    };
    element("button")
        .class("button retry")
        .part("button retry")
        .attribute("type", "button")
        .aria_bool("aria-disabled", is_busy)
        .child(context.language.text(label))
}

/// The title of the notice for a failure.
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

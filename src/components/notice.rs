//! A word to the shopper where there are no cards, or none that are fresh.

use super::Scene;
use crate::api::Failure;
use crate::drawing::{Element, element};
use crate::i18n::{Language, Message};
use crate::options::Vacancy;
use crate::store::{Activity, Shown};

/// What stands above the cards or in their place.
pub(super) fn notice(shown: Shown, scene: &Scene<'_>) -> Option<Element> {
    let Scene {
        options, language, ..
    } = scene;
    let is_hidden = |vacancy| vacancy == Vacancy::Hide;
    match shown {
        Shown::Skeleton => None,
        Shown::SignedOut if is_hidden(options.when_signed_out) => None,
        Shown::Empty if is_hidden(options.when_empty) => None,
        Shown::SignedOut => {
            let words = [Message::SignedOutTitle, Message::SignedOutText];
            Some(said("signed-out", words, language).child(sign_in(scene)))
        }
        Shown::Empty => {
            let words = [Message::EmptyTitle, Message::EmptyText];
            Some(said("empty", words, language))
        }
        Shown::Failure(failure) => {
            let words = [title(failure), text(failure)];
            Some(said("error", words, language).child(retry(scene)))
        }
        Shown::Cards => outdated(scene),
    }
}

/// A title and a sentence, which the shop can replace by a slot of its own.
fn said(kind: &'static str, [title, text]: [Message; 2], language: &Language) -> Element {
    let line = |class, message| element("p").class(class).child(language.text(message));
    let words = element("slot")
        .attribute("name", kind)
        .child(line("notice-title", title))
        .child(line("notice-text", text));
    element("div")
        .class("notice")
        .part(["notice ", kind].concat())
        .child(words)
}

/// Above cards that are not fresh: as of when they are, and a way to try again.
fn outdated(scene: &Scene<'_>) -> Option<Element> {
    let since = scene.overview.standing.outdated_since()?;
    let text = scene.language.as_of(Message::Outdated, since);
    let notice = element("div")
        .class("notice outdated")
        .part("notice outdated")
        .attribute("role", "status")
        .child(element("p").class("notice-text").child(text));
    Some(notice.child(retry(scene)))
}

/// A link to where one can sign in, if the shop gave one.
fn sign_in(scene: &Scene<'_>) -> Option<Element> {
    let login = scene.options.login.as_ref()?;
    let link = element("a")
        .class("button")
        .part("button sign-in")
        .attribute("href", login.as_str().to_owned())
        .child(scene.language.text(Message::SignIn));
    Some(link)
}

/// A button that cannot be pressed twice.
fn retry(scene: &Scene<'_>) -> Element {
    let is_busy = scene.overview.activity != Activity::Idle;
    let label = if is_busy {
        Message::Retrying
    } else {
        Message::Retry
    };
    element("button")
        .class("button retry")
        .part("button retry")
        .attribute("type", "button")
        .truth("aria-disabled", is_busy)
        .child(scene.language.text(label))
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

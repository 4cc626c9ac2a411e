//! Joining a challenge.

use challenge_model::{Card, Joining};

use super::words::title;
use crate::api::JoinFailure;
use crate::drawing::{Element, element};
use crate::i18n::{Language, Message};
use crate::store::Attempt;

/// What one agrees to, and the button to join; nothing where there is nothing to
/// join.
pub(super) fn join(card: &Card, attempt: Attempt, language: &Language) -> Option<Element> {
    let consent = match &card.joining {
        Joining::Closed => return None,
        Joining::Open => None,
        Joining::WithConsent { text, .. } => Some(consent(text.as_deref(), language)),
    };
    let is_under_way = attempt == Attempt::UnderWay;
    let label = language.text(if is_under_way {
        Message::Joining
    } else {
        Message::Join
    });
    let button = element("button")
        .class("button")
        .part("button join-button")
        .attribute("type", "button")
        // Several buttons with the same word need to be told apart by ear.
        .attribute(
            "aria-label",
            [&label, ": ", &title(card, language)].concat(),
        )
        .truth("aria-disabled", is_under_way)
        .child(label);
    let failure = element("p")
        .class("join-failure")
        .attribute("role", "alert")
        .child(failure(attempt).map_or_else(String::new, |message| language.text(message)));
    let join = element("div").class("join").part("join");
    Some(join.child(consent).child(button).child(failure))
}

/// The retailer's words, and a box that is not ticked.
fn consent(text: Option<&str>, language: &Language) -> Element {
    let text = match text {
        Some(text) if !text.is_empty() => text.to_owned(),
        _ => language.text(Message::JoinConsent),
    };
    let checkbox = element("input")
        .class("checkbox")
        .attribute("type", "checkbox");
    element("label")
        .class("consent")
        .part("consent")
        .child(checkbox)
        .child(element("span").child(text))
}

fn failure(attempt: Attempt) -> Option<Message> {
    match attempt {
        Attempt::None | Attempt::UnderWay => None,
        Attempt::Failed(JoinFailure::Again | JoinFailure::SignedOut) => Some(Message::JoinAgain),
        Attempt::Failed(JoinFailure::Closed) => Some(Message::JoinClosed),
        Attempt::Failed(JoinFailure::Consent) => Some(Message::JoinConsent),
    }
}

//! The form to join a challenge.

use challenge_model::{Card, Joining};

use super::words::title;
use crate::html::{Element, element};
use crate::i18n::{Language, Message};
use crate::state::{JoinAttempt, JoinFailure};

/// The consent and the button to join; `None` where the challenge cannot be joined.
pub(super) fn join(card: &Card, attempt: JoinAttempt, language: &Language) -> Option<Element> {
    let consent = match &card.joining {
        Joining::Closed => return None,
        Joining::Open => None,
        Joining::WithConsent { text, .. } => Some(consent(text.as_deref(), language)),
    };
    let is_pending = attempt == JoinAttempt::Pending;
    let label = language.text(if is_pending {
        Message::Joining
    } else {
        Message::Join
    });
    let button = element("button")
        .class("button")
        .part("button join-button")
        .attribute("type", "button")
        // Several buttons have the same text, and a screen reader must tell them apart.
        .attribute(
            "aria-label",
            [&label, ": ", &title(card, language)].concat(),
        )
        .aria_bool("aria-disabled", is_pending)
        .child(label);
    let failure = element("p")
        .class("join-failure")
        .attribute("role", "alert")
        .child(failure(attempt).map_or_else(String::new, |message| language.text(message)));
    let join = element("div").class("join").part("join");
    Some(join.child(consent).child(button).child(failure))
}

/// The retailer's consent text, and a box that is not ticked.
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

fn failure(attempt: JoinAttempt) -> Option<Message> {
    match attempt {
        JoinAttempt::None | JoinAttempt::Pending => None,
        JoinAttempt::Failed(JoinFailure::Again | JoinFailure::SignedOut) => {
            Some(Message::JoinAgain)
        }
        JoinAttempt::Failed(JoinFailure::Closed) => Some(Message::JoinClosed),
        JoinAttempt::Failed(JoinFailure::Consent) => Some(Message::JoinConsent),
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::test_language::english;
    use crate::state::test_data::card;
    use rstest::rstest;
    use serde_json::{Value, json};

    /// The form of a card that waits for consent with this text.
    fn form(consent_text: &Value, attempt: JoinAttempt) -> Element {
        let card = card(&json!({
            "id": "a", "isActive": false,
            "definition": { "id": "d", "name": "Walks", "isContactConsentRequired": true },
            "presentation": { "consentText": consent_text },
        }));
        join(&card, attempt, &english()).unwrap()
    }

    fn card_that_is_joining(joining: Joining) -> Card {
        Card {
            joining,
            ..card(&json!({ "id": "a" }))
        }
    }

    #[test]
    fn a_challenge_that_cannot_be_joined_has_no_form() {
        let card = card_that_is_joining(Joining::Closed);
        assert_eq!(join(&card, JoinAttempt::None, &english()), None);
    }

    #[test]
    fn a_challenge_without_consent_has_a_button_and_no_box() {
        let card = card_that_is_joining(Joining::Open);
        let form = join(&card, JoinAttempt::None, &english()).unwrap();
        assert_eq!(form.all("checkbox").len(), 0);
        assert_eq!(form.one("button").text(), "Join");
    }

    #[test]
    fn the_consent_has_the_retailers_text_and_a_box_that_is_not_ticked() {
        let form = form(&json!("I agree."), JoinAttempt::None);
        assert_eq!(form.one("consent").text(), "I agree.");
        let checkbox = form.one("checkbox");
        assert_eq!(checkbox.value("type"), Some("checkbox"));
        assert_eq!(checkbox.value("checked"), None);
    }

    #[test]
    fn a_consent_without_a_text_has_a_general_one() {
        let general = "Please tick the box if you want to join.";
        assert_eq!(
            form(&Value::Null, JoinAttempt::None).one("consent").text(),
            general
        );
        let language = english();
        assert_eq!(consent(Some(""), &language).text(), general);
        assert_eq!(consent(None, &language).text(), general);
    }

    #[rstest]
    #[case(JoinAttempt::None, "Join", "false")]
    #[case(JoinAttempt::Pending, "Joining…", "true")]
    #[case(JoinAttempt::Failed(JoinFailure::Again), "Join", "false")]
    fn the_button_is_disabled_while_the_request_is_pending(
        #[case] attempt: JoinAttempt,
        #[case] text: &str,
        #[case] is_disabled: &str,
    ) {
        let form = form(&Value::Null, attempt);
        let button = form.one("button");
        assert_eq!(button.text(), text);
        assert_eq!(button.value("aria-disabled"), Some(is_disabled));
        assert_eq!(button.value("aria-label"), Some(&*format!("{text}: Walks")));
    }

    #[rstest]
    #[case(JoinAttempt::None, "")]
    #[case(JoinAttempt::Pending, "")]
    #[case(
        JoinAttempt::Failed(JoinFailure::Again),
        "You could not join just now. Please try again."
    )]
    #[case(
        JoinAttempt::Failed(JoinFailure::SignedOut),
        "You could not join just now. Please try again."
    )]
    #[case(
        JoinAttempt::Failed(JoinFailure::Closed),
        "This challenge can no longer be joined."
    )]
    #[case(
        JoinAttempt::Failed(JoinFailure::Consent),
        "Please tick the box if you want to join."
    )]
    fn a_failure_says_what_the_shopper_can_do(#[case] attempt: JoinAttempt, #[case] text: &str) {
        let form = form(&Value::Null, attempt);
        let failure = form.one("join-failure");
        assert_eq!(failure.text(), text);
        assert_eq!(failure.value("role"), Some("alert"));
    }
}

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
        ViewState::Skeleton | ViewState::Concealed => None,
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
        Failure::TimedOut | Failure::Status(_) | Failure::Busy { .. } | Failure::Unreadable => {
            Message::FailedTitle
        }
    }
}

fn text(failure: Failure) -> Message {
    match failure {
        Failure::SignedOut => Message::SignedOutText,
        Failure::Unreachable => Message::OfflineText,
        Failure::TimedOut | Failure::Status(_) | Failure::Busy { .. } | Failure::Unreadable => {
            Message::FailedText
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::Node;
    use crate::i18n::test_language::english;
    use crate::options::Options;
    use crate::state::test_data::loaded;
    use crate::state::{LoadState, WidgetState};
    use challenge_model::UnixMillis;
    use rstest::rstest;
    use serde_json::json;

    const FAILED: &str = "Your challenges can’t be shown right now";

    /// The notice for a state, with these attributes of the element.
    fn notice_for(
        view_state: ViewState,
        state: &WidgetState,
        attributes: &[(&str, &str)],
    ) -> Option<Element> {
        let mut options = Options::default();
        for (name, value) in attributes {
            options.set(name, Some(value)).unwrap();
        }
        let language = english();
        let context = ViewContext {
            state,
            options: &options,
            language: &language,
            announcement: "",
        };
        notice(view_state, &context)
    }

    fn without_cards(view_state: ViewState, attributes: &[(&str, &str)]) -> Option<Element> {
        notice_for(view_state, &WidgetState::loading(), attributes)
    }

    #[rstest]
    #[case(ViewState::SignedOut, "You are signed out", "signed-out")]
    #[case(ViewState::Empty, "No challenges yet", "empty")]
    #[case(ViewState::Failure(Failure::SignedOut), "You are signed out", "error")]
    #[case(
        ViewState::Failure(Failure::Unreachable),
        "You seem to be offline",
        "error"
    )]
    #[case(ViewState::Failure(Failure::TimedOut), FAILED, "error")]
    #[case(ViewState::Failure(Failure::Status(502)), FAILED, "error")]
    #[case(ViewState::Failure(Failure::Unreadable), FAILED, "error")]
    fn a_notice_has_a_title_and_a_slot_of_its_own(
        #[case] view_state: ViewState,
        #[case] title: &str,
        #[case] slot: &str,
    ) {
        let notice = without_cards(view_state, &[]).unwrap();
        assert_eq!(notice.one("notice-title").text(), title);
        assert_eq!(notice.value("part"), Some(&*format!("notice {slot}")));
        let Node::Element(content) = &notice.child_nodes()[0] else {
            panic!("{}", notice.to_html());
        };
        assert_eq!((content.tag(), content.value("name")), ("slot", Some(slot)));
    }

    #[rstest]
    #[case(Failure::SignedOut, "Sign in to see")]
    #[case(Failure::Unreachable, "Check your connection")]
    #[case(Failure::TimedOut, "This is on our side")]
    #[case(Failure::Status(500), "This is on our side")]
    #[case(Failure::Unreadable, "This is on our side")]
    fn a_failure_says_what_it_means_for_the_shopper(#[case] failure: Failure, #[case] text: &str) {
        let notice = without_cards(ViewState::Failure(failure), &[]).unwrap();
        assert!(notice.one("notice-text").text().starts_with(text));
    }

    #[test]
    fn placeholders_have_no_notice() {
        assert_eq!(without_cards(ViewState::Skeleton, &[]), None);
    }

    #[test]
    fn the_shop_can_hide_the_notices_for_no_shopper_and_for_no_cards() {
        let hidden = [("signed-out", "hide"), ("hide-when-empty", "")];
        assert_eq!(without_cards(ViewState::SignedOut, &hidden[..1]), None);
        assert!(without_cards(ViewState::Empty, &hidden[..1]).is_some());
        assert_eq!(without_cards(ViewState::Empty, &hidden[1..]), None);
        assert!(without_cards(ViewState::SignedOut, &hidden[1..]).is_some());
        let failure = ViewState::Failure(Failure::TimedOut);
        assert!(without_cards(failure, &hidden).is_some());
    }

    #[test]
    fn a_shopper_who_is_signed_out_gets_a_link_if_the_shop_gave_one() {
        let without = without_cards(ViewState::SignedOut, &[]).unwrap();
        assert_eq!(without.all("button").len(), 0);
        let with = without_cards(ViewState::SignedOut, &[("login-url", "/log-in")]).unwrap();
        let link = with.one("button");
        assert_eq!((link.tag(), link.text()), ("a", "Sign in".to_owned()));
        assert_eq!(link.value("href"), Some("/log-in"));
    }

    #[rstest]
    #[case(Activity::Idle, "Try again", "false")]
    #[case(Activity::Fetching, "Trying…", "true")]
    #[case(Activity::Waiting, "Trying…", "true")]
    fn the_button_to_try_again_is_disabled_while_a_request_is_pending(
        #[case] activity: Activity,
        #[case] text: &str,
        #[case] is_disabled: &str,
    ) {
        let state = WidgetState {
            activity,
            ..WidgetState::loading()
        };
        let failure = ViewState::Failure(Failure::TimedOut);
        let notice = notice_for(failure, &state, &[]).unwrap();
        let button = notice.one("retry");
        assert_eq!(button.text(), text);
        assert_eq!(button.value("aria-disabled"), Some(is_disabled));
    }

    #[test]
    fn cards_have_a_notice_only_when_they_are_outdated() {
        let mut state = loaded(&json!([{ "id": "a" }]));
        assert_eq!(notice_for(ViewState::Cards, &state, &[]), None);
        if let LoadState::Loaded { at, .. } = &mut state.load_state {
            *at = UnixMillis((14 * 60 + 5) * 60_000);
        }
        state.receive(Err(Failure::Unreachable), UnixMillis(0));
        let notice = notice_for(ViewState::Cards, &state, &[]).unwrap();
        assert_eq!(notice.value("class"), Some("notice outdated"));
        assert_eq!(notice.value("role"), Some("status"));
        let text = notice.one("notice-text").text();
        assert!(text.ends_with("as of 14:05."), "{text}");
        assert_eq!(notice.one("retry").text(), "Try again");
    }
}

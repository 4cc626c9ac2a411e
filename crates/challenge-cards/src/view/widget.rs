//! The whole widget, and the live regions that screen readers follow.

use super::cards::{CardCache, FIRST_CARDS, cards};
use super::notice::{self, notice};
use super::skeleton::{skeleton, slow};
use super::{DisplaySettings, ViewContext};
use crate::html::{Element, element};
use crate::i18n::Message;
use crate::state::{Activity, ViewState, WidgetState};

/// The widget as it is rendered first: with the cards of one frame, and without an
/// announcement.
pub(crate) fn first_view(state: &WidgetState, settings: &DisplaySettings) -> Element {
    let context = ViewContext {
        state,
        options: &settings.options,
        language: &settings.language,
        announcement: "",
    };
    widget(&context, &mut CardCache::default(), FIRST_CARDS)
}

/// The widget with at most this many cards. The cache holds the cards of the
/// rendering before, and has those of this one afterwards.
pub fn widget(context: &ViewContext<'_>, cache: &mut CardCache, max_cards: usize) -> Element {
    let ViewContext {
        state, language, ..
    } = context;
    let view_state = state.load_state.view_state(context.rows().count());
    let is_loading = view_state == ViewState::Skeleton;
    let is_concealed = view_state == ViewState::Concealed;
    let is_slow = (is_loading || is_concealed) && state.activity == Activity::Waiting;
    let is_busy = state.activity != Activity::Idle;
    let status = status(view_state).map(|message| language.text(message));
    let [current, joinable, earlier] = cards(context, cache, max_cards);
    element("section")
        .class(if is_concealed {
            "widget concealed"
        } else {
            "widget"
        })
        .part("widget")
        .attribute("tabindex", "-1")
        .attribute("lang", language.tag().to_owned())
        .attribute("dir", language.direction())
        .attribute("aria-label", language.text(Message::Label))
        .aria_bool("aria-busy", is_busy)
        .child(announcer(status.unwrap_or_default()))
        .child(announcer(context.announcement.to_owned()))
        .child(is_slow.then(|| slow(language.text(Message::Slow))))
        .child(is_loading.then(skeleton))
        .child(notice(view_state, context))
        .child(current)
        .child(joinable)
        .child(earlier)
}

/// A text that only screen readers present, whenever it changes.
fn announcer(text: String) -> Element {
    element("p")
        .class("announcer")
        .attribute("role", "status")
        .child(text)
}

/// What screen readers are told of the view as a whole. Cards need no such text.
fn status(view_state: ViewState) -> Option<Message> {
    match view_state {
        ViewState::Skeleton | ViewState::Concealed => Some(Message::Loading),
        ViewState::Cards => None,
        ViewState::SignedOut => Some(Message::SignedOutTitle),
        ViewState::Empty => Some(Message::EmptyTitle),
        ViewState::Failure(failure) => Some(notice::title(failure)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::i18n::test_language::{english, make_formats};
    use crate::options::Options;
    use crate::state::Failure;
    use crate::state::test_data::{NOW, loaded};
    use rstest::rstest;
    use serde_json::{Value, json};
    use std::sync::Arc;

    fn with_language(state: &WidgetState, language: Language) -> Element {
        let settings = DisplaySettings {
            options: Options::default(),
            language: Arc::new(language),
        };
        first_view(state, &settings)
    }

    fn view_of(state: &WidgetState) -> Element {
        with_language(state, english())
    }

    /// The state after an answer with this many active challenges.
    fn with_cards(count: usize) -> WidgetState {
        let challenge = |number| json!({ "id": format!("{number}"), "isActive": true });
        loaded(&Value::Array((0..count).map(challenge).collect()))
    }

    fn failed(failure: Failure) -> WidgetState {
        let mut state = WidgetState::loading();
        state.receive(Err(failure), NOW);
        state
    }

    #[test]
    fn the_widget_is_a_labelled_region_in_its_language() {
        let widget = view_of(&with_cards(1));
        assert_eq!(widget.tag(), "section");
        for (name, value) in [
            ("class", "widget"),
            ("part", "widget"),
            ("tabindex", "-1"),
            ("lang", "en"),
            ("dir", "ltr"),
            ("aria-label", "Your challenges"),
        ] {
            assert_eq!(widget.value(name), Some(value), "{name}");
        }
        let texts = json!({ "label": "تحدياتك" });
        let arabic = Language::with_texts("ar", "ar", &texts, make_formats);
        let widget = with_language(&with_cards(1), arabic);
        assert_eq!(
            (widget.value("lang"), widget.value("dir")),
            (Some("ar"), Some("rtl"))
        );
        assert_eq!(widget.value("aria-label"), Some("تحدياتك"));
    }

    #[test]
    fn before_the_first_answer_there_are_placeholders() {
        let widget = view_of(&WidgetState::loading());
        assert_eq!(widget.all("skeleton").len(), 2);
        assert_eq!(widget.all("notice").len(), 0);
    }

    #[test]
    fn with_cards_there_are_neither_placeholders_nor_notices() {
        let widget = view_of(&with_cards(2));
        assert_eq!(widget.all("skeleton").len(), 0);
        assert_eq!(widget.all("notice").len(), 0);
        assert_eq!(widget.all("card").len(), 2);
    }

    #[rstest]
    #[case(WidgetState::loading(), "Loading your challenges")]
    #[case(with_cards(1), "")]
    #[case(with_cards(0), "No challenges yet")]
    #[case(failed(Failure::SignedOut), "You are signed out")]
    #[case(failed(Failure::Unreachable), "You seem to be offline")]
    fn screen_readers_are_told_what_is_shown(#[case] state: WidgetState, #[case] text: &str) {
        let widget = view_of(&state);
        assert_eq!(widget.texts("announcer"), [text, ""]);
        for announcer in widget.all("announcer") {
            assert_eq!(announcer.value("role"), Some("status"));
        }
    }

    #[rstest]
    #[case(Activity::Fetching, 0)]
    #[case(Activity::Waiting, 1)]
    fn concealed_cards_are_there_and_the_widget_says_that_it_is_loading(
        #[case] activity: Activity,
        #[case] slow: usize,
    ) {
        let mut state = with_cards(2);
        state.conceal(NOW);
        state.activity = activity;
        let widget = view_of(&state);
        assert_eq!(widget.value("class"), Some("widget concealed"));
        assert_eq!(widget.all("card").len(), 2);
        assert_eq!(widget.all("skeleton").len(), 0);
        assert_eq!(widget.all("slow").len(), slow);
        assert_eq!(widget.texts("announcer"), ["Loading your challenges", ""]);
    }

    #[test]
    fn an_announcement_has_a_live_region_of_its_own() {
        let language = english();
        let context = ViewContext {
            state: &with_cards(1),
            options: &Options::default(),
            language: &language,
            announcement: "One new stamp",
        };
        let widget = widget(&context, &mut CardCache::default(), 1);
        assert_eq!(widget.texts("announcer"), ["", "One new stamp"]);
    }

    #[rstest]
    #[case(Activity::Idle, "false", 0)]
    #[case(Activity::Fetching, "true", 0)]
    #[case(Activity::Waiting, "true", 1)]
    fn a_pending_request_makes_the_widget_busy_and_a_slow_first_one_is_told(
        #[case] activity: Activity,
        #[case] is_busy: &str,
        #[case] slow: usize,
    ) {
        let loading = WidgetState {
            activity,
            ..WidgetState::loading()
        };
        let widget = view_of(&loading);
        assert_eq!(widget.value("aria-busy"), Some(is_busy));
        assert_eq!(widget.all("slow").len(), slow);
        let loaded = WidgetState {
            activity,
            ..with_cards(1)
        };
        assert_eq!(view_of(&loaded).all("slow").len(), 0);
    }

    #[test]
    fn the_first_view_has_the_cards_of_one_frame() {
        let widget = view_of(&with_cards(FIRST_CARDS + 1));
        assert_eq!(widget.all("card").len(), FIRST_CARDS);
    }

    #[test]
    fn options_that_leave_no_card_show_the_notice_that_there_is_none() {
        let mut options = Options::default();
        options.set("filter", Some("completed")).unwrap();
        let settings = DisplaySettings {
            options,
            language: Arc::new(english()),
        };
        let widget = first_view(&with_cards(1), &settings);
        assert_eq!(widget.texts("notice-title"), ["No challenges yet"]);
    }
}

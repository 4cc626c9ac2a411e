//! The whole widget, and the live regions that screen readers follow.

use super::cards::{CARDS_PER_FRAME, CardCache, cards};
use super::notice::{self, notice};
use super::skeleton::{skeleton, slow};
use super::{DisplaySettings, ViewContext};
use crate::html::{Element, element};
use crate::i18n::Message;
use crate::state::{Activity, ViewState, WidgetState};

/// The widget as it is rendered first: with the cards of one frame, and without an
/// announcement.
#[must_use]
pub fn first_view(state: &WidgetState, settings: &DisplaySettings) -> Element {
    let context = ViewContext {
        state,
        options: &settings.options,
        language: &settings.language,
        announcement: "",
    };
    widget(&context, &mut CardCache::default(), CARDS_PER_FRAME)
}

/// The widget with at most this many cards. The cache holds the cards of the
/// rendering before, and has those of this one afterwards.
pub fn widget(context: &ViewContext<'_>, cache: &mut CardCache, max_cards: usize) -> Element {
    let ViewContext {
        state, language, ..
    } = context;
    let view_state = state.load_state.view_state(context.rows().count());
    let is_loading = view_state == ViewState::Skeleton;
    let is_slow = is_loading && state.activity == Activity::Waiting;
    let is_busy = state.activity != Activity::Idle;
    let status = status(view_state).map(|message| language.text(message));
    let [current, earlier] = cards(context, cache, max_cards);
    element("section")
        .class("widget")
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
        ViewState::Skeleton => Some(Message::Loading),
        ViewState::Cards => None,
        ViewState::SignedOut => Some(Message::SignedOutTitle),
        ViewState::Empty => Some(Message::EmptyTitle),
        ViewState::Failure(failure) => Some(notice::title(failure)),
    }
}

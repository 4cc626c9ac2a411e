//! The browser's own services, each behind a function or a type that cleans up
//! after itself: dropping a listener, a timer or a group of requests ends it.

mod event_source;
mod listener;
mod requests;
mod timer;

pub use event_source::ServerEvents;
pub use listener::Listener;
pub use requests::Requests;
pub use timer::{Timer, within};

use challenge_model::UnixMillis;
use js_sys::{Date, Math};
use wasm_bindgen::JsValue;

/// The window, where there is one.
#[must_use]
pub fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// The time on the shopper's clock.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the browser's clock counts whole milliseconds"
)]
pub fn now() -> UnixMillis {
    UnixMillis(Date::now() as i64)
}

/// A random number from 0 to 1, good enough to spread requests.
#[must_use]
pub fn random() -> f64 {
    Math::random()
}

/// Whether the page is hidden behind others.
#[must_use]
pub fn is_hidden() -> bool {
    window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.hidden())
}

/// Tells the shop's developer what the shopper is not shown.
pub fn warn(what: &str, reason: &JsValue) {
    web_sys::console::warn_2(&["<challenges-widget>: ", what].concat().into(), reason);
}

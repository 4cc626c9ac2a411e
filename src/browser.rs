//! The services of the browser, each behind a function, or behind a type that ends
//! its service when it is dropped.

mod event_source;
mod listener;
mod requests;
mod settle;
mod storage;
mod timer;

pub(crate) use event_source::{ServerEvents, StreamState};
pub(crate) use listener::Listener;
pub(crate) use requests::RequestGroup;
pub(crate) use settle::Settle;
pub(crate) use storage::Storage;
pub(crate) use timer::{Timer, with_timeout};

use challenge_model::UnixMillis;
use js_sys::{Date, Math};
use wasm_bindgen::JsValue;

/// The window, where there is one.
pub(crate) fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// The time on the shopper's clock.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the browser's clock counts whole milliseconds"
)]
pub(crate) fn now() -> UnixMillis {
    UnixMillis(Date::now() as i64)
}

/// A random number from 0 to 1. It is not fit for secrets.
pub(crate) fn random() -> f64 {
    Math::random()
}

/// Whether the page is hidden, behind another tab for example.
pub(crate) fn is_hidden() -> bool {
    window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.hidden())
}

/// Whether the browser has no network at all.
pub(crate) fn is_offline() -> bool {
    window().is_some_and(|window| !window.navigator().on_line())
}

/// Whether an event of the page's is about a page that the browser keeps, or has kept,
/// to show it again.
pub(crate) fn is_kept(event: &web_sys::Event) -> bool {
    js_sys::Reflect::get(event, &"persisted".into()).is_ok_and(|kept| kept.is_truthy())
}

/// Warns the shop's developer in the console, with the reason if there is one.
pub(crate) fn warn(message: &str, reason: Option<&JsValue>) {
    let message = JsValue::from(["<challenges-widget>: ", message].concat());
    match reason {
        Some(reason) => web_sys::console::warn_2(&message, reason),
        None => web_sys::console::warn_1(&message),
    }
}

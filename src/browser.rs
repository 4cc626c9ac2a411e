//! The browser's own services, each behind a function or a type that cleans up
//! after itself.

use challenge_model::UnixMillis;
use js_sys::Date;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;
use web_sys::{AbortController, AbortSignal};

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

/// Tells the shop's developer what the shopper is not shown.
pub fn warn(what: &str, reason: &JsValue) {
    web_sys::console::warn_2(&format!("<challenges-widget>: {what}").into(), reason);
}

/// Requests that end when this is dropped.
#[derive(Debug)]
#[must_use = "dropping it ends the requests"]
pub struct Requests(Option<SendWrapper<AbortController>>);

impl Requests {
    /// A group without requests yet.
    pub fn new() -> Self {
        Self(AbortController::new().ok().map(SendWrapper::new))
    }

    /// To be given to each request of the group.
    #[must_use]
    pub fn signal(&self) -> Option<AbortSignal> {
        self.0.as_ref().map(|controller| controller.signal())
    }
}

impl Default for Requests {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Requests {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            // Without a reason: what waits for these requests expects an error.
            controller.abort();
        }
    }
}

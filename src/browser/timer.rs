//! Doing something later, once or again and again.

use std::pin::pin;

use futures_util::future::{Either, select};
use js_sys::{Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::window;

/// Calls back once, unless it is dropped before.
#[must_use = "dropping it stops the timer"]
pub struct Timeout {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Timeout {
    /// Calls back in so many milliseconds.
    pub fn new(millis: u32, callback: impl FnMut() + 'static) -> Self {
        let callback = Closure::<dyn FnMut()>::new(callback);
        let function = callback.as_ref().unchecked_ref();
        let millis = i32::try_from(millis).unwrap_or(i32::MAX);
        let id = window().and_then(|window| {
            window
                .set_timeout_with_callback_and_timeout_and_arguments_0(function, millis)
                .ok()
        });
        Self {
            id: id.unwrap_or_default(),
            _callback: callback,
        }
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        if let Some(window) = window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}

/// Calls back again and again until it is dropped.
#[must_use = "dropping it stops the timer"]
pub struct Interval {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Interval {
    /// Calls back every so many milliseconds.
    pub fn new(millis: i32, callback: impl FnMut() + 'static) -> Self {
        let callback = Closure::<dyn FnMut()>::new(callback);
        let function = callback.as_ref().unchecked_ref();
        let id = window().and_then(|window| {
            window
                .set_interval_with_callback_and_timeout_and_arguments_0(function, millis)
                .ok()
        });
        Self {
            id: id.unwrap_or_default(),
            _callback: callback,
        }
    }
}

impl Drop for Interval {
    fn drop(&mut self) {
        if let Some(window) = window() {
            window.clear_interval_with_handle(self.id);
        }
    }
}

/// What a future gives, unless it takes longer than so many milliseconds.
pub async fn within<T>(millis: u32, future: impl Future<Output = T>) -> Option<T> {
    let mut settle = None;
    let time_is_up = Promise::new(&mut |resolve, _| settle = Some(Settle(resolve)));
    let timer = Timeout::new(millis, move || drop(settle.take()));
    let output = match select(pin!(future), JsFuture::from(time_is_up)).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    };
    drop(timer);
    output
}

/// Resolves a promise when it is dropped, at the latest with the timer: what
/// waits for a promise that is never settled is never freed.
struct Settle(Function);

impl Drop for Settle {
    fn drop(&mut self) {
        // The function of a promise takes anything.
        let _ = self.0.call0(&JsValue::NULL);
    }
}

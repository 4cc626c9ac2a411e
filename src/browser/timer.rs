//! Timers: once, repeatedly, or with the next frame.

use std::pin::pin;

use futures_util::future::{Either, select};
use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::Settle;

#[wasm_bindgen]
extern "C" {
    // They return any value: a page may have replaced the browser's timers by others,
    // whose ids are no numbers.
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, millis: u32) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);

    #[wasm_bindgen(js_name = setInterval)]
    fn set_interval(callback: &Function, millis: u32) -> JsValue;

    #[wasm_bindgen(js_name = clearInterval)]
    fn clear_interval(timer: &JsValue);

    #[wasm_bindgen(js_name = requestAnimationFrame)]
    fn request_animation_frame(callback: &Function) -> JsValue;

    #[wasm_bindgen(js_name = cancelAnimationFrame)]
    fn cancel_animation_frame(frame: &JsValue);
}

/// Calls back later, until it is dropped.
#[must_use = "dropping it stops the timer"]
pub(crate) struct Timer {
    id: JsValue,
    stop: fn(&JsValue),
    _callback: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls back once, after this many milliseconds.
    pub(crate) fn after(millis: u32, callback: impl FnMut() + 'static) -> Self {
        let start = |callback: &Function| set_timeout(callback, millis);
        Self::start(Closure::new(callback), start, clear_timeout)
    }

    /// Calls back repeatedly, every this many milliseconds.
    pub(crate) fn every(millis: u32, callback: impl FnMut() + 'static) -> Self {
        let start = |callback: &Function| set_interval(callback, millis);
        Self::start(Closure::new(callback), start, clear_interval)
    }

    /// Calls back once, before the browser paints the next frame.
    pub(crate) fn next_frame(callback: impl FnMut() + 'static) -> Self {
        let start = request_animation_frame;
        Self::start(Closure::new(callback), start, cancel_animation_frame)
    }

    fn start(
        callback: Closure<dyn FnMut()>,
        start: impl FnOnce(&Function) -> JsValue,
        stop: fn(&JsValue),
    ) -> Self {
        Self {
            id: start(callback.as_ref().unchecked_ref()),
            stop,
            _callback: callback,
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        (self.stop)(&self.id);
    }
}

/// The output of a future; `None` when it takes longer than this many milliseconds.
pub(crate) async fn with_timeout<T>(millis: u32, future: impl Future<Output = T>) -> Option<T> {
    // It is fulfilled with the timer at the latest: a future that waits for a promise which
    // is never settled would never be freed.
    let (time_is_up, settle) = Settle::promise();
    let mut settle = Some(settle);
    let timer = Timer::after(millis, move || drop(settle.take()));
    let output = match select(pin!(future), JsFuture::from(time_is_up)).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    };
    drop(timer);
    output
}

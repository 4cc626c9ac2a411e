//! Doing something later: once, again and again, or with the next frame.

use std::pin::pin;

use futures_util::future::{Either, select};
use js_sys::{Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    // What these give back is whatever the page's timers are known by: a page may
    // have put others in place of the browser's.
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

/// Calls back later, unless it is dropped before.
#[must_use = "dropping it stops the timer"]
pub struct Timer {
    id: JsValue,
    stop: fn(&JsValue),
    _callback: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls back once, in so many milliseconds.
    pub fn after(millis: u32, callback: impl FnMut() + 'static) -> Self {
        let start = |callback: &Function| set_timeout(callback, millis);
        Self::start(Closure::new(callback), start, clear_timeout)
    }

    /// Calls back again and again, every so many milliseconds.
    pub fn every(millis: u32, callback: impl FnMut() + 'static) -> Self {
        let start = |callback: &Function| set_interval(callback, millis);
        Self::start(Closure::new(callback), start, clear_interval)
    }

    /// Calls back once, before the browser draws next.
    pub fn next_frame(callback: impl FnMut() + 'static) -> Self {
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

/// What a future gives, unless it takes longer than so many milliseconds.
pub async fn within<T>(millis: u32, future: impl Future<Output = T>) -> Option<T> {
    let mut settle = None;
    let time_is_up = Promise::new(&mut |resolve, _| settle = Some(Settle(resolve)));
    let timer = Timer::after(millis, move || drop(settle.take()));
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

//! Doing something with the next frame.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::window;

/// Calls back before the browser draws next, unless it is dropped before.
#[must_use = "dropping it means that nothing is done"]
pub struct Frame {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Frame {
    /// Calls back before the browser draws next.
    pub fn next(callback: impl FnMut() + 'static) -> Self {
        let callback = Closure::<dyn FnMut()>::new(callback);
        let function = callback.as_ref().unchecked_ref();
        let id = window().and_then(|window| window.request_animation_frame(function).ok());
        Self {
            id: id.unwrap_or_default(),
            _callback: callback,
        }
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        if let Some(window) = window() {
            // Fails for no frame that was asked for here.
            let _ = window.cancel_animation_frame(self.id);
        }
    }
}

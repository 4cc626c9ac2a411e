//! A promise that is fulfilled when its other half is dropped.

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;

/// Fulfils a promise, without a value, when it is dropped.
pub(crate) struct Settle(Option<Function>);

impl Settle {
    /// A promise, and what fulfils it.
    pub(crate) fn promise() -> (Promise, Self) {
        let mut settle = Self(None);
        let promise = Promise::new(&mut |resolve, _| settle.0 = Some(resolve));
        (promise, settle)
    }
}

impl Drop for Settle {
    fn drop(&mut self) {
        if let Some(resolve) = &self.0 {
            // This function of a promise never throws.
            let _ = resolve.call0(&JsValue::NULL);
        }
    }
}

//! What the browser keeps for this site.
//!
//! Items are read and written as members of `localStorage`. This needs nothing of the loader
//! that is not there already.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use super::window;

/// The browser's storage. Where it may not be used or is full, nothing is read or written.
pub(crate) struct Storage(JsValue);

impl Storage {
    /// The storage, unless the shopper does not let the page use it.
    pub(crate) fn open() -> Option<Self> {
        let window = window()?;
        let storage = Reflect::get(&window, &"localStorage".into());
        storage.ok().map(Self)
    }

    /// The item of this name; empty where there is none.
    pub(crate) fn read(&self, name: &JsValue) -> String {
        let item = Reflect::get(&self.0, name).ok();
        item.and_then(|item| item.as_string()).unwrap_or_default()
    }

    /// Writes the item of this name.
    pub(crate) fn write(&self, name: &JsValue, item: &str) {
        let _ = Reflect::set(&self.0, name, &item.into());
    }
}

//! The Rust half of the custom element `<challenges-widget>`.
//!
//! `loader.ts` defines the element, draws the skeleton and starts the downloads;
//! when this module is there, it calls [`mount`] and keeps what it returns.

use std::any::Any;

use js_sys::Promise;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, HtmlElement};

use crate::api::Client;
use crate::components::Widget;
use crate::store::Store;

/// A mounted widget. Freeing it takes everything down that it put up.
#[wasm_bindgen]
pub struct Mounted {
    store: Store,
    _view: Box<dyn Any>,
}

/// Draws the widget into `root`, which it takes over.
///
/// * `proxy`: the address of the retailer's proxy;
/// * `language`: the language tag of the page around the element;
/// * `response`: the promise of the answer to `GET {proxy}/challenges`;
/// * `signal`: ends all requests of this widget.
#[wasm_bindgen]
#[must_use]
pub fn mount(
    root: HtmlElement,
    proxy: &str,
    language: String,
    response: Promise,
    signal: AbortSignal,
) -> Mounted {
    let store = Store::new(Client::new(proxy, Some(signal)));
    root.set_text_content(None);
    let view = {
        let store = store.clone();
        mount_to(root, move || {
            store.load(Some(response));
            view! { <Widget store language /> }
        })
    };
    Mounted {
        store,
        _view: Box::new(view),
    }
}

#[wasm_bindgen]
impl Mounted {
    /// Looks whether anything is new. What is shown stays until the answer is in.
    pub fn refresh(&self) {
        self.store.load(None);
    }
}

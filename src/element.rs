//! The Rust half of the custom element `<challenges-widget>`.
//!
//! `loader.ts` defines the element, shows the placeholders and starts the downloads.
//! When this module is loaded, it calls [`mount`], keeps what that returns, and passes
//! on what changes.

use std::any::Any;
use std::cell::RefCell;
use std::sync::Arc;

use challenge_cards::i18n::Language;
use challenge_cards::options::{Options, WrongValue};
use challenge_cards::state::Snapshot;
use challenge_cards::view::DisplaySettings;
use js_sys::{Array, JSON, Promise};
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::api::{InitialData, Json, PendingRequests};
use crate::components::{Widget, WidgetContext};
use crate::formats::formats;
use crate::store::Store;

#[wasm_bindgen]
extern "C" {
    /// What an element starts with: an object of the loader's.
    pub type Start;

    /// The URL of the retailer's proxy.
    #[wasm_bindgen(method, getter)]
    fn proxy(this: &Start) -> String;

    /// The attributes, as pairs of name and value.
    #[wasm_bindgen(method, getter)]
    fn attributes(this: &Start) -> Array;

    /// The language of the widget.
    #[wasm_bindgen(method, getter)]
    fn locale(this: &Start) -> Locale;

    /// The promise of the answer to `GET {proxy}/challenges`.
    #[wasm_bindgen(method, getter)]
    fn challenges(this: &Start) -> Promise;

    /// The promise of the answer to `GET {proxy}/challenges/definitions`.
    #[wasm_bindgen(method, getter)]
    fn definitions(this: &Start) -> Promise;

    /// The two answers as values, if they came with server-rendered cards. Those may
    /// stand in the element already.
    #[wasm_bindgen(method, getter)]
    fn answers(this: &Start) -> Option<Array>;

    /// A language with its texts: an object of the loader's.
    pub type Locale;

    /// The language tag of the page around the element.
    #[wasm_bindgen(method, getter)]
    fn page(this: &Locale) -> String;

    /// The tag of the locale file.
    #[wasm_bindgen(method, getter)]
    fn tag(this: &Locale) -> String;

    /// The content of the locale file; null for English, which is built in.
    #[wasm_bindgen(method, getter)]
    fn texts(this: &Locale) -> JsValue;

    /// The shop's own texts in place of them, as an object or as JSON, or null.
    #[wasm_bindgen(method, getter, js_name = ownTexts)]
    fn own_texts(this: &Locale) -> JsValue;
}

/// A mounted widget. Freeing it ends everything that it has started.
#[wasm_bindgen]
pub struct Mounted {
    store: Store,
    context: WidgetContext,
    _view: Box<dyn Any>,
}

/// Mounts the widget in `root`, whose content it replaces or hydrates.
#[wasm_bindgen]
#[must_use]
pub fn mount(root: HtmlElement, start: &Start) -> Mounted {
    let mut options = Options::default();
    for attribute in start.attributes().iter() {
        let attribute: Array = attribute.unchecked_into();
        if let Some(name) = attribute.get(0).as_string() {
            set(&mut options, &name, attribute.get(1).as_string().as_deref());
        }
    }
    let snapshot = start
        .answers()
        .and_then(|answers| Snapshot::read(Json(answers.get(0)), Json(answers.get(1))));
    // Server-rendered cards are hydrated; any other content is removed.
    let server_rendered = snapshot.as_ref().and(root.first_child());
    if server_rendered.is_none() {
        root.set_text_content(None);
    }
    let initial_data = snapshot.map_or_else(
        || {
            InitialData::Pending(PendingRequests {
                challenges: start.challenges(),
                definitions: start.definitions(),
            })
        },
        InitialData::Loaded,
    );
    let store = Store::of(&start.proxy(), &start.locale().page(), initial_data);
    let settings = DisplaySettings {
        options,
        language: language(&start.locale()),
    };
    let context = WidgetContext::new(&store, settings, server_rendered);
    let view = {
        let context = context.clone();
        mount_to(root, move || view! { <Widget context /> })
    };
    Mounted {
        store,
        context,
        _view: Box::new(view),
    }
}

#[wasm_bindgen]
impl Mounted {
    /// Refreshes the challenges. What is shown stays until the answer is there. The promise
    /// is fulfilled when that is done, even if it has failed, and when the widget is freed.
    pub fn refresh(&self) -> Promise {
        self.store.refresh();
        self.store.idle()
    }

    /// Applies a change of an attribute, which is `None` when it was removed.
    #[wasm_bindgen(js_name = setAttribute)]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "wasm-bindgen passes no optional references"
    )]
    pub fn set_attribute(&self, name: &str, value: Option<String>) {
        self.context
            .change_settings(|settings| set(&mut settings.options, name, value.as_deref()));
    }

    /// Changes the language.
    #[wasm_bindgen(js_name = setLocale)]
    pub fn set_locale(&self, locale: &Locale) {
        self.context
            .change_settings(|settings| settings.language = language(locale));
    }
}

fn language(locale: &Locale) -> Arc<Language> {
    let texts = locale.texts();
    let mut language = if texts.is_object() {
        Language::with_texts(&locale.tag(), &locale.page(), Json(texts), formats)
    } else {
        Language::english(&locale.page(), formats)
    };
    language.override_texts(Json(own_texts(locale)), &mut warn_once);
    Arc::new(language)
}

/// The shop's own texts. What is no JSON stays a text, which is reported like any other
/// value that is no object. An empty attribute counts as missing.
fn own_texts(locale: &Locale) -> JsValue {
    let texts = locale.own_texts();
    match texts.as_string() {
        Some(json) if json.trim().is_empty() => JsValue::NULL,
        Some(json) => JSON::parse(&json).unwrap_or(texts),
        None => texts,
    }
}

thread_local! {
    /// The warnings that were given, so that each is given once.
    static WARNED: RefCell<Vec<String>> = RefCell::default();
}

/// Sets an attribute, and warns the shop's developer of a wrong value.
fn set(options: &mut Options, name: &str, value: Option<&str>) {
    if let Err(WrongValue { attribute, values }) = options.set(name, value) {
        let value = value.unwrap_or_default();
        warn_once(&[
            "the attribute ",
            attribute,
            " cannot be \"",
            value,
            "\"; it takes ",
            values,
        ]);
    }
}

/// Warns the shop's developer with a sentence in parts, unless it was said before.
fn warn_once(parts: &[&str]) {
    let warning = parts.concat();
    WARNED.with_borrow_mut(|warned| {
        if !warned.contains(&warning) {
            crate::browser::warn(&warning, None);
            warned.push(warning);
        }
    });
}

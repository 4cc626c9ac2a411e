//! The Rust half of the custom element `<challenges-widget>`.
//!
//! `loader.ts` defines the element, shows the placeholders and starts the downloads.
//! When this module is loaded, it calls [`open`] and then [`Instance::mount`], keeps the
//! instance, and passes on what changes. These are two calls so that the browser can answer the
//! shopper in between.

use std::any::Any;
use std::cell::RefCell;
use std::sync::Arc;

use challenge_cards::i18n::Language;
use challenge_cards::options::{Options, WrongValue};
use challenge_cards::state::Snapshot;
use challenge_cards::view::DisplaySettings;
use challenge_model::wire::Json;
use js_sys::{Array, Promise};
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::api::{InitialData, PendingRequests};
use crate::components::{Widget, WidgetContext};
use crate::formats::formats;
use crate::store::Store;

#[wasm_bindgen]
extern "C" {
    /// What the data of an element come from: an object of the loader's.
    pub type Source;

    /// The URL of the retailer's proxy.
    #[wasm_bindgen(method, getter)]
    fn proxy(this: &Source) -> String;

    /// The language tag of the page around the element.
    #[wasm_bindgen(method, getter)]
    fn page(this: &Source) -> String;

    /// The promise of the answer to `GET {proxy}/challenges`.
    #[wasm_bindgen(method, getter)]
    fn challenges(this: &Source) -> Promise;

    /// The promise of the answer to `GET {proxy}/challenges/definitions`.
    #[wasm_bindgen(method, getter)]
    fn definitions(this: &Source) -> Promise;

    /// The two answers as JSON, if they came with server-rendered cards. Those may stand
    /// in the element already.
    #[wasm_bindgen(method, getter)]
    fn answers(this: &Source) -> Option<Array>;

    /// A language with its texts: an object of the loader's.
    pub type Locale;

    /// The language tag of the page around the element.
    #[wasm_bindgen(method, getter)]
    fn page(this: &Locale) -> String;

    /// The tag of the locale file.
    #[wasm_bindgen(method, getter)]
    fn tag(this: &Locale) -> String;

    /// The content of the locale file; `None` for English, which is built in.
    #[wasm_bindgen(method, getter)]
    fn texts(this: &Locale) -> Option<String>;

    /// The shop's own texts in place of them, as JSON.
    #[wasm_bindgen(method, getter, js_name = ownTexts)]
    fn own_texts(this: &Locale) -> Option<String>;
}

/// The widget of one element. Freeing it ends everything that it has started.
#[wasm_bindgen]
pub struct Instance {
    store: Store,
    /// Whether its cards came with the page or the first answer.
    is_loaded: bool,
    mounted: Option<(WidgetContext, Box<dyn Any>)>,
}

/// Opens a widget: reads the data that there are, or waits for them. It shows nothing yet.
#[wasm_bindgen]
#[must_use]
pub fn open(source: &Source) -> Instance {
    let snapshot = source.answers().and_then(|answers| {
        let [challenges, definitions] = [0, 1].map(|index| answers.get(index).as_string());
        let (challenges, definitions) = (challenges?, definitions?);
        Snapshot::read(Json::parse(&challenges)?, Json::parse(&definitions)?)
    });
    let is_loaded = snapshot.is_some();
    let initial_data = snapshot.map_or_else(
        || {
            InitialData::Pending(PendingRequests {
                challenges: source.challenges(),
                definitions: source.definitions(),
            })
        },
        InitialData::Loaded,
    );
    Instance {
        store: Store::of(&source.proxy(), &source.page(), initial_data),
        is_loaded,
        mounted: None,
    }
}

#[wasm_bindgen]
impl Instance {
    /// Mounts the widget in `root`, whose content it replaces or hydrates. The attributes are
    /// pairs of name and value.
    pub fn mount(&mut self, root: HtmlElement, attributes: &Array, locale: &Locale) {
        let mut options = Options::default();
        for attribute in attributes.iter() {
            let attribute: Array = attribute.unchecked_into();
            if let Some(name) = attribute.get(0).as_string() {
                set(&mut options, &name, attribute.get(1).as_string().as_deref());
            }
        }
        // Server-rendered cards are hydrated; any other content is removed.
        let server_rendered = root.first_child().filter(|_| self.is_loaded);
        if server_rendered.is_none() {
            root.set_text_content(None);
        }
        let settings = DisplaySettings {
            options,
            language: language(locale),
        };
        let context = WidgetContext::new(&self.store, settings, server_rendered);
        let view = {
            let context = context.clone();
            mount_to(root, move || view! { <Widget context /> })
        };
        self.mounted = Some((context, Box::new(view)));
    }

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
        self.change_settings(|settings| set(&mut settings.options, name, value.as_deref()));
    }

    /// Changes the language.
    #[wasm_bindgen(js_name = setLocale)]
    pub fn set_locale(&self, locale: &Locale) {
        self.change_settings(|settings| settings.language = language(locale));
    }
}

impl Instance {
    fn change_settings(&self, change: impl FnOnce(&mut DisplaySettings)) {
        if let Some((context, _)) = &self.mounted {
            context.change_settings(change);
        }
    }
}

fn language(locale: &Locale) -> Arc<Language> {
    let texts = locale.texts();
    let mut language = match texts.as_deref().and_then(Json::parse) {
        Some(texts) => Language::with_texts(&locale.tag(), &locale.page(), texts, formats),
        None => Language::english(&locale.page(), formats),
    };
    let own_texts = locale.own_texts().unwrap_or_default();
    // An empty attribute counts as missing.
    if !own_texts.trim().is_empty() {
        // What is no JSON stays a text, which is reported like any other value that is no
        // object.
        let own_texts = Json::parse(&own_texts).unwrap_or(Json::Text(own_texts.as_str().into()));
        language.override_texts(own_texts, &mut warn_once);
    }
    Arc::new(language)
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

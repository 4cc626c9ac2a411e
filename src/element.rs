//! The Rust half of the custom element `<challenges-widget>`.
//!
//! `loader.ts` defines the element, draws the placeholder and starts the
//! downloads; when this module is there, it calls [`mount`], keeps what it
//! returns, and passes on what changes.

use std::any::Any;
use std::cell::RefCell;
use std::sync::Arc;

use js_sys::{Array, Function, Promise};
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::api::{Json, Look, Opening, UnderWay};
use crate::components::{Manner, Surroundings, Widget};
use crate::i18n::Language;
use crate::options::{Options, WrongValue};
use crate::store::Store;

#[wasm_bindgen]
extern "C" {
    /// How an element starts: an object of the loader's.
    pub type Start;

    /// The address of the retailer's proxy.
    #[wasm_bindgen(method, getter)]
    fn proxy(this: &Start) -> String;

    /// Pairs of the names and values of its attributes.
    #[wasm_bindgen(method, getter)]
    fn attributes(this: &Start) -> Array;

    /// The language it speaks.
    #[wasm_bindgen(method, getter)]
    fn speech(this: &Start) -> Speech;

    /// The promise of the answer to `GET {proxy}/challenges`.
    #[wasm_bindgen(method, getter)]
    fn challenges(this: &Start) -> Promise;

    /// The promise of the answer to `GET {proxy}/challenges/definitions`.
    #[wasm_bindgen(method, getter)]
    fn definitions(this: &Start) -> Promise;

    /// The two answers as values, if they came with cards that a server has drawn;
    /// those may stand in the element already.
    #[wasm_bindgen(method, getter)]
    fn answered(this: &Start) -> Option<Array>;

    /// A language with its texts: an object of the loader's.
    pub type Speech;

    /// The language tag of the page around the element.
    #[wasm_bindgen(method, getter)]
    fn page(this: &Speech) -> String;

    /// The tag of the locale file.
    #[wasm_bindgen(method, getter)]
    fn tag(this: &Speech) -> String;

    /// What the locale file holds; null for English, which is built in.
    #[wasm_bindgen(method, getter)]
    fn texts(this: &Speech) -> JsValue;

    /// The shop's own words over them, or null.
    #[wasm_bindgen(method, getter, js_name = ownTexts)]
    fn own_texts(this: &Speech) -> JsValue;
}

/// A mounted widget. Freeing it takes everything down that it put up.
#[wasm_bindgen]
pub struct Mounted {
    store: Store,
    surroundings: Surroundings,
    _view: Box<dyn Any>,
}

/// Draws the widget into `root`, which it takes over.
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
    let look = start
        .answered()
        .and_then(|answers| Look::read(Json(answers.get(0)), Json(answers.get(1))));
    // What a server has drawn is taken over; anything else makes room.
    let over = look.as_ref().and(root.first_child());
    if over.is_none() {
        root.set_text_content(None);
    }
    let opening = look.map_or_else(
        || {
            Opening::UnderWay(UnderWay {
                challenges: start.challenges(),
                definitions: start.definitions(),
            })
        },
        Opening::Here,
    );
    let store = Store::of(&start.proxy(), &start.speech().page(), opening);
    let manner = Manner {
        options,
        language: language(&start.speech()),
    };
    let surroundings = Surroundings::new(&store, manner, over);
    let view = {
        let surroundings = surroundings.clone();
        mount_to(root, move || view! { <Widget surroundings /> })
    };
    Mounted {
        store,
        surroundings,
        _view: Box::new(view),
    }
}

#[wasm_bindgen]
impl Mounted {
    /// Looks whether anything is new. What is shown stays until the answer is in.
    pub fn refresh(&self) {
        self.store.refresh();
    }

    /// Takes in that an attribute has changed, or is gone.
    #[wasm_bindgen(js_name = setAttribute)]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "wasm-bindgen passes no optional references"
    )]
    pub fn set_attribute(&self, name: &str, value: Option<String>) {
        self.surroundings
            .change(|manner| set(&mut manner.options, name, value.as_deref()));
    }

    /// Speaks another language from now on.
    #[wasm_bindgen(js_name = setSpeech)]
    pub fn set_speech(&self, speech: &Speech) {
        self.surroundings
            .change(|manner| manner.language = language(speech));
    }
}

/// Calls back when this module has panicked, after which nothing in it may be
/// called any more.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(callback: Function) {
    let callback = send_wrapper::SendWrapper::new(callback);
    std::panic::set_hook(Box::new(move |panic| {
        // Where it happened is enough to find it; what it says may hold data.
        let place = panic.location().map(ToString::to_string);
        let place = place.map_or(JsValue::NULL, JsValue::from);
        let _ = callback.call1(&JsValue::NULL, &place);
    }));
}

fn language(speech: &Speech) -> Arc<Language> {
    let texts = speech.texts();
    let mut language = if texts.is_object() {
        Language::with_texts(&speech.tag(), &speech.page(), Json(texts))
    } else {
        Language::english(&speech.page())
    };
    language.lay_over(Json(speech.own_texts()));
    Arc::new(language)
}

thread_local! {
    /// The wrong values that were already named, so that each is named once.
    static NAMED: RefCell<Vec<String>> = RefCell::default();
}

fn set(options: &mut Options, name: &str, value: Option<&str>) {
    if let Err(WrongValue { attribute, values }) = options.set(name, value) {
        let value = value.unwrap_or_default();
        let complaint = [
            "the attribute ",
            attribute,
            " cannot be \"",
            value,
            "\"; it takes ",
            values,
        ]
        .concat();
        NAMED.with_borrow_mut(|named| {
            if !named.contains(&complaint) {
                crate::browser::warn(&complaint, &JsValue::UNDEFINED);
                named.push(complaint);
            }
        });
    }
}

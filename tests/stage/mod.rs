//! A page to put the widget on, and a proxy that answers what a test wants.

use challenges_widget::element::{Mounted, mount};
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Document, Element, HtmlElement, Response, ResponseInit};

/// The proxy's address in all tests.
pub const PROXY: &str = "/api/loyalty";
/// How many frames something may take to happen.
const FRAMES: usize = 300;

/// A widget on the page. It is gone when this is dropped.
pub struct Stage {
    pub root: HtmlElement,
    pub requests: AbortController,
    mounted: Option<Mounted>,
}

impl Stage {
    /// Mounts a widget whose first request has this answer.
    pub fn with(response: &Promise) -> Self {
        let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        document().body().unwrap().append_child(&root).unwrap();
        let requests = AbortController::new().unwrap();
        let mounted = mount(
            root.clone(),
            PROXY,
            "en-GB".to_owned(),
            response.clone(),
            requests.signal(),
        );
        Self {
            root,
            requests,
            mounted: Some(mounted),
        }
    }

    /// Mounts a widget and waits until its cards are there.
    pub async fn with_cards(items: &str) -> Self {
        let stage = Self::with(&json(items));
        stage
            .until("the cards are there", |stage| {
                !stage.all(".card:not(.skeleton)").is_empty()
            })
            .await;
        stage
    }

    pub fn refresh(&self) {
        self.mounted.as_ref().unwrap().refresh();
    }

    /// Takes the widget down, leaving its root.
    pub fn unmount(&mut self) {
        self.mounted = None;
    }

    pub fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length())
            .map(|at| found.get(at).unwrap().unchecked_into())
            .collect()
    }

    pub fn one(&self, selector: &str) -> HtmlElement {
        match &self.all(selector)[..] {
            [only] => only.clone().unchecked_into(),
            found => panic!(
                "{} elements match {selector}: {}",
                found.len(),
                self.root.inner_html()
            ),
        }
    }

    /// The texts of all elements that match.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).iter().map(text).collect()
    }

    /// Waits frame by frame until something is so.
    pub async fn until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        for _ in 0..FRAMES {
            if is_so(self) {
                return;
            }
            next_frame().await;
        }
        panic!(
            "{what}: not within {FRAMES} frames: {}",
            self.root.inner_html()
        );
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.mounted = None;
        self.root.remove();
    }
}

/// `window.fetch` with answers of a test's own; the real one is back when this
/// is dropped.
pub struct Proxy {
    original: JsValue,
    asked: Array,
    _answer: Closure<dyn FnMut(web_sys::Request) -> Promise>,
}

impl Proxy {
    /// Answers each request, by its address without the origin.
    pub fn answering(mut answer: impl FnMut(&str) -> Promise + 'static) -> Self {
        let asked = Array::new();
        let log = asked.clone();
        let origin = web_sys::window().unwrap().location().origin().unwrap();
        let answer = Closure::new(move |request: web_sys::Request| {
            let address = request.url().replacen(&origin, "", 1);
            log.push(&address.as_str().into());
            answer(&address)
        });
        let window = web_sys::window().unwrap();
        let original = Reflect::get(&window, &"fetch".into()).unwrap();
        Reflect::set(&window, &"fetch".into(), answer.as_ref()).unwrap();
        Self {
            original,
            asked,
            _answer: answer,
        }
    }

    /// The addresses asked for so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked
            .iter()
            .map(|address| address.as_string().unwrap())
            .collect()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        Reflect::set(&web_sys::window().unwrap(), &"fetch".into(), &self.original).unwrap();
    }
}

/// An answer with these items in Engage's envelope.
pub fn json(items: &str) -> Promise {
    let count = js_sys::JSON::parse(items)
        .unwrap()
        .unchecked_into::<Array>()
        .length();
    answer(
        200,
        &format!(r#"{{"items": {items}, "totalCount": {count}}}"#),
    )
}

/// An answer with this status and body.
pub fn answer(status: u16, body: &str) -> Promise {
    let init = ResponseInit::new();
    init.set_status(status);
    let response = Response::new_with_opt_str_and_init(Some(body), &init).unwrap();
    Promise::resolve(&JsValue::from(response))
}

/// No answer, as when offline.
pub fn no_answer() -> Promise {
    Promise::reject(&js_sys::TypeError::new("Failed to fetch"))
}

/// An answer that is still to come, and the function that gives it.
pub fn later() -> (Promise, Function) {
    let mut resolve = None;
    let promise = Promise::new(&mut |give, _| resolve = Some(give));
    (promise, resolve.unwrap())
}

pub fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

pub fn text(element: &Element) -> String {
    element.text_content().unwrap_or_default()
}

async fn next_frame() {
    let frame = Promise::new(&mut |resolve, _| {
        web_sys::window()
            .unwrap()
            .request_animation_frame(&resolve)
            .unwrap();
    });
    JsFuture::from(frame).await.unwrap();
}

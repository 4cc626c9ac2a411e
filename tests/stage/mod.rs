//! A page with the widget on it, and a proxy that answers what a test wants.

use challenges_widget::element::{Instance, Source, open};
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlElement, Response, ResponseInit};

/// The proxy's URL in all tests.
pub const PROXY: &str = "/api/loyalty";
/// How many frames a test waits for a condition.
const FRAMES: usize = 300;

/// A widget on the page. It is removed when this is dropped.
pub struct Stage {
    pub root: HtmlElement,
    widget: Option<Instance>,
}

/// How a widget on the stage starts.
pub struct Setting {
    challenges: Promise,
    definitions: Promise,
    attributes: Array,
    proxy: String,
    page_language: &'static str,
    tag: &'static str,
    texts: Option<&'static str>,
    own_texts: Option<&'static str>,
}

impl Setting {
    /// A widget whose request for challenges has this answer, and that for
    /// definitions an empty one.
    pub fn new(challenges: &Promise) -> Self {
        Self {
            challenges: challenges.clone(),
            definitions: json("[]"),
            attributes: Array::new(),
            // Widgets with one proxy share a store, so each test has a proxy of its own.
            proxy: format!("{PROXY}/{}", js_sys::Math::random()),
            page_language: "en-GB",
            tag: "en",
            texts: None,
            own_texts: None,
        }
    }

    /// What the request for definitions is answered.
    pub fn definitions(mut self, answer: &Promise) -> Self {
        self.definitions = answer.clone();
        self
    }

    /// An attribute of the element.
    pub fn attribute(self, name: &str, value: &str) -> Self {
        self.attributes
            .push(&Array::of2(&name.into(), &value.into()));
        self
    }

    /// Another proxy, which several widgets may share.
    pub fn proxy(mut self, proxy: &str) -> Self {
        proxy.clone_into(&mut self.proxy);
        self
    }

    /// The language of the page and of the texts.
    pub fn in_language(
        mut self,
        page: &'static str,
        tag: &'static str,
        texts: &'static str,
    ) -> Self {
        self.page_language = page;
        self.tag = tag;
        self.texts = Some(texts);
        self
    }

    /// The shop's own texts, as JSON.
    pub fn own_texts(mut self, texts: &'static str) -> Self {
        self.own_texts = Some(texts);
        self
    }

    /// The widget on the page.
    pub fn stage(self) -> Stage {
        let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        document().body().unwrap().append_child(&root).unwrap();
        let locale = object(&[
            ("page", self.page_language.into()),
            ("tag", self.tag.into()),
            ("texts", self.texts.into()),
            ("ownTexts", self.own_texts.into()),
        ]);
        let source = object(&[
            ("proxy", self.proxy.into()),
            ("page", self.page_language.into()),
            ("challenges", self.challenges.into()),
            ("definitions", self.definitions.into()),
        ]);
        let mut widget = open(source.unchecked_ref::<Source>());
        widget.mount(root.clone(), &self.attributes, locale.unchecked_ref());
        Stage {
            widget: Some(widget),
            root,
        }
    }

    /// The widget on the page once its cards are there.
    pub async fn stage_with_cards(self) -> Stage {
        let stage = self.stage();
        stage
            .until("the cards are there", |stage| {
                !stage.all(".card:not(.skeleton)").is_empty()
            })
            .await;
        stage
    }
}

fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), value).unwrap();
    }
    object.into()
}

impl Stage {
    /// Mounts a widget whose request for challenges has this answer.
    pub fn with(challenges: &Promise) -> Self {
        Setting::new(challenges).stage()
    }

    /// Mounts a widget and waits until its cards are there.
    pub async fn with_cards(items: &str) -> Self {
        Setting::new(&json(items)).stage_with_cards().await
    }

    /// Changes an attribute of the element.
    pub fn set_attribute(&self, name: &str, value: Option<&str>) {
        let widget = self.widget.as_ref().unwrap();
        widget.set_attribute(name, value.map(str::to_owned));
    }

    pub fn refresh(&self) {
        // A test waits for what the refresh brings.
        let _ = self.widget.as_ref().unwrap().refresh();
    }

    /// Unmounts the widget, and leaves its root.
    pub fn unmount(&mut self) {
        self.widget = None;
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

    /// Waits until no request is pending.
    pub async fn until_idle(&self) {
        self.until("it is idle", |stage| {
            stage.one("section").get_attribute("aria-busy").as_deref() == Some("false")
        })
        .await;
    }

    /// Waits frame by frame for a condition.
    pub async fn until(&self, condition: &str, is_met: impl Fn(&Self) -> bool) {
        for _ in 0..FRAMES {
            if is_met(self) {
                return;
            }
            next_frame().await;
        }
        panic!(
            "{condition}: not within {FRAMES} frames: {}",
            self.root.inner_html()
        );
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.widget = None;
        self.root.remove();
    }
}

/// Replaces `window.fetch` by answers of the test, until it is dropped. URLs are
/// relative to the proxy's.
pub struct Proxy {
    original: JsValue,
    requests: Array,
    _answer: Closure<dyn FnMut(web_sys::Request) -> Promise>,
}

impl Proxy {
    /// Answers each request, by its method and its URL.
    pub fn answering(mut answer: impl FnMut(&str) -> Promise + 'static) -> Self {
        let requests = Array::new();
        let log = requests.clone();
        let origin = web_sys::window().unwrap().location().origin().unwrap();
        let answer = Closure::new(move |request: web_sys::Request| {
            let url = request.url().replacen(&origin, "", 1);
            let below = url.split_once("/challenges").map_or("", |(_, below)| below);
            let request = format!("{} /challenges{below}", request.method());
            log.push(&request.as_str().into());
            answer(&request)
        });
        let window = web_sys::window().unwrap();
        let original = Reflect::get(&window, &"fetch".into()).unwrap();
        Reflect::set(&window, &"fetch".into(), answer.as_ref()).unwrap();
        Self {
            original,
            requests,
            _answer: answer,
        }
    }

    /// Answers each request for challenges, and requests for definitions with an empty
    /// list.
    pub fn answering_challenges(mut answer: impl FnMut() -> Promise + 'static) -> Self {
        Self::answering(move |request| match request {
            "GET /challenges" => answer(),
            _ => json("[]"),
        })
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests
            .iter()
            .map(|request| request.as_string().unwrap())
            .collect()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        Reflect::set(&web_sys::window().unwrap(), &"fetch".into(), &self.original).unwrap();
    }
}

/// Replaces `console.warn` until it is dropped, and keeps what it is called with.
pub struct Warnings {
    original: JsValue,
    calls: Array,
}

impl Warnings {
    pub fn recorded() -> Self {
        let calls = Array::new();
        let record = Function::new_with_args("...call", "this.push(call)").bind0(&calls);
        let console = Reflect::get(&js_sys::global(), &"console".into()).unwrap();
        let original = Reflect::get(&console, &"warn".into()).unwrap();
        Reflect::set(&console, &"warn".into(), &record).unwrap();
        Self { original, calls }
    }

    /// The arguments of each call so far, after one another as text.
    pub fn texts(&self) -> Vec<String> {
        let calls = self.calls.iter();
        calls
            .map(|call| {
                let arguments = call.unchecked_into::<Array>();
                arguments.join(" | ").into()
            })
            .collect()
    }
}

impl Drop for Warnings {
    fn drop(&mut self) {
        let console = Reflect::get(&js_sys::global(), &"console".into()).unwrap();
        Reflect::set(&console, &"warn".into(), &self.original).unwrap();
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

/// An answer that comes later, and the function that gives it.
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

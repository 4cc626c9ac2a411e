//! The event stream of a page, with streams that the tests open and refuse.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]
#![allow(
    dead_code,
    unreachable_pub,
    reason = "the stage is public to the tests alone, and not each needs all of it"
)]

mod stage;

use js_sys::{Array, Function, Reflect};
use stage::{Proxy, Setting, document, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, EventTarget};

wasm_bindgen_test_configure!(run_in_browser);

/// A class like `EventSource`, whose objects tests can reach.
const EVENT_SOURCE: &str = "return class extends EventTarget {
    static CLOSED = 2;
    readyState = 0;
    constructor(url, settings) {
        super();
        Object.assign(this, { url, settings });
        streams.push(this);
    }
    close() {
        this.readyState = 2;
    }
}";

/// A `setTimeout` by which the wait before a stream is opened again takes no time.
const SET_TIMEOUT: &str = "return (callback, millis) => {
    const isReconnection = millis > 5000 && millis <= 10000;
    return original(callback, isReconnection ? 0 : millis);
}";

/// Says whether somebody sees the page, in place of the browser.
const HIDE: &str =
    "Object.defineProperty(document, 'hidden', { configurable: true, value: isHidden })";

/// A global that is replaced until this is dropped.
struct Replaced {
    name: &'static str,
    original: JsValue,
}

impl Replaced {
    /// Replaces a global by what `code` returns. It sees `argument` under this name.
    fn by(name: &'static str, code: &str, argument: &str, value: &JsValue) -> Self {
        let original = Reflect::get(&js_sys::global(), &name.into()).unwrap();
        let make = Function::new_with_args(argument, code);
        let replacement = make.call1(&JsValue::NULL, value).unwrap();
        Reflect::set(&js_sys::global(), &name.into(), &replacement).unwrap();
        Self { name, original }
    }
}

impl Drop for Replaced {
    fn drop(&mut self) {
        Reflect::set(&js_sys::global(), &self.name.into(), &self.original).unwrap();
    }
}

/// The streams that the page opens, until this is dropped.
struct Streams {
    opened: Array,
    _class: Replaced,
}

impl Streams {
    fn recorded() -> Self {
        let opened = Array::new();
        let class = Replaced::by("EventSource", EVENT_SOURCE, "streams", &opened);
        Self {
            opened,
            _class: class,
        }
    }

    /// How many were opened so far.
    fn count(&self) -> u32 {
        self.opened.length()
    }

    fn member(&self, at: u32, name: &str) -> JsValue {
        Reflect::get(&self.opened.get(at), &name.into()).unwrap()
    }

    fn is_closed(&self, at: u32) -> bool {
        self.member(at, "readyState") == 2
    }

    /// Opens a stream.
    fn open(&self, at: u32) {
        Reflect::set(&self.opened.get(at), &"readyState".into(), &1.into()).unwrap();
        self.dispatch(at, "open");
    }

    /// Whether each of the streams at this URL is closed.
    fn are_closed(&self, url: &str) -> Vec<bool> {
        let all = 0..self.count();
        all.filter(|at| self.member(*at, "url") == url)
            .map(|at| self.is_closed(at))
            .collect()
    }

    /// Dispatches an event on a stream.
    fn dispatch(&self, at: u32, kind: &str) {
        let stream: EventTarget = self.opened.get(at).unchecked_into();
        stream.dispatch_event(&Event::new(kind).unwrap()).unwrap();
    }

    /// Lets the browser give a stream up, as after an answer other than a stream.
    fn give_up(&self, at: u32) {
        Reflect::set(&self.opened.get(at), &"readyState".into(), &2.into()).unwrap();
        self.dispatch(at, "error");
    }
}

/// Lets the page believe that nobody sees it, or that somebody does.
fn show(is_shown: bool) {
    let hide = Function::new_with_args("isHidden", HIDE);
    hide.call1(&JsValue::NULL, &(!is_shown).into()).unwrap();
    let event = Event::new("visibilitychange").unwrap();
    document().dispatch_event(&event).unwrap();
}

/// Waits until a stream is closed after its last widget is gone.
async fn until_closed(streams: &Streams, at: u32) {
    let other = Setting::new(&json("[]")).stage();
    other
        .until("the stream is closed", |_| streams.is_closed(at))
        .await;
}

/// A widget that listens to this proxy.
fn live(proxy: &str) -> Setting {
    Setting::new(&json("[]")).proxy(proxy).attribute("live", "")
}

#[wasm_bindgen_test]
async fn all_widgets_of_a_proxy_share_one_stream_which_carries_cookies() {
    let streams = Streams::recorded();
    let first = live("/api/one-stream").stage();
    let second = live("/api/one-stream")
        .in_language("sv-SE", "sv", "{}")
        .stage();
    let third = live("/api/one-stream")
        .attribute("filter", "active")
        .stage();
    assert_eq!(streams.count(), 1);
    assert_eq!(
        streams.member(0, "url"),
        "/api/one-stream/challenges/events"
    );
    let settings = streams.member(0, "settings");
    let with_credentials = Reflect::get(&settings, &"withCredentials".into()).unwrap();
    assert_eq!(with_credentials, JsValue::TRUE);
    drop((first, third));
    assert!(!streams.is_closed(0), "one widget is left");
    drop(second);
    until_closed(&streams, 0).await;
}

#[wasm_bindgen_test]
async fn a_widget_that_is_told_not_to_listen_any_more_closes_the_stream() {
    let streams = Streams::recorded();
    let stage = live("/api/no-more").stage();
    stage.set_attribute("live", None);
    stage
        .until("the stream is closed", |_| streams.is_closed(0))
        .await;
}

#[wasm_bindgen_test]
async fn a_stream_that_was_given_up_is_opened_again_and_what_was_missed_is_asked_for() {
    let streams = Streams::recorded();
    let original = Reflect::get(&js_sys::global(), &"setTimeout".into()).unwrap();
    let _quick = Replaced::by("setTimeout", SET_TIMEOUT, "original", &original);
    let proxy = Proxy::answering_challenges(|| json("[]"));
    let stage = live("/api/given-up").stage();
    stage.until_idle().await;
    streams.open(0);
    assert!(proxy.requests().is_empty(), "nothing was missed");
    Reflect::set(&streams.opened.get(0), &"readyState".into(), &0.into()).unwrap();
    streams.dispatch(0, "error");
    assert_eq!(streams.count(), 1, "the browser opens it again itself");
    streams.give_up(0);
    stage
        .until("there is another one", |_| streams.count() == 2)
        .await;
    assert!(proxy.requests().is_empty());
    streams.open(1);
    stage
        .until("what was missed is asked for", |_| {
            proxy
                .requests()
                .first()
                .is_some_and(|first| first == "GET /challenges")
        })
        .await;
}

#[wasm_bindgen_test]
async fn what_changed_between_the_cards_and_the_first_stream_is_asked_for_once() {
    let streams = Streams::recorded();
    let proxy = Proxy::answering_challenges(|| json("[]"));
    let stage = Setting::new(&json("[]")).proxy("/api/later").stage();
    stage.until_idle().await;
    stage.set_attribute("live", Some(""));
    stage
        .until("there is a stream", |_| streams.count() == 1)
        .await;
    assert!(
        proxy.requests().is_empty(),
        "not before the stream is there"
    );
    streams.open(0);
    streams.open(0);
    stage
        .until("it is asked for", |_| proxy.requests().len() >= 2)
        .await;
    stage.until_idle().await;
    assert_eq!(
        proxy.requests(),
        ["GET /challenges", "GET /challenges/definitions"]
    );
}

#[wasm_bindgen_test]
async fn a_refresh_of_the_shop_opens_a_stream_that_waits_at_once() {
    let streams = Streams::recorded();
    let _proxy = Proxy::answering_challenges(|| json("[]"));
    let stage = live("/api/hurry").stage();
    stage.until_idle().await;
    stage.refresh();
    assert_eq!(streams.count(), 1, "one that is open stays");
    streams.give_up(0);
    stage.refresh();
    assert_eq!(streams.count(), 2);
}

#[wasm_bindgen_test]
async fn a_page_that_nobody_sees_has_no_stream() {
    let streams = Streams::recorded();
    // Streams of other tests may still end, hence those of one proxy alone.
    let closed = || streams.are_closed("/api/hidden/challenges/events");
    show(false);
    let stage = live("/api/hidden").stage();
    assert!(closed().is_empty());
    show(true);
    assert_eq!(closed(), [false]);
    show(false);
    assert_eq!(closed(), [true]);
    show(true);
    assert_eq!(closed(), [true, false]);
    drop(stage);
    let other = Setting::new(&json("[]")).stage();
    other
        .until("the stream is closed", |_| closed() == [true, true])
        .await;
    show(false);
    show(true);
    assert_eq!(closed(), [true, true], "nobody listens any more");
}

#[wasm_bindgen_test]
async fn an_event_of_the_proxy_is_followed_by_one_refresh_of_all_widgets() {
    let streams = Streams::recorded();
    let proxy = Proxy::answering_challenges(|| json("[]"));
    let first = live("/api/news").stage();
    let _second = live("/api/news").stage();
    first.until_idle().await;
    for _ in 0..3 {
        streams.dispatch(0, "changed");
    }
    first
        .until("it is asked for", |_| proxy.requests().len() >= 2)
        .await;
    first.until_idle().await;
    assert_eq!(
        proxy.requests(),
        ["GET /challenges", "GET /challenges/definitions"]
    );
}

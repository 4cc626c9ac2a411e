//! The proxy's event stream, by which a page hears that something changed. It is open
//! while somebody sees the page: browsers open few connections to a server at a time.
//!
//! A browser opens a stream again by itself when the connection breaks, but gives it up
//! for ever after an answer other than a stream. Then [`reconnection`] says when to try
//! again.

mod reconnection;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::EventTarget;

use crate::browser::{self, Listener, ServerEvents, StreamState, Timer, window};

/// The event by which the proxy says that something changed.
const CHANGED: &str = "changed";

/// A stream. It ends when it is dropped.
pub(crate) struct EventStream {
    url: String,
    /// Called with the URL when there is something new, or may be.
    on_news: fn(&str),
    connection: RefCell<Connection>,
    /// How often in a row the stream was not answered with a stream.
    failures: Cell<u32>,
    /// Whether something may have changed while there was no stream.
    may_have_missed: Cell<bool>,
    /// Hears whether somebody sees the page.
    visibility: RefCell<Option<Listener>>,
}

enum Connection {
    /// There is none.
    Closed,
    /// The browser holds it, and opens it again when it breaks.
    Held(ServerEvents),
    /// The browser has given it up.
    Waiting(#[expect(dead_code, reason = "kept for its drop")] Timer),
}

impl EventStream {
    /// The stream at this URL. Where there `are_cards` already, they may have changed since
    /// they were made: the page asks once when the stream is there.
    pub(crate) fn of(url: String, are_cards: bool, on_news: fn(&str)) -> Rc<Self> {
        let stream = Rc::new(Self {
            url,
            on_news,
            connection: RefCell::new(Connection::Closed),
            failures: Cell::new(0),
            may_have_missed: Cell::new(are_cards),
            visibility: RefCell::new(None),
        });
        if let Some(document) = window().and_then(|window| window.document()) {
            let listener = stream.listener(&document, "visibilitychange");
            stream.visibility.replace(Some(listener));
        }
        stream.update();
        stream
    }

    /// The URL.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Does what the state of page and stream asks for. A stream that waits for its time
    /// is opened at once.
    pub(crate) fn update(self: &Rc<Self>) {
        let state = match &*self.connection.borrow() {
            Connection::Held(events) => Some(events.state()),
            Connection::Closed | Connection::Waiting(_) => None,
        };
        let next = match state {
            _ if browser::is_hidden() => {
                self.may_have_missed.set(true);
                Connection::Closed
            }
            None => self.connected(),
            Some(StreamState::GivenUp) => self.waiting(),
            Some(StreamState::Open) => {
                self.failures.set(0);
                if self.may_have_missed.replace(false) {
                    (self.on_news)(&self.url);
                }
                return;
            }
            Some(StreamState::Connecting) => return,
        };
        self.connection.replace(next);
    }

    fn connected(self: &Rc<Self>) -> Connection {
        ServerEvents::open(&self.url, CHANGED, |source, kind| {
            self.listener(source, kind)
        })
        .map_or(Connection::Closed, Connection::Held)
    }

    fn waiting(self: &Rc<Self>) -> Connection {
        let failures = self.failures.get();
        self.failures.set(failures.saturating_add(1));
        self.may_have_missed.set(true);
        let wait = reconnection::wait(failures, browser::random());
        let stream = Rc::downgrade(self);
        Connection::Waiting(Timer::after(wait, move || {
            if let Some(stream) = stream.upgrade() {
                stream.update();
            }
        }))
    }

    /// Follows an event of this kind, without keeping the stream alive.
    fn listener(self: &Rc<Self>, target: &EventTarget, kind: &'static str) -> Listener {
        let stream = Rc::downgrade(self);
        Listener::new(target, kind, move |_| {
            if let Some(stream) = stream.upgrade() {
                if kind == CHANGED {
                    (stream.on_news)(&stream.url);
                } else {
                    stream.update();
                }
            }
        })
    }
}

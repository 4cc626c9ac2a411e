//! The proxy's event stream, by which a page hears that something changed. A page has
//! one stream for each proxy, whatever the number of widgets and languages, and none
//! while nobody sees the page: browsers open few connections to a server at a time.
//!
//! A browser opens a stream again by itself when the connection breaks, but gives it up
//! for ever after an answer other than a stream. Then [`reconnection`] says when to try
//! again.

mod reconnection;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use crate::browser::{self, Listener, ServerEvents, StreamEvent, Timer, window};

thread_local! {
    /// The streams of the page.
    static STREAMS: RefCell<Vec<Weak<EventStream>>> = const { RefCell::new(Vec::new()) };
}

type Callback = dyn Fn();

/// A follower of a stream, until it is dropped. The stream ends with its last follower.
#[must_use = "dropping it ends following"]
pub(crate) struct Follower {
    stream: Rc<EventStream>,
    _callback: Rc<Callback>,
}

impl Follower {
    /// Follows the stream at this URL. Calls back when there is something new, or may be.
    pub(crate) fn of(url: &str, callback: impl Fn() + 'static) -> Self {
        let stream = EventStream::at(url);
        let callback: Rc<Callback> = Rc::new(callback);
        let mut followers = stream.followers.borrow_mut();
        followers.retain(|known| known.strong_count() > 0);
        followers.push(Rc::downgrade(&callback));
        drop(followers);
        Self {
            stream,
            _callback: callback,
        }
    }

    /// Opens the stream at once if it waits for its time: whoever calls this has reason
    /// to hope that it is answered now.
    pub(crate) fn hurry(&self) {
        let is_waiting = matches!(&*self.stream.connection.borrow(), Connection::Waiting(_));
        if is_waiting {
            self.stream.failures.set(1);
            self.stream.connect();
        }
    }
}

/// One stream of the page.
struct EventStream {
    url: String,
    followers: RefCell<Vec<Weak<Callback>>>,
    connection: RefCell<Connection>,
    /// How often in a row the stream has not been answered with a stream.
    failures: Cell<u32>,
    /// Hears whether somebody sees the page.
    visibility: RefCell<Option<Listener>>,
}

enum Connection {
    /// Nobody sees the page, or the browser opens no streams.
    Closed,
    /// The browser holds it, and opens it again when it breaks.
    Open(#[expect(dead_code, reason = "kept for its drop")] ServerEvents),
    /// The browser has given it up.
    Waiting(#[expect(dead_code, reason = "kept for its drop")] Timer),
}

impl EventStream {
    /// The stream at this URL, which is opened where it is new.
    fn at(url: &str) -> Rc<Self> {
        STREAMS.with_borrow_mut(|streams| {
            streams.retain(|known| known.strong_count() > 0);
            let mut known = streams.iter().filter_map(Weak::upgrade);
            if let Some(stream) = known.find(|stream| stream.url == url) {
                return stream;
            }
            let stream = Rc::new(Self {
                url: url.to_owned(),
                followers: RefCell::default(),
                connection: RefCell::new(Connection::Closed),
                failures: Cell::new(0),
                visibility: RefCell::new(None),
            });
            streams.push(Rc::downgrade(&stream));
            stream.follow_visibility();
            stream
        })
    }

    /// Keeps the stream open while somebody sees the page, from now on.
    fn follow_visibility(self: &Rc<Self>) {
        let update = self.callback(|stream, ()| stream.update_visibility());
        update(());
        if let Some(document) = window().and_then(|window| window.document()) {
            let listener = Listener::new(&document, "visibilitychange", move |_| update(()));
            self.visibility.replace(Some(listener));
        }
    }

    fn update_visibility(self: &Rc<Self>) {
        let is_closed = matches!(&*self.connection.borrow(), Connection::Closed);
        if browser::is_hidden() {
            self.connection.replace(Connection::Closed);
        } else if is_closed {
            // A page that becomes visible asks for the challenges anyway.
            self.failures.set(0);
            self.connect();
        }
    }

    /// Opens the stream, in place of whatever there is.
    fn connect(self: &Rc<Self>) {
        let receive = self.callback(Self::receive);
        let events = ServerEvents::open(&self.url, "changed", receive);
        let connection = events.map_or(Connection::Closed, Connection::Open);
        self.connection.replace(connection);
    }

    fn receive(self: &Rc<Self>, event: StreamEvent) {
        match event {
            StreamEvent::Sent => self.tell(),
            // What happened while there was no stream was missed.
            StreamEvent::Opened if self.failures.replace(0) > 0 => self.tell(),
            StreamEvent::Opened => {}
            StreamEvent::GivenUp => {
                let failures = self.failures.get();
                self.failures.set(failures.saturating_add(1));
                let connect = self.callback(|stream, ()| stream.connect());
                let wait = reconnection::wait(failures, browser::random());
                let timer = Timer::after(wait, move || connect(()));
                self.connection.replace(Connection::Waiting(timer));
            }
        }
    }

    /// Calls all followers.
    fn tell(&self) {
        // A copy, because a follower may come or go.
        let followers = self.followers.borrow().clone();
        for follower in followers.iter().filter_map(Weak::upgrade) {
            follower();
        }
    }

    /// A callback that does not keep the stream alive.
    fn callback<Input>(
        self: &Rc<Self>,
        method: fn(&Rc<Self>, Input),
    ) -> impl Fn(Input) + use<Input> {
        let stream = Rc::downgrade(self);
        move |input| {
            if let Some(stream) = stream.upgrade() {
                method(&stream, input);
            }
        }
    }
}

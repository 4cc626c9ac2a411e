//! What makes a store look again by itself.

use super::Store;
use crate::browser::{Listener, Timer, window};

/// How often the dates on the cards are looked at, in milliseconds.
const TICK: u32 = 30_000;
/// What the shop dispatches on `window` when it knows of news.
const REFRESH_EVENT: &str = "challenges:refresh";

/// The listeners and the timer of one store; they end when it is dropped.
pub(super) struct Watch {
    _listeners: Vec<Listener>,
    _tick: Timer,
}

impl Watch {
    /// Watches for this store, without keeping it alive.
    pub(super) fn over(store: &Store) -> Self {
        let mut listeners = Vec::new();
        if let Some(window) = window() {
            for kind in ["focus", "online", "pageshow"] {
                listeners.push(Listener::new(&window, kind, on_event(store, Store::hint)));
            }
            let asked = on_event(store, Store::refresh);
            listeners.push(Listener::new(&window, REFRESH_EVENT, asked));
            if let Some(document) = window.document() {
                let shown = on_event(store, Store::hint);
                listeners.push(Listener::new(&document, "visibilitychange", shown));
            }
        }
        let tick = on_event(store, Store::tick);
        Self {
            _listeners: listeners,
            _tick: Timer::every(TICK, move || tick(())),
        }
    }
}

/// Does something with the store at each event, as long as there is one.
fn on_event<E>(store: &Store, act: impl Fn(&Store) + 'static) -> impl Fn(E) + 'static {
    let store = store.weak();
    move |_| {
        if let Some(store) = store() {
            act(&store);
        }
    }
}

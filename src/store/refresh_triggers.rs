//! What makes a store refresh by itself.

use super::Store;
use crate::browser::{Listener, Timer, window};

/// How often the cards are brought up to date with the time, in milliseconds.
const TICK: u32 = 30_000;
/// The event by which the shop asks for a refresh, dispatched on `window`.
const REFRESH_EVENT: &str = "challenges:refresh";

/// The listeners and the timer of one store. They end when this is dropped.
pub(super) struct RefreshTriggers {
    _listeners: Vec<Listener>,
    _tick: Timer,
}

impl RefreshTriggers {
    /// The triggers of a store, which do not keep it alive.
    pub(super) fn of(store: &Store) -> Self {
        let mut listeners = Vec::new();
        if let Some(window) = window() {
            for kind in ["focus", "online", "pageshow"] {
                let refresh = on_event(store, Store::refresh_if_due);
                listeners.push(Listener::new(&window, kind, refresh));
            }
            let refresh = on_event(store, Store::refresh);
            listeners.push(Listener::new(&window, REFRESH_EVENT, refresh));
            if let Some(document) = window.document() {
                let refresh = on_event(store, Store::refresh_if_due);
                listeners.push(Listener::new(&document, "visibilitychange", refresh));
            }
        }
        let tick = on_event(store, Store::tick);
        Self {
            _listeners: listeners,
            _tick: Timer::every(TICK, move || tick(())),
        }
    }
}

/// Calls a method of the store at each event, as long as the store exists.
fn on_event<E>(store: &Store, call: impl Fn(&Store) + 'static) -> impl Fn(E) + 'static {
    let store = store.weak();
    move |_| {
        if let Some(store) = store() {
            call(&store);
        }
    }
}

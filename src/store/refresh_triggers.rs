//! What makes a store refresh by itself.

use web_sys::{Event, EventTarget};

use super::Store;
use crate::browser::{self, Listener, Timer, window};

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
            let triggers: [(&'static str, Trigger); 5] = [
                ("focus", refresh_if_due),
                ("online", refresh_if_due),
                (REFRESH_EVENT, |store, _| store.refresh()),
                // The browser keeps the page, and shows it again: perhaps to another shopper.
                ("pagehide", |store, event| {
                    if browser::is_kept(event) {
                        store.conceal();
                    }
                }),
                ("pageshow", |store, event| {
                    if browser::is_kept(event) {
                        store.confirm();
                    }
                }),
            ];
            for (kind, trigger) in triggers {
                listeners.push(listen(store, &window, kind, trigger));
            }
            if let Some(document) = window.document() {
                let listener = listen(store, &document, "visibilitychange", refresh_if_due);
                listeners.push(listener);
            }
        }
        let tick = store.weak();
        let tick = move || {
            if let Some(store) = tick() {
                store.tick();
            }
        };
        Self {
            _listeners: listeners,
            _tick: Timer::every(TICK, tick),
        }
    }
}

/// What an event makes a store do.
type Trigger = fn(&Store, &Event);

fn refresh_if_due(store: &Store, _: &Event) {
    store.refresh_if_due();
}

/// Calls the trigger at each event, as long as the store exists.
fn listen(store: &Store, target: &EventTarget, kind: &'static str, trigger: Trigger) -> Listener {
    let store = store.weak();
    Listener::new(target, kind, move |event| {
        if let Some(store) = store() {
            trigger(&store, &event);
        }
    })
}

//! One refresh: its attempts, the pauses between them, and its end.

use challenge_cards::retry::{self, Network};
use challenge_cards::state::{Activity, Failure, Snapshot};
use js_sys::Promise;
use wasm_bindgen_futures::spawn_local;

use super::{Store, StoreEvent};
use crate::api::PendingRequests;
use crate::browser::{self, Settle, Timer};

/// After this many milliseconds without an answer the shopper is told that it takes
/// long.
const SLOW: u32 = 5_000;

/// The timers of a refresh.
pub(super) struct Refreshing {
    /// Tells the shopper that it takes long.
    _slow: Timer,
    /// The pause before the next attempt.
    pause: Option<Timer>,
}

impl Store {
    /// Requests the challenges, unless that is being done already. The first requests may
    /// be pending.
    pub(super) fn fetch(&self, pending: Option<PendingRequests>) {
        let state = &self.0.state;
        if state.activity() != Activity::Idle {
            return;
        }
        state.set_activity(Activity::Fetching);
        self.0.last_refresh.set(Some(browser::now()));
        // This one brings what a later one would have brought.
        self.0.delayed_refresh.take();
        let waiting = state.clone();
        *self.0.refreshing.borrow_mut() = Some(Refreshing {
            _slow: Timer::after(SLOW, move || waiting.set_activity(Activity::Waiting)),
            pause: None,
        });
        self.attempt(pending, 0);
    }

    /// Makes the requests of a refresh, of which this many have failed before.
    fn attempt(&self, pending: Option<PendingRequests>, failures: u32) {
        let client = self.0.client.clone();
        let departures = self.0.departures.get();
        let store = self.weak();
        spawn_local(async move {
            let answer = client.fetch(pending).await;
            // The store is gone when the last widget is.
            if let Some(store) = store().filter(|store| store.0.departures.get() == departures) {
                store.finish_attempt(answer, failures);
            }
        });
    }

    /// Makes the requests again after a pause, or ends the refresh.
    fn finish_attempt(&self, answer: Result<Snapshot, Failure>, failures: u32) {
        let network = if browser::is_offline() {
            Network::Offline
        } else {
            Network::Online
        };
        let failure = answer.as_ref().err().copied();
        let pause =
            failure.and_then(|failure| retry::pause(failure, failures, network, browser::random()));
        let Some(millis) = pause else {
            self.receive(answer);
            self.end_refresh();
            return;
        };
        if let Some(Failure::Busy { .. }) = failure {
            self.0.state.set_activity(Activity::Waiting);
        }
        let store = self.weak();
        let pause = Timer::after(millis, move || {
            if let Some(store) = store() {
                store.attempt(None, failures + 1);
            }
        });
        if let Some(refreshing) = &mut *self.0.refreshing.borrow_mut() {
            refreshing.pause = Some(pause);
        }
    }

    fn end_refresh(&self) {
        self.0.refreshing.take();
        self.0.state.set_activity(Activity::Idle);
        self.0.waiting.take();
    }

    /// A promise that is fulfilled when no refresh is under way, or when the store is gone.
    pub(crate) fn idle(&self) -> Promise {
        let (promise, settle) = Settle::promise();
        if self.0.state.activity() != Activity::Idle {
            self.0.waiting.borrow_mut().push(settle);
        }
        promise
    }

    /// Conceals the cards. The shopper has left the page, and another one may see it next.
    pub(super) fn conceal(&self) {
        // An answer that is still to come may be that of the shopper who has left.
        self.0
            .departures
            .set(self.0.departures.get().wrapping_add(1));
        self.0.refreshing.take();
        self.0.state.set_activity(Activity::Idle);
        self.notify(&StoreEvent::AboutToChange);
        self.0.state.conceal(browser::now());
    }

    /// Asks the proxy who sees the page, before any card is shown again.
    pub(super) fn confirm(&self) {
        self.conceal();
        self.fetch(None);
    }
}

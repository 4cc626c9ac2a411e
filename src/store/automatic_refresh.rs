//! How a store refreshes by itself: what it hears from the proxy's event stream, and the
//! refresh that waits for its time. When it is time is decided in `refresh_decision`.

use std::rc::Rc;

use challenge_cards::state::Activity;
use challenge_model::UnixMillis;
use send_wrapper::SendWrapper;

use super::refresh_decision::{self, RefreshDecision, Trigger, Visibility};
use super::{Inner, Store, registry};
use crate::browser::{self, Timer};
use crate::event_stream::EventStream;

/// How long a refresh waits for one that is under way, in milliseconds, before it tries
/// again.
const RETRY_WHEN_BUSY: u32 = 1_000;

/// A refresh that waits for its time.
pub(super) struct DelayedRefresh {
    due: UnixMillis,
    _timer: Timer,
}

impl Store {
    /// Refreshes the challenges when it is time to: there may be something new.
    pub(crate) fn refresh_if_due(&self) {
        self.refresh_after(Trigger::Hint);
    }

    /// Follows the proxy's event stream as long as what this returns is kept. The page has
    /// one stream for each proxy, whatever the number of widgets and languages.
    pub(crate) fn follow_events(&self) -> Rc<EventStream> {
        let url = self.0.client.events_url();
        let mut streams = registry::all()
            .into_iter()
            .filter_map(|store| store.stream());
        let stream = streams
            .find(|stream| stream.url() == url)
            .unwrap_or_else(|| {
                let are_cards = self.0.state.loaded_cards().is_some();
                EventStream::of(url, are_cards, Self::receive_news)
            });
        self.0.stream.replace(Rc::downgrade(&stream));
        stream
    }

    /// Refreshes all stores that follow the stream at this URL.
    fn receive_news(url: &str) {
        for store in registry::all() {
            if store.stream().is_some_and(|stream| stream.url() == url) {
                Self(SendWrapper::new(store)).refresh_after(Trigger::News);
            }
        }
    }

    fn refresh_after(&self, trigger: Trigger) {
        let last = self.0.last_refresh.get();
        match refresh_decision::decide(
            trigger,
            visibility(),
            last,
            browser::now(),
            browser::random(),
        ) {
            RefreshDecision::Now => self.fetch(None),
            RefreshDecision::After(millis) => self.refresh_in(millis),
            RefreshDecision::WhenVisible if trigger == Trigger::News => {
                // The page asks as soon as it is visible.
                self.0.last_refresh.set(None);
            }
            RefreshDecision::WhenVisible => {}
        }
    }

    /// Refreshes after this many milliseconds, unless that is to happen sooner anyway.
    fn refresh_in(&self, millis: u32) {
        let due = UnixMillis(browser::now().0 + i64::from(millis));
        let mut delayed = self.0.delayed_refresh.borrow_mut();
        if delayed.as_ref().is_none_or(|before| due < before.due) {
            let store = self.weak();
            let timer = Timer::after(millis, move || {
                if let Some(store) = store() {
                    store.0.delayed_refresh.take();
                    store.refresh_as_delayed();
                }
            });
            *delayed = Some(DelayedRefresh { due, _timer: timer });
        }
    }

    /// Refreshes now that it is time to.
    fn refresh_as_delayed(&self) {
        if visibility() == Visibility::Hidden {
            self.0.last_refresh.set(None);
        } else if self.0.state.activity() == Activity::Idle {
            self.fetch(None);
        } else {
            // The pending answer may be older than what there is to see.
            self.refresh_in(RETRY_WHEN_BUSY);
        }
    }
}

impl Inner {
    /// The proxy's event stream, if a widget wants it.
    pub(super) fn stream(&self) -> Option<Rc<EventStream>> {
        self.stream.borrow().upgrade()
    }
}

fn visibility() -> Visibility {
    if browser::is_hidden() {
        Visibility::Hidden
    } else {
        Visibility::Visible
    }
}

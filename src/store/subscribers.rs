//! The subscribers of a store.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::StoreEvent;

type Callback = dyn Fn(&StoreEvent);

/// The subscribers of a store.
#[derive(Default)]
pub(super) struct Subscribers(RefCell<Vec<Weak<Callback>>>);

/// A subscription, which ends when it is dropped.
#[must_use = "dropping it ends the subscription"]
pub(crate) struct Subscription(#[expect(dead_code, reason = "kept for its drop")] Rc<Callback>);

impl Subscribers {
    pub(super) fn add(&self, callback: impl Fn(&StoreEvent) + 'static) -> Subscription {
        let callback: Rc<Callback> = Rc::new(callback);
        let mut subscribers = self.0.borrow_mut();
        subscribers.retain(|known| known.strong_count() > 0);
        subscribers.push(Rc::downgrade(&callback));
        Subscription(callback)
    }

    pub(super) fn notify(&self, event: &StoreEvent) {
        // A copy, because a subscriber may add or end a subscription.
        let subscribers = self.0.borrow().clone();
        for subscriber in subscribers.iter().filter_map(Weak::upgrade) {
            subscriber(event);
        }
    }
}

//! One store for all widgets with one proxy, and those who listen to it.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::{Happening, Inner};

thread_local! {
    /// The stores there are, by the address of their proxy.
    static STORES: RefCell<Vec<(String, Weak<Inner>)>> = const { RefCell::new(Vec::new()) };
}

/// The store with this proxy.
pub(super) fn find(proxy: &str) -> Option<Rc<Inner>> {
    STORES.with_borrow(|stores| {
        let (_, store) = stores
            .iter()
            .find(|(known, store)| known == proxy && store.strong_count() > 0)?;
        store.upgrade()
    })
}

/// Lets [`find`] find this store for as long as somebody else keeps it.
pub(super) fn keep(proxy: &str, store: &Rc<Inner>) {
    STORES.with_borrow_mut(|stores| {
        stores.retain(|(_, store)| store.strong_count() > 0);
        stores.push((proxy.to_owned(), Rc::downgrade(store)));
    });
}

type Callback = dyn Fn(&Happening);

/// Those who want to know what happens.
#[derive(Default)]
pub(super) struct Subscribers(RefCell<Vec<Weak<Callback>>>);

/// Ends when it is dropped.
#[must_use = "dropping it ends the subscription"]
pub struct Subscription(#[expect(dead_code, reason = "kept for its drop")] Rc<Callback>);

impl Subscribers {
    pub(super) fn add(&self, callback: impl Fn(&Happening) + 'static) -> Subscription {
        let callback: Rc<Callback> = Rc::new(callback);
        let mut subscribers = self.0.borrow_mut();
        subscribers.retain(|known| known.strong_count() > 0);
        subscribers.push(Rc::downgrade(&callback));
        Subscription(callback)
    }

    pub(super) fn tell(&self, happening: &Happening) {
        // A copy, since one who is told may subscribe or leave.
        let subscribers = self.0.borrow().clone();
        for subscriber in subscribers.iter().filter_map(Weak::upgrade) {
            subscriber(happening);
        }
    }
}

//! One store for all widgets with one proxy, and those who listen to it.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::{Happening, Inner};

thread_local! {
    /// The stores there are, by what they ask.
    static STORES: RefCell<Vec<(Source, Weak<Inner>)>> = const { RefCell::new(Vec::new()) };
}

/// What a store asks: widgets that ask the same share it.
#[derive(PartialEq, Eq)]
pub(super) struct Source {
    proxy: String,
    language: String,
}

impl Source {
    pub(super) fn new(proxy: &str, language: &str) -> Self {
        Self {
            proxy: proxy.to_owned(),
            language: language.to_owned(),
        }
    }
}

/// The store that asks this.
pub(super) fn find(source: &Source) -> Option<Rc<Inner>> {
    STORES.with_borrow(|stores| {
        let (_, store) = stores
            .iter()
            .find(|(known, store)| known == source && store.strong_count() > 0)?;
        store.upgrade()
    })
}

/// Lets [`find`] find this store for as long as somebody else keeps it.
pub(super) fn keep(source: Source, store: &Rc<Inner>) {
    STORES.with_borrow_mut(|stores| {
        stores.retain(|(_, store)| store.strong_count() > 0);
        stores.push((source, Rc::downgrade(store)));
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

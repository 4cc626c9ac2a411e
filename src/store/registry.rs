//! The stores that exist: widgets that make the same requests share one.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::Inner;

thread_local! {
    static STORES: RefCell<Vec<(StoreKey, Weak<Inner>)>> = const { RefCell::new(Vec::new()) };
}

/// What the requests of a store depend on.
#[derive(PartialEq, Eq)]
pub(super) struct StoreKey {
    proxy: String,
    language: String,
}

impl StoreKey {
    pub(super) fn new(proxy: &str, language: &str) -> Self {
        Self {
            proxy: proxy.to_owned(),
            language: language.to_owned(),
        }
    }
}

/// The store with this key.
pub(super) fn find(key: &StoreKey) -> Option<Rc<Inner>> {
    STORES.with_borrow(|stores| {
        let (_, store) = stores
            .iter()
            .find(|(known, store)| known == key && store.strong_count() > 0)?;
        store.upgrade()
    })
}

/// Adds a store, without keeping it alive.
pub(super) fn add(key: StoreKey, store: &Rc<Inner>) {
    STORES.with_borrow_mut(|stores| {
        stores.retain(|(_, store)| store.strong_count() > 0);
        stores.push((key, Rc::downgrade(store)));
    });
}

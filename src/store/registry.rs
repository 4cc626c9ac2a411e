//! The stores that exist: widgets that make the same requests share one.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::Inner;

thread_local! {
    static STORES: RefCell<Vec<Weak<Inner>>> = const { RefCell::new(Vec::new()) };
}

/// All stores.
pub(super) fn all() -> Vec<Rc<Inner>> {
    STORES.with_borrow(|stores| stores.iter().filter_map(Weak::upgrade).collect())
}

/// Adds a store, without keeping it alive.
pub(super) fn add(store: &Rc<Inner>) {
    STORES.with_borrow_mut(|stores| {
        stores.retain(|store| store.strong_count() > 0);
        stores.push(Rc::downgrade(store));
    });
}

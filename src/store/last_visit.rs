//! What the shopper has seen on the last visit: the browser keeps it, so that stamps that
//! came since are told of.
//!
//! What the text says, and what is new, is decided in `challenge_cards::state`.

use super::{Store, StoreEvent};
use crate::browser::Storage;

/// Which cards the shopper sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// The first ones of this visit. What is new on them is told.
    First,
    /// Later ones. What is new on them was told when they came.
    Later,
}

impl Store {
    /// Notes what the shopper sees now, for the next visit. That is nothing when they are
    /// signed out.
    pub(crate) fn note_visit(&self, sight: Sight) {
        let Some(storage) = Storage::open() else {
            return;
        };
        let name = ["challenges-widget stamps ", self.0.client.proxy()].concat();
        let name = name.into();
        let before = storage.read(&name);
        let state = &self.0.state;
        if sight == Sight::First {
            for change in state.mark_new_stamps(&before) {
                self.notify(&StoreEvent::Changed(change));
            }
        }
        let seen = state.seen_stamps();
        // A guest has nothing to keep.
        if seen != before {
            storage.write(&name, &seen);
        }
    }
}

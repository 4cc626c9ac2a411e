//! Turns a panic into a fault, with its message and its place.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};

use crate::examination::Fault;

thread_local! {
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
    static MESSAGE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// From now on, the messages of panics that are caught are kept and not printed.
pub(crate) fn keep_messages() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if IS_CAUGHT.get() {
            MESSAGE.set(panic.to_string());
        } else {
            usual(panic);
        }
    }));
}

/// What this returns, or the message of its panic.
pub(crate) fn caught<T>(examine: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    IS_CAUGHT.set(true);
    // What is examined was made for this document, except caches, which stay usable.
    let outcome = panic::catch_unwind(AssertUnwindSafe(examine));
    IS_CAUGHT.set(false);
    outcome.unwrap_or_else(|_| Err(MESSAGE.take()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_fault_with_its_message_and_its_place() {
        keep_messages();
        let outcome: Result<(), Fault> = caught(|| panic!("no such letter"));
        let fault = outcome.unwrap_err();
        assert!(fault.contains("no such letter"), "{fault}");
        assert!(fault.contains("panics.rs"), "{fault}");
        assert_eq!(caught(|| Ok(1)), Ok(1));
    }
}

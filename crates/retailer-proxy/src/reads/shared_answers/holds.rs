//! Contacts of whom something has changed, where the other instances do not know it yet. Pure.
//!
//! Until they know, the answers that are shared may be from before the change. So this instance
//! asks Engage itself, and shares nothing of these contacts.

use std::collections::HashMap;
use std::sync::Arc;

use challenge_model::ContactId;
use parking_lot::Mutex;

/// Whose answers are held back. Clones are the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holds(Arc<Mutex<HashMap<HeldBack, usize>>>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum HeldBack {
    Contact(ContactId),
    Everybody,
}

/// Holds answers back until it is dropped.
#[derive(Debug)]
pub(crate) struct Hold {
    holds: Holds,
    of: HeldBack,
}

impl Holds {
    /// Holds the answers of this contact back.
    pub(crate) fn contact(&self, contact: &ContactId) -> Hold {
        self.hold(HeldBack::Contact(contact.clone()))
    }

    /// Holds the answers of all contacts back.
    pub(crate) fn everybody(&self) -> Hold {
        self.hold(HeldBack::Everybody)
    }

    /// Whether the answers of this contact are held back.
    pub(crate) fn include(&self, contact: &ContactId) -> bool {
        let held = self.0.lock();
        let contact = || HeldBack::Contact(contact.clone());
        !held.is_empty()
            && (held.contains_key(&HeldBack::Everybody) || held.contains_key(&contact()))
    }

    fn hold(&self, of: HeldBack) -> Hold {
        *self.0.lock().entry(of.clone()).or_default() += 1;
        Hold {
            holds: self.clone(),
            of,
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut held = self.holds.0.lock();
        if let Some(holds) = held.get_mut(&self.of) {
            *holds -= 1;
            if *holds == 0 {
                held.remove(&self.of);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(number: u32) -> ContactId {
        ContactId::guid(&format!("{number:032x}")).unwrap()
    }

    #[test]
    fn a_contact_is_held_back_as_long_as_any_change_of_theirs_is_unsaid() {
        let holds = Holds::default();
        let first = holds.contact(&contact(1));
        let second = holds.contact(&contact(1));
        drop(first);
        assert!(holds.include(&contact(1)));
        assert!(!holds.include(&contact(2)));
        drop(second);
        assert!(!holds.include(&contact(1)));
        assert!(holds.0.lock().is_empty());
    }

    #[test]
    fn everybody_is_every_contact() {
        let holds = Holds::default();
        let everybody = holds.everybody();
        assert!(holds.include(&contact(1)));
        drop(everybody);
        assert!(!holds.include(&contact(1)));
    }
}

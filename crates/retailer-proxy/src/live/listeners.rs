//! The open event streams, by contact.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use challenge_model::ContactId;
use parking_lot::Mutex;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::pacing::Pacing;
use super::rules::LiveRules;
use crate::edge::CountedAddress;

/// The open streams of all contacts. A contact and an IP address have an entry only
/// while a page of theirs listens, so the memory is bounded by the number of streams.
#[derive(Debug, Default)]
pub(crate) struct Listeners {
    open: Mutex<Open>,
    pacing: Mutex<Pacing>,
}

#[derive(Debug, Default)]
struct Open {
    contacts: HashMap<ContactId, watch::Sender<()>>,
    addresses: HashMap<CountedAddress, usize>,
    streams: usize,
}

/// One page that listens. It stops counting when it is dropped.
#[derive(Debug)]
pub(super) struct Listener {
    listeners: Arc<Listeners>,
    contact: ContactId,
    address: Option<CountedAddress>,
    changes: watch::Receiver<()>,
}

/// There are as many streams open as may be: of the contact, from the IP address, or of
/// all together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooManyStreams;

impl Listeners {
    /// Tells every open page of this contact that something changed.
    pub(super) fn tell(&self, contact: &ContactId) {
        if let Some(sender) = self.open.lock().contacts.get(contact) {
            sender.send_replace(());
        }
    }

    /// Tells every open page that something may have changed.
    pub(super) fn tell_all(&self) {
        for sender in self.open.lock().contacts.values() {
            sender.send_replace(());
        }
    }

    /// Starts to listen for changes of this contact, from this IP address if it is
    /// known.
    pub(super) fn listen(
        self: &Arc<Self>,
        contact: &ContactId,
        address: Option<CountedAddress>,
        rules: &LiveRules,
    ) -> Result<Listener, TooManyStreams> {
        let mut open = self.open.lock();
        let of_contact = open.contacts.get(contact);
        let of_contact = of_contact.map_or(0, watch::Sender::receiver_count);
        let of_address = address.and_then(|address| open.addresses.get(&address).copied());
        let is_full = open.streams >= rules.most
            || of_contact >= rules.per_contact
            || of_address.is_some_and(|streams| streams >= rules.per_address);
        if is_full {
            return Err(TooManyStreams);
        }
        open.streams += 1;
        if let Some(address) = address {
            *open.addresses.entry(address).or_default() += 1;
        }
        let sender = open.contacts.entry(contact.clone()).or_default();
        Ok(Listener {
            listeners: Arc::clone(self),
            contact: contact.clone(),
            address,
            changes: sender.subscribe(),
        })
    }

    /// How many streams are open.
    pub(crate) fn open(&self) -> usize {
        self.open.lock().streams
    }
}

impl Listener {
    /// Returns when something changed since the last call. Several changes in
    /// between count as one.
    ///
    /// # Errors
    ///
    /// Never while the listener lives, because the sender is kept as long.
    pub(super) async fn changed(&mut self) -> Result<(), watch::error::RecvError> {
        self.changes.changed().await
    }

    /// Says that the page may have missed a change while it did not listen.
    pub(super) fn has_missed(&mut self) {
        self.changes.mark_changed();
    }

    /// Returns when it is this page's turn to be told. Changes until then are told with
    /// the one before.
    pub(super) async fn turn(&mut self) {
        let turn = self.listeners.pacing.lock().next(Instant::now());
        sleep_until(turn).await;
        self.changes.mark_unchanged();
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut open = self.listeners.open.lock();
        open.streams -= 1;
        // The receiver of this listener still counts here.
        let sender = open.contacts.get(&self.contact);
        if sender.is_some_and(|sender| sender.receiver_count() <= 1) {
            open.contacts.remove(&self.contact);
        }
        if let Some(address) = self.address
            && let Entry::Occupied(mut streams) = open.addresses.entry(address)
        {
            *streams.get_mut() -= 1;
            if *streams.get() == 0 {
                streams.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    fn contact(number: u32) -> ContactId {
        ContactId::guid(&format!("{number:032x}")).unwrap()
    }

    fn listen(listeners: &Arc<Listeners>, number: u32) -> Result<Listener, TooManyStreams> {
        let rules = LiveRules {
            per_contact: 2,
            ..LiveRules::default()
        };
        listeners.listen(&contact(number), None, &rules)
    }

    /// Whether the listener has something to tell its page at this moment.
    fn is_told(listener: &mut Listener) -> bool {
        listener.changed().now_or_never().is_some()
    }

    #[test]
    fn a_page_hears_of_changes_to_its_own_contact_alone() {
        let listeners = Arc::default();
        let mut listener = listen(&listeners, 1).unwrap();
        listeners.tell(&contact(2));
        assert!(!is_told(&mut listener));
        listeners.tell(&contact(1));
        assert!(is_told(&mut listener));
    }

    #[test]
    fn when_anything_may_have_changed_every_page_hears_of_it() {
        let listeners = Arc::default();
        let mut one = listen(&listeners, 1).unwrap();
        let mut other = listen(&listeners, 2).unwrap();
        listeners.tell_all();
        assert!(is_told(&mut one) && is_told(&mut other));
    }

    #[test]
    fn changes_that_come_at_once_are_told_once() {
        let listeners = Arc::default();
        let mut listener = listen(&listeners, 1).unwrap();
        for _ in 0..100 {
            listeners.tell(&contact(1));
        }
        assert!(is_told(&mut listener));
        assert!(!is_told(&mut listener));
    }

    #[test]
    fn every_page_of_a_contact_is_told() {
        let listeners = Arc::default();
        let mut first = listen(&listeners, 1).unwrap();
        let mut second = listen(&listeners, 1).unwrap();
        listeners.tell(&contact(1));
        assert!(is_told(&mut first) && is_told(&mut second));
    }

    #[test]
    fn a_contact_has_so_many_streams_and_one_that_ends_makes_room() {
        let listeners = Arc::default();
        let first = listen(&listeners, 1).unwrap();
        let _second = listen(&listeners, 1).unwrap();
        assert_eq!(listeners.open(), 2);
        assert_eq!(listen(&listeners, 1).err(), Some(TooManyStreams));
        assert!(listen(&listeners, 2).is_ok());
        drop(first);
        assert!(listen(&listeners, 1).is_ok());
    }

    #[test]
    fn nothing_is_remembered_of_a_contact_to_whom_nobody_listens() {
        let listeners = Arc::default();
        drop(listen(&listeners, 1).unwrap());
        listeners.tell(&contact(1));
        listeners.tell(&contact(2));
        assert!(listeners.open.lock().contacts.is_empty());
    }
}

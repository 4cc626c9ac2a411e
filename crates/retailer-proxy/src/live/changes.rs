//! The one place that every change to a contact's challenges is reported to: by the
//! proxy after a join, by Engage's webhook, by the shop's backend, or by the program
//! around the proxy.

use std::sync::Arc;

use challenge_model::ContactId;

use super::listeners::Listeners;
use crate::reads::Reads;
use crate::sessions::Sessions;

/// Everything that has to know of a change.
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    pub(crate) reads: Arc<Reads>,
    pub(crate) listeners: Arc<Listeners>,
    pub(crate) sessions: Arc<Sessions>,
}

impl Changes {
    /// Something about this contact's challenges changed: their cache is emptied,
    /// and their open pages are told.
    pub(crate) fn changed(&self, contact: &ContactId) {
        self.reads.forget(contact);
        self.listeners.tell(contact);
    }

    /// The contact was deleted: nothing of theirs stays in memory. The consents in
    /// the ledger stay, because they are proof.
    pub(crate) fn deleted(&self, contact: &ContactId) {
        self.sessions.forget(contact);
        self.changed(contact);
    }
}

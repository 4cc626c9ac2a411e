//! The one place that hears of every change to a contact's challenges: the proxy
//! joined, Engage's webhook or the shop's backend said so, or the shop around it.

use challenge_model::ContactId;

use crate::proxy::Proxy;

impl Proxy {
    /// Something about this contact's challenges is new: what is kept of them is
    /// forgotten, and whoever looks at them now should look again. For a shop that
    /// has awarded checkpoints, say.
    pub fn changed(&self, contact: &ContactId) {
        self.reads().forget(contact);
        self.live().tell(contact);
    }

    /// The contact was deleted: nothing of theirs may stay. What proves their
    /// consents does.
    pub fn deleted(&self, contact: &ContactId) {
        self.sessions().forget(contact);
        self.changed(contact);
    }
}

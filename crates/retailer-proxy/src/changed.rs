//! The one place that hears of every change to a contact's challenges: the proxy
//! joined, Engage's webhook or the shop's backend said so.

use challenge_model::ContactId;

use crate::proxy::Proxy;

impl Proxy {
    /// Something about this contact's challenges is new: whoever looks at them
    /// now should look again.
    pub fn changed(&self, contact: &ContactId) {
        self.live().tell(contact);
    }

    /// The contact was deleted: nothing of theirs may stay. What proves their
    /// consents does.
    pub fn deleted(&self, contact: &ContactId) {
        self.sessions().forget(contact);
        self.changed(contact);
    }
}

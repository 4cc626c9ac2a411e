//! Customer numbers of the shop, and the contacts they are of.

use std::fmt;
use std::time::Duration;

use challenge_model::ContactId;

use crate::expiring::Expiring;
use crate::refusal::Refusal;
use crate::upstream::Upstream;

/// Shorter than deleted contacts can be restored; a contact who is deleted is
/// forgotten at once where there are webhooks.
const LASTS: Duration = Duration::from_hours(1);
/// A customer who has just become a contact should not wait for long.
const UNKNOWN_LASTS: Duration = Duration::from_secs(30);
const MOST: usize = 100_000;
const LONGEST_NUMBER: usize = 200;

/// What was looked up lately.
pub(super) struct Customers {
    known: Expiring<String, ContactId>,
    unknown: Expiring<String, ()>,
}

impl Customers {
    pub(super) fn new() -> Self {
        Self {
            known: Expiring::new(LASTS, MOST),
            unknown: Expiring::new(UNKNOWN_LASTS, MOST),
        }
    }

    /// The contact of this number. Nobody's, or several contacts', is a visitor
    /// who is signed out: there is no telling who it is.
    pub(super) async fn contact(
        &self,
        number: String,
        upstream: &Upstream,
    ) -> Result<ContactId, Refusal> {
        if number.len() > LONGEST_NUMBER || self.unknown.get(&number).is_some() {
            return Err(Refusal::SignedOut);
        }
        if let Some(contact) = self.known.get(&number) {
            return Ok(contact);
        }
        if let Some(contact) = upstream.contact_of_customer(&number).await? {
            self.known.put(number, contact.clone());
            Ok(contact)
        } else {
            self.unknown.put(number, ());
            Err(Refusal::SignedOut)
        }
    }

    pub(super) fn forget(&self, contact: &ContactId) {
        self.known.forget(|known| known == contact);
    }
}

impl fmt::Debug for Customers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Customers(…)")
    }
}

//! From the shop's customer numbers to contacts.

use std::fmt;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use challenge_model::ContactId;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use tokio::time::Instant;

use super::identity::{Identity, SignedOut};
use super::questions::Questions;
use super::shared_lookups::SharedLookups;
use crate::api_error::ApiError;
use crate::upstream::{Priority, Upstream};

/// How long a contact is cached. With webhooks, a contact who is deleted is removed
/// at once.
const KNOWN_FOR: Duration = Duration::from_hours(1);
/// How long it is cached that a number has no contact. A customer who has just become
/// a contact should not wait for long.
const UNKNOWN_FOR: Duration = Duration::from_secs(30);
/// How many numbers are cached.
const MOST: u64 = 100_000;
/// In bytes.
const LONGEST_NUMBER: usize = 200;

/// Customer numbers that were looked up lately.
pub(super) struct Customers {
    known: Cache<String, Known>,
    /// The number by which each known contact was found, so that a contact can be
    /// forgotten without a look at all numbers.
    numbers: Cache<ContactId, String>,
    unknown: Cache<String, ()>,
    /// Engage is asked once per number at a time.
    asking: Questions<String, Result<ContactId, ApiError>>,
    /// What all instances have looked up, where there are several.
    shared: Option<Arc<SharedLookups>>,
}

/// The contact of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    contact: ContactId,
    until: Instant,
}

impl Customers {
    pub(super) fn new() -> Self {
        Self {
            known: cache(KNOWN_FOR),
            numbers: cache(KNOWN_FOR),
            unknown: cache(UNKNOWN_FOR),
            asking: Questions::new(),
            shared: None,
        }
    }

    /// Shares with all instances what is looked up.
    pub(super) fn share(&mut self, shared: Arc<SharedLookups>) {
        self.shared = Some(shared);
    }

    /// The contact of this number. A visitor whose number has no contact, or several,
    /// counts as signed out, because it is not certain who they are.
    pub(super) async fn contact(
        &self,
        identity: &Identity,
        upstream: &Upstream,
    ) -> Result<ContactId, ApiError> {
        let number = identity.as_str();
        if number.len() > LONGEST_NUMBER || self.unknown.contains_key(number) {
            return Err(SignedOut::UnknownCustomer.into());
        }
        let known = self.known.get(number);
        if let Some(known) = known.filter(|known| Instant::now() < known.until) {
            return Ok(known.contact);
        }
        let ask = || self.look_up(number, upstream);
        self.asking.answer(number.to_owned(), ask).await
    }

    async fn look_up(&self, number: &str, upstream: &Upstream) -> Result<ContactId, ApiError> {
        if let Some(shared) = &self.shared
            && let Some(known) = shared.contact(number).await
        {
            self.note(number, &known.value, known.left);
            return Ok(known.value);
        }
        let found = upstream.contact_of_customer(Priority::Acting, number);
        if let Some(contact) = found.await? {
            self.note(number, &contact, KNOWN_FOR);
            if let Some(shared) = &self.shared {
                shared.keep_contact(number, &contact, KNOWN_FOR).await;
            }
            Ok(contact)
        } else {
            self.unknown.insert(number.to_owned(), ());
            Err(SignedOut::UnknownCustomer.into())
        }
    }

    pub(super) fn forget(&self, contact: &ContactId) {
        if let Some(number) = self.numbers.remove(contact) {
            self.known.invalidate(&number);
        }
    }

    fn note(&self, number: &str, contact: &ContactId, lasts: Duration) {
        // Of a contact whose number was changed, only the latest is kept.
        self.forget(contact);
        let known = Known {
            contact: contact.clone(),
            until: Instant::now() + lasts,
        };
        self.known.insert(number.to_owned(), known);
        self.numbers.insert(contact.clone(), number.to_owned());
    }
}

fn cache<K, V>(lasts: Duration) -> Cache<K, V>
where
    K: Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    Cache::builder()
        .max_capacity(MOST)
        .time_to_live(lasts)
        .eviction_policy(EvictionPolicy::lru())
        .build()
}

impl fmt::Debug for Customers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Customers(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_who_is_forgotten_is_looked_up_again_and_others_stay_known() {
        let contact = |number: u32| ContactId::guid(&format!("{number:032x}")).unwrap();
        let customers = Customers::new();
        customers.note("former", &contact(1), KNOWN_FOR);
        customers.note("a", &contact(1), KNOWN_FOR);
        customers.note("b", &contact(2), KNOWN_FOR);
        customers.forget(&contact(1));
        assert_eq!(customers.known.get("former"), None);
        assert_eq!(customers.known.get("a"), None);
        let known = customers.known.get("b").map(|known| known.contact);
        assert_eq!(known, Some(contact(2)));
    }
}

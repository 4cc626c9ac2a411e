//! The cached challenges, each contact's apart from all others.
//!
//! Every contact has a cache of their own, which holds only answers to queries about
//! that contact. So no key can mix two contacts, and a contact is forgotten by
//! removing their cache.

use std::sync::Arc;
use std::time::Duration;

use challenge_model::{Challenge, ChallengeId, ContactId, DefinitionId, Page};
use engage_client::{ChallengeFilter, PageRange};
use moka::ops::compute::Op;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use parking_lot::Mutex;
use tokio::time::Instant;

use super::cache_slot::CacheSlot;
use super::weight;

/// How many different queries of one contact are cached; a page sends one or two.
const MOST_SLOTS: usize = 16;

/// One query about a contact's challenges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum QueryKey {
    /// The list, or a page of it.
    List {
        definition: Option<DefinitionId>,
        filter: ChallengeFilter,
        extent: Extent,
    },
    /// The challenge of this id, if it is this contact's.
    One(ChallengeId),
}

impl QueryKey {
    /// What the query is called where instances share answers. No two queries have one name.
    pub(super) fn name(&self) -> String {
        match self {
            Self::One(id) => format!("one {}", id.as_str()),
            Self::List {
                definition,
                filter,
                extent,
            } => {
                let extent = match extent {
                    Extent::All => "all".to_owned(),
                    Extent::Page(range) => format!("{}+{}", range.offset, range.count.get()),
                };
                let of = definition.as_ref().map_or("", DefinitionId::as_str);
                format!("list {filter:?} {extent} {of}")
            }
        }
    }
}

/// How much of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it, however many calls that takes.
    All,
    /// One page, which is one call.
    Page(PageRange),
}

/// The caches of all contacts: as many as the memory allows, with the least recently
/// used removed first, and none for longer than answers may be used.
#[derive(Debug)]
pub(super) struct ContactCaches {
    caches: Cache<ContactId, Arc<ContactCache>>,
    /// When changes may have been missed.
    doubted: Mutex<Option<Instant>>,
}

/// What is cached of one contact.
#[derive(Debug, Default)]
pub(super) struct ContactCache {
    slots: Mutex<Vec<(QueryKey, PageSlot)>>,
}

/// The place of the answer to one query.
pub(super) type PageSlot = Arc<CacheSlot<Page<Challenge>>>;

impl ContactCaches {
    pub(super) fn new(bytes: u64, kept: Duration) -> Self {
        let caches = Cache::builder()
            .max_capacity(bytes)
            .weigher(|_, cache: &Arc<ContactCache>| cache.weight())
            .time_to_live(kept)
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Self {
            caches,
            doubted: Mutex::new(None),
        }
    }

    /// The contact's cache.
    pub(super) fn cache(&self, contact: &ContactId) -> Arc<ContactCache> {
        self.caches.get_with_by_ref(contact, Arc::default)
    }

    /// Weighs a cache again after an answer was added, unless it has been removed
    /// meanwhile: a forgotten cache must not come back.
    pub(super) fn weigh(&self, contact: &ContactId, cache: &Arc<ContactCache>) {
        self.caches.entry_by_ref(contact).and_compute_with(|entry| {
            let is_in = entry.is_some_and(|entry| Arc::ptr_eq(entry.value(), cache));
            if is_in {
                Op::Put(Arc::clone(cache))
            } else {
                Op::Nop
            }
        });
    }

    /// Removes the cache of a contact. Calls that are under way write into the removed
    /// one, which nobody reads any more.
    pub(super) fn forget(&self, contact: &ContactId) {
        self.caches.invalidate(contact);
    }

    /// Says that changes may have been missed until now: what is cached is used only when Engage
    /// fails.
    pub(super) fn doubt(&self) {
        *self.doubted.lock() = Some(Instant::now());
    }

    /// When that was said last.
    pub(super) fn doubted(&self) -> Option<Instant> {
        *self.doubted.lock()
    }

    /// Frees the memory of caches whose time is over.
    pub(super) fn sweep(&self) {
        self.caches.run_pending_tasks();
    }

    /// How many contacts are cached, and about how many bytes they take.
    pub(super) fn size(&self) -> (u64, u64) {
        (self.caches.entry_count(), self.caches.weighted_size())
    }
}

impl ContactCache {
    /// The place of the answer to this query.
    pub(super) fn slot(&self, key: &QueryKey) -> PageSlot {
        let mut slots = self.slots.lock();
        if let Some((_, slot)) = slots.iter().find(|(known, _)| known == key) {
            return Arc::clone(slot);
        }
        if slots.len() >= MOST_SLOTS {
            slots.remove(0);
        }
        let slot = PageSlot::default();
        slots.push((key.clone(), Arc::clone(&slot)));
        slot
    }

    fn weight(&self) -> u32 {
        let slots = self.slots.lock();
        let answers = slots.iter().filter_map(|(_, slot)| slot.cached());
        let bytes = answers.map(|answer| weight::of_page(&answer.value)).sum();
        weight::of_contact(slots.len(), bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caches() -> ContactCaches {
        ContactCaches::new(1 << 20, Duration::from_mins(5))
    }

    fn contact(number: u32) -> ContactId {
        ContactId::guid(&format!("{number:032x}")).unwrap()
    }

    fn key(offset: usize) -> QueryKey {
        let range = PageRange {
            offset,
            ..PageRange::default()
        };
        QueryKey::List {
            definition: None,
            filter: ChallengeFilter::All,
            extent: Extent::Page(range),
        }
    }

    #[test]
    fn a_contact_gets_its_own_cache_again_and_never_anothers() {
        let caches = caches();
        let slot = |number| caches.cache(&contact(number)).slot(&key(0));
        assert!(Arc::ptr_eq(&slot(1), &slot(1)));
        assert!(!Arc::ptr_eq(&slot(1), &slot(2)));
    }

    #[test]
    fn different_queries_have_different_slots() {
        let cache = ContactCache::default();
        let one = QueryKey::One(ChallengeId::guid(&format!("{:032x}", 7)).unwrap());
        assert!(!Arc::ptr_eq(&cache.slot(&key(0)), &cache.slot(&key(1))));
        assert!(!Arc::ptr_eq(&cache.slot(&key(0)), &cache.slot(&one)));
    }

    #[test]
    fn different_queries_have_different_names() {
        let list = |definition: Option<u32>, extent| QueryKey::List {
            definition: definition.map(|id| DefinitionId::guid(&format!("{id:032x}")).unwrap()),
            filter: ChallengeFilter::All,
            extent,
        };
        let one = QueryKey::One(ChallengeId::guid(&format!("{:032x}", 7)).unwrap());
        let queries = [
            list(None, Extent::All),
            list(Some(1), Extent::All),
            list(Some(2), Extent::All),
            key(0),
            key(1),
            one,
        ];
        let names: std::collections::HashSet<_> = queries.iter().map(QueryKey::name).collect();
        assert_eq!(names.len(), queries.len());
    }

    #[test]
    fn of_many_queries_of_a_contact_only_the_latest_are_cached() {
        let cache = ContactCache::default();
        let first = cache.slot(&key(0));
        for offset in 1..=MOST_SLOTS {
            cache.slot(&key(offset));
        }
        assert_eq!(cache.slots.lock().len(), MOST_SLOTS);
        assert!(!Arc::ptr_eq(&first, &cache.slot(&key(0))));
    }

    #[test]
    fn a_cache_that_was_forgotten_does_not_come_back() {
        let caches = caches();
        let old = caches.cache(&contact(1));
        caches.forget(&contact(1));
        caches.weigh(&contact(1), &old);
        assert!(!Arc::ptr_eq(&old, &caches.cache(&contact(1))));
    }

    #[test]
    fn more_contacts_than_fit_are_not_cached() {
        let caches = ContactCaches::new(64 * 1024, Duration::from_mins(5));
        for number in 0..10_000 {
            caches.cache(&contact(number)).slot(&key(0));
        }
        caches.sweep();
        let (count, bytes) = caches.size();
        assert!(count < 1_000 && bytes <= 64 * 1024, "{count} {bytes}");
    }
}

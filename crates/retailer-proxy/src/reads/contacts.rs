//! The challenges of contacts, each contact's apart from all others.
//!
//! A contact has a drawer, and what is in a drawer was asked for in that
//! contact's name. There is no key that could name two contacts at once, and to
//! forget one is to take the drawer out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use challenge_model::{Challenge, ChallengeId, ContactId, DefinitionId, Page};
use engage_client::{ChallengeFilter, PageRange};
use moka::ops::compute::Op;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use super::slot::Slot;
use super::weight;

/// How many different questions of one contact are kept: a page asks one or two.
const QUESTIONS: usize = 16;

/// What is asked of a contact's challenges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// The list, or a stretch of it.
    List {
        definition: Option<DefinitionId>,
        filter: ChallengeFilter,
        extent: Extent,
    },
    /// The one of this id, if it is this contact's.
    One(ChallengeId),
}

/// How much of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it, however many calls it takes.
    Whole,
    /// What one call brings.
    Stretch(PageRange),
}

/// All drawers, as many as the memory allows, the least recently used given up
/// first, and none for longer than answers are kept.
#[derive(Debug)]
pub(super) struct Contacts {
    drawers: Cache<ContactId, Arc<Drawer>>,
}

/// What is kept of one contact.
#[derive(Debug, Default)]
pub(super) struct Drawer {
    slots: Mutex<Vec<(Question, Place)>>,
}

pub(super) type Place = Arc<Slot<Page<Challenge>>>;

impl Contacts {
    pub(super) fn new(bytes: u64, kept: Duration) -> Self {
        let drawers = Cache::builder()
            .max_capacity(bytes)
            .weigher(|_, drawer: &Arc<Drawer>| drawer.weight())
            .time_to_live(kept)
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Self { drawers }
    }

    /// The contact's drawer.
    pub(super) fn drawer(&self, contact: &ContactId) -> Arc<Drawer> {
        self.drawers.get_with_by_ref(contact, Arc::default)
    }

    /// Weighs a drawer anew after something was put in, unless it has been taken
    /// out meanwhile: what was forgotten must not come back.
    pub(super) fn weigh(&self, contact: &ContactId, drawer: &Arc<Drawer>) {
        self.drawers
            .entry_by_ref(contact)
            .and_compute_with(|entry| {
                let is_in = entry.is_some_and(|entry| Arc::ptr_eq(entry.value(), drawer));
                if is_in {
                    Op::Put(Arc::clone(drawer))
                } else {
                    Op::Nop
                }
            });
    }

    /// Takes everything of a contact out. Calls that are under way land where
    /// nobody looks any more.
    pub(super) fn forget(&self, contact: &ContactId) {
        self.drawers.invalidate(contact);
    }

    /// Gives up what nobody may see any more, so that it leaves the memory too.
    pub(super) fn sweep(&self) {
        self.drawers.run_pending_tasks();
    }

    /// How many contacts are known, and how many bytes they take, about.
    pub(super) fn size(&self) -> (u64, u64) {
        (self.drawers.entry_count(), self.drawers.weighted_size())
    }
}

impl Drawer {
    /// The place of the answer to this question.
    pub(super) fn place(&self, question: &Question) -> Place {
        let mut slots = self.lock();
        if let Some((_, place)) = slots.iter().find(|(known, _)| known == question) {
            return Arc::clone(place);
        }
        if slots.len() >= QUESTIONS {
            slots.remove(0);
        }
        let place = Place::default();
        slots.push((question.clone(), Arc::clone(&place)));
        place
    }

    fn weight(&self) -> u32 {
        let slots = self.lock();
        let answers = slots.iter().filter_map(|(_, place)| place.kept());
        let bytes = answers.map(|kept| weight::of_page(&kept.value)).sum();
        weight::of_drawer(slots.len(), bytes)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Question, Place)>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contacts() -> Contacts {
        Contacts::new(1 << 20, Duration::from_mins(5))
    }

    fn contact(number: u32) -> ContactId {
        ContactId::guid(&format!("{number:032x}")).unwrap()
    }

    fn question(offset: usize) -> Question {
        let range = PageRange {
            offset,
            ..PageRange::default()
        };
        Question::List {
            definition: None,
            filter: ChallengeFilter::All,
            extent: Extent::Stretch(range),
        }
    }

    #[test]
    fn a_contact_finds_its_own_drawer_again_and_never_anothers() {
        let contacts = contacts();
        let place = |number| contacts.drawer(&contact(number)).place(&question(0));
        assert!(Arc::ptr_eq(&place(1), &place(1)));
        assert!(!Arc::ptr_eq(&place(1), &place(2)));
    }

    #[test]
    fn different_questions_have_different_places() {
        let drawer = Drawer::default();
        let one = Question::One(ChallengeId::guid(&format!("{:032x}", 7)).unwrap());
        assert!(!Arc::ptr_eq(
            &drawer.place(&question(0)),
            &drawer.place(&question(1))
        ));
        assert!(!Arc::ptr_eq(
            &drawer.place(&question(0)),
            &drawer.place(&one)
        ));
    }

    #[test]
    fn a_contact_that_asks_everything_keeps_only_the_latest() {
        let drawer = Drawer::default();
        let first = drawer.place(&question(0));
        for offset in 1..=QUESTIONS {
            drawer.place(&question(offset));
        }
        assert_eq!(drawer.lock().len(), QUESTIONS);
        assert!(!Arc::ptr_eq(&first, &drawer.place(&question(0))));
    }

    #[test]
    fn a_drawer_that_was_forgotten_does_not_come_back() {
        let contacts = contacts();
        let old = contacts.drawer(&contact(1));
        contacts.forget(&contact(1));
        contacts.weigh(&contact(1), &old);
        assert!(!Arc::ptr_eq(&old, &contacts.drawer(&contact(1))));
    }

    #[test]
    fn more_contacts_than_fit_are_not_kept() {
        let contacts = Contacts::new(64 * 1024, Duration::from_mins(5));
        for number in 0..10_000 {
            contacts.drawer(&contact(number)).place(&question(0));
        }
        contacts.sweep();
        let (count, bytes) = contacts.size();
        assert!(count < 1_000 && bytes <= 64 * 1024, "{count} {bytes}");
    }
}

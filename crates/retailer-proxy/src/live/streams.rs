//! Who listens, and what they may have missed.
//!
//! Every change gets the next number. A page that comes back says the last number
//! it knows, and is told at once if there was one since, or if nobody remembers.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use challenge_model::ContactId;
use tokio::sync::watch;

/// How long changes of contacts to whom nobody listens are remembered.
const MEMORY: Duration = Duration::from_mins(10);
/// How many contacts are remembered to whom nobody listens.
const MOST_REMEMBERED: usize = 50_000;

/// The open streams of all contacts.
#[derive(Debug)]
pub(crate) struct Streams {
    /// Sets the numbers of one process apart from those of another.
    process: u64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The number of the latest change of all.
    latest: u64,
    /// Changes up to this number may have been forgotten.
    forgotten: u64,
    contacts: HashMap<ContactId, Contact>,
}

#[derive(Debug)]
struct Contact {
    sender: watch::Sender<u64>,
    used: Instant,
}

/// The last change that a page knows of, as it goes to and fro: `process-number`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    process: u64,
    number: u64,
}

/// One page that listens. Dropped, it no longer counts.
#[derive(Debug)]
pub(super) struct Listener {
    process: u64,
    /// What the page knows of when it begins to listen.
    pub(super) start: Mark,
    /// Whether it has missed a change, or may have.
    pub(super) has_missed: bool,
    receiver: watch::Receiver<u64>,
}

/// The contact has as many streams as they may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany;

impl Streams {
    pub(crate) fn new() -> Self {
        let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let micros = since_epoch.unwrap_or_default().as_micros();
        Self {
            process: u64::try_from(micros).unwrap_or_default(),
            state: Mutex::default(),
        }
    }

    /// Tells every page of this contact that something changed.
    pub(crate) fn tell(&self, contact: &ContactId) {
        let mut state = self.state();
        state.latest += 1;
        let latest = state.latest;
        // Nobody may listen yet: a page that comes back soon has to learn of it.
        let known = state.contact(contact);
        known.used = Instant::now();
        known.sender.send_replace(latest);
        state.forget_the_idle();
    }

    /// Begins to listen, knowing of changes up to this one.
    pub(super) fn listen(
        &self,
        contact: &ContactId,
        known: Option<Mark>,
        most: usize,
    ) -> Result<Listener, TooMany> {
        let mut state = self.state();
        let (latest, forgotten) = (state.latest, state.forgotten);
        let entry = state.contact(contact);
        if entry.sender.receiver_count() >= most {
            return Err(TooMany);
        }
        entry.used = Instant::now();
        let of_contact = *entry.sender.borrow();
        let receiver = entry.sender.subscribe();
        let has_missed = known.is_some_and(|mark| {
            mark.process != self.process || mark.number < of_contact || mark.number < forgotten
        });
        Ok(Listener {
            process: self.process,
            start: Mark {
                process: self.process,
                number: latest,
            },
            has_missed,
            receiver,
        })
    }

    /// How many streams are open.
    pub(crate) fn open(&self) -> usize {
        let state = self.state();
        let contacts = state.contacts.values();
        contacts
            .map(|contact| contact.sender.receiver_count())
            .sum()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn contact(&mut self, contact: &ContactId) -> &mut Contact {
        self.contacts
            .entry(contact.clone())
            .or_insert_with(|| Contact {
                sender: watch::Sender::new(0),
                used: Instant::now(),
            })
    }

    /// Costs a look at everybody, so it happens only when there are many.
    fn forget_the_idle(&mut self) {
        let forgotten = &mut self.forgotten;
        // First those of long ago; all of them where that is not enough.
        for memory in [MEMORY, Duration::ZERO] {
            if self.contacts.len() <= MOST_REMEMBERED {
                return;
            }
            self.contacts.retain(|_, contact| {
                let is_idle = contact.sender.receiver_count() == 0;
                let stays = !is_idle || contact.used.elapsed() < memory;
                if !stays {
                    *forgotten = (*forgotten).max(*contact.sender.borrow());
                }
                stays
            });
        }
    }
}

impl Listener {
    /// The next change; `None` when nobody can tell of any more.
    pub(super) async fn next(&mut self) -> Option<Mark> {
        self.receiver.changed().await.ok()?;
        Some(Mark {
            process: self.process,
            number: *self.receiver.borrow_and_update(),
        })
    }
}

impl Mark {
    /// As it comes back in `Last-Event-ID`. What cannot be read is a mark that
    /// nobody remembers.
    pub(super) fn read(text: &str) -> Self {
        let parts = text.split_once('-');
        let numbers =
            parts.and_then(|(process, number)| Some((process.parse().ok()?, number.parse().ok()?)));
        let (process, number) = numbers.unwrap_or_default();
        Self { process, number }
    }
}

impl std::fmt::Display for Mark {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}-{}", self.process, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(number: u32) -> ContactId {
        ContactId::guid(&format!("{number:032x}")).unwrap()
    }

    fn listen(streams: &Streams, known: Option<Mark>) -> Listener {
        streams.listen(&contact(1), known, 2).unwrap()
    }

    #[tokio::test]
    async fn a_page_hears_of_changes_to_its_own_contact_alone() {
        let streams = Streams::new();
        let mut listener = listen(&streams, None);
        streams.tell(&contact(2));
        streams.tell(&contact(1));
        assert_eq!(listener.next().await.unwrap().number, 2);
    }

    #[tokio::test]
    async fn changes_that_come_at_once_are_told_once() {
        let streams = Streams::new();
        let mut listener = listen(&streams, None);
        for _ in 0..100 {
            streams.tell(&contact(1));
        }
        assert_eq!(listener.next().await.unwrap().number, 100);
        drop(streams);
        assert_eq!(listener.next().await, None);
    }

    #[test]
    fn a_page_that_comes_back_learns_of_what_it_missed_and_of_nothing_else() {
        let streams = Streams::new();
        let start = listen(&streams, None).start;
        streams.tell(&contact(2));
        assert!(!listen(&streams, Some(start)).has_missed);
        streams.tell(&contact(1));
        let later = listen(&streams, Some(start));
        assert!(later.has_missed);
        assert!(!listen(&streams, Some(later.start)).has_missed);
    }

    #[test]
    fn a_mark_of_another_process_or_of_nobody_may_have_missed_something() {
        let streams = Streams::new();
        for text in ["17-3", "", "x", "-1", "99999999999999999999999-1"] {
            let mark = Mark::read(text);
            assert!(listen(&streams, Some(mark)).has_missed, "{text}");
        }
        let mark = listen(&streams, None).start;
        assert_eq!(Mark::read(&mark.to_string()), mark);
    }

    #[test]
    fn a_contact_has_so_many_streams_and_one_that_ends_makes_room() {
        let streams = Streams::new();
        let first = listen(&streams, None);
        let _second = listen(&streams, None);
        assert_eq!(streams.open(), 2);
        assert_eq!(streams.listen(&contact(1), None, 2).err(), Some(TooMany));
        assert!(streams.listen(&contact(2), None, 2).is_ok());
        drop(first);
        assert!(streams.listen(&contact(1), None, 2).is_ok());
    }

    #[test]
    fn what_was_forgotten_may_have_been_missed() {
        let streams = Streams::new();
        let start = listen(&streams, None).start;
        for number in 1..=u32::try_from(MOST_REMEMBERED).unwrap() + 1 {
            streams.tell(&contact(number));
        }
        assert!(streams.state().contacts.len() <= MOST_REMEMBERED);
        assert!(listen(&streams, Some(start)).has_missed);
    }
}

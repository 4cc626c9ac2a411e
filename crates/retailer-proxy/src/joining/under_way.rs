//! Joins that are under way in this process: who presses again while theirs is shares
//! its outcome, without asking database or Engage.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::Join;
use crate::refusal::Refusal;

type Outcome = Result<(), Refusal>;
type Awaited = watch::Receiver<Option<Outcome>>;

/// Clones are the same.
#[derive(Clone, Debug, Default)]
pub(super) struct UnderWay {
    joins: Arc<Mutex<HashMap<Join, Awaited>>>,
}

/// What somebody who presses now does.
enum Part {
    /// Carries the join out, and says here what came of it.
    CarriesOut(watch::Sender<Option<Outcome>>),
    /// Waits for who does.
    Waits(Awaited),
}

/// Takes a join out when it is over, however it ended.
struct Registered<'a> {
    under_way: &'a UnderWay,
    join: &'a Join,
}

impl UnderWay {
    /// What comes of this join: carried out here, unless the same one is under way.
    pub(super) async fn carry_out<F>(&self, join: &Join, carry_out: impl FnOnce() -> F) -> Outcome
    where
        F: Future<Output = Outcome>,
    {
        match self.part(join) {
            Part::CarriesOut(announcement) => {
                let registered = Registered {
                    under_way: self,
                    join,
                };
                let outcome = carry_out().await;
                drop(registered);
                announcement.send_replace(Some(outcome));
                outcome
            }
            Part::Waits(mut awaited) => match awaited.wait_for(Option::is_some).await {
                Ok(outcome) => outcome.unwrap_or(Err(Refusal::JoiningUnavailable)),
                // Whoever carried it out has crashed.
                Err(_) => Err(Refusal::JoiningUnavailable),
            },
        }
    }

    fn part(&self, join: &Join) -> Part {
        match self.joins().entry(join.clone()) {
            Entry::Occupied(entry) => Part::Waits(entry.get().clone()),
            Entry::Vacant(entry) => {
                let (announcement, awaited) = watch::channel(None);
                entry.insert(awaited);
                Part::CarriesOut(announcement)
            }
        }
    }

    fn joins(&self) -> MutexGuard<'_, HashMap<Join, Awaited>> {
        self.joins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Registered<'_> {
    fn drop(&mut self) {
        self.under_way.joins().remove(self.join);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use challenge_model::{ContactId, DefinitionId};
    use tokio::sync::Notify;

    use super::*;

    fn join(version: &str) -> Join {
        let id = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";
        Join {
            contact: ContactId::guid(id).unwrap(),
            definition: DefinitionId::guid(id).unwrap(),
            consent_version: Some(version.to_owned()),
        }
    }

    #[tokio::test]
    async fn who_presses_meanwhile_shares_the_outcome() {
        let (under_way, join) = (UnderWay::default(), join("1"));
        let (begun, end) = (AtomicU32::new(0), Notify::new());
        let carry_out = || async {
            begun.fetch_add(1, Ordering::Relaxed);
            end.notified().await;
            Err(Refusal::NotJoinable)
        };
        let (first, meanwhile, ()) = tokio::join!(
            under_way.carry_out(&join, carry_out),
            under_way.carry_out(&join, carry_out),
            async { end.notify_one() }
        );
        assert_eq!([first, meanwhile], [Err(Refusal::NotJoinable); 2]);
        assert_eq!(begun.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn who_presses_later_or_agrees_to_another_wording_shares_nothing() {
        let under_way = UnderWay::default();
        let (join, other) = (join("1"), join("2"));
        let within = under_way.carry_out(&join, || async {
            under_way.carry_out(&other, || async { Ok(()) }).await
        });
        assert_eq!(within.await, Ok(()));
        let refused = || async { Err(Refusal::NotJoinable) };
        let later = under_way.carry_out(&join, refused).await;
        assert_eq!(later, Err(Refusal::NotJoinable));
    }

    #[tokio::test]
    async fn nobody_waits_for_a_join_that_crashed() {
        let (under_way, join) = (UnderWay::default(), join("1"));
        let begun = Arc::new(Notify::new());
        let crashing = tokio::spawn({
            let (under_way, join, begun) = (under_way.clone(), join.clone(), Arc::clone(&begun));
            let crash = move || async move {
                begun.notify_one();
                tokio::task::yield_now().await;
                panic!("it crashes")
            };
            async move { under_way.carry_out(&join, crash).await }
        });
        begun.notified().await;
        let meanwhile = under_way.carry_out(&join, || async { Ok(()) }).await;
        assert_eq!(meanwhile, Err(Refusal::JoiningUnavailable));
        assert!(crashing.await.is_err());
        let later = under_way.carry_out(&join, || async { Ok(()) }).await;
        assert_eq!(later, Ok(()));
    }
}

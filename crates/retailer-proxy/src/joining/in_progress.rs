//! The joins that this process is carrying out. A shopper who presses the button again
//! before the first answer is there gets the outcome of the first press, without
//! another query to the database or call to Engage.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use parking_lot::Mutex;
use tokio::sync::watch;

use super::request::Join;
use crate::api_error::ApiError;

type Outcome = Result<(), ApiError>;
type OutcomeReceiver = watch::Receiver<Option<Outcome>>;

/// The joins in progress, each with the channel that tells its outcome.
#[derive(Debug, Default)]
pub(crate) struct JoinsInProgress {
    joins: Mutex<HashMap<Join, OutcomeReceiver>>,
}

/// What a request has to do for its join.
enum Role {
    /// It carries the join out, and sends the outcome to the requests that wait.
    First(watch::Sender<Option<Outcome>>),
    /// It waits for the outcome of the first request.
    Waiting(OutcomeReceiver),
}

/// Removes a join from the joins in progress when it ends, also when it is cancelled or
/// panics.
struct Entered<'a> {
    in_progress: &'a JoinsInProgress,
    join: &'a Join,
}

impl JoinsInProgress {
    /// Carries the join out with `carry_out`, unless an equal join is in progress. In
    /// that case, its outcome is returned.
    pub(super) async fn share<F>(&self, join: &Join, carry_out: impl FnOnce() -> F) -> Outcome
    where
        F: Future<Output = Outcome>,
    {
        match self.role(join) {
            Role::First(sender) => {
                let entered = Entered {
                    in_progress: self,
                    join,
                };
                let outcome = carry_out().await;
                drop(entered);
                sender.send_replace(Some(outcome));
                outcome
            }
            Role::Waiting(mut receiver) => match receiver.wait_for(Option::is_some).await {
                Ok(outcome) => outcome.unwrap_or(Err(ApiError::JoiningUnavailable)),
                // The first request was cancelled or has panicked.
                Err(_) => Err(ApiError::JoiningUnavailable),
            },
        }
    }

    fn role(&self, join: &Join) -> Role {
        match self.joins.lock().entry(join.clone()) {
            Entry::Occupied(entry) => Role::Waiting(entry.get().clone()),
            Entry::Vacant(entry) => {
                let (sender, receiver) = watch::channel(None);
                entry.insert(receiver);
                Role::First(sender)
            }
        }
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.in_progress.joins.lock().remove(self.join);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use crate::content::ConsentVersion;
    use challenge_model::{ContactId, DefinitionId};
    use tokio::sync::Notify;

    use super::*;

    fn join(version: &str) -> Join {
        let id = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";
        Join {
            contact: ContactId::guid(id).unwrap(),
            definition: DefinitionId::guid(id).unwrap(),
            consent_version: ConsentVersion::try_from(version.to_owned()).ok(),
        }
    }

    #[tokio::test]
    async fn an_equal_join_gets_the_outcome_of_the_one_in_progress() {
        let (joins, join) = (JoinsInProgress::default(), join("1"));
        let (started, end) = (AtomicU32::new(0), Notify::new());
        let carry_out = || async {
            started.fetch_add(1, Ordering::Relaxed);
            end.notified().await;
            Err(ApiError::NotJoinable)
        };
        let (first, second, ()) = tokio::join!(
            joins.share(&join, carry_out),
            joins.share(&join, carry_out),
            async { end.notify_one() }
        );
        assert_eq!([first, second], [Err(ApiError::NotJoinable); 2]);
        assert_eq!(started.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_join_with_another_consent_text_is_carried_out_by_itself() {
        let joins = JoinsInProgress::default();
        let (first, other) = (join("1"), join("2"));
        let outcome = joins.share(&first, || async {
            let other = joins.share(&other, || async { Err(ApiError::NotJoinable) });
            assert_eq!(other.await, Err(ApiError::NotJoinable));
            Ok(())
        });
        assert_eq!(outcome.await, Ok(()));
    }

    #[tokio::test]
    async fn a_join_after_the_end_of_an_equal_one_is_carried_out_by_itself() {
        let (joins, join) = (JoinsInProgress::default(), join("1"));
        assert_eq!(joins.share(&join, || async { Ok(()) }).await, Ok(()));
        let refused = || async { Err(ApiError::NotJoinable) };
        let later = joins.share(&join, refused).await;
        assert_eq!(later, Err(ApiError::NotJoinable));
    }

    #[tokio::test]
    async fn a_join_that_panics_keeps_nobody_waiting() {
        let (joins, join) = (Arc::new(JoinsInProgress::default()), join("1"));
        let started = Arc::new(Notify::new());
        let panicking = tokio::spawn({
            let (joins, join, started) = (Arc::clone(&joins), join.clone(), Arc::clone(&started));
            let carry_out = move || async move {
                started.notify_one();
                tokio::task::yield_now().await;
                panic!("the test wants this panic")
            };
            async move { joins.share(&join, carry_out).await }
        });
        started.notified().await;
        let waiting = joins.share(&join, || async { Ok(()) }).await;
        assert_eq!(waiting, Err(ApiError::JoiningUnavailable));
        assert!(panicking.await.is_err());
        let later = joins.share(&join, || async { Ok(()) }).await;
        assert_eq!(later, Ok(()));
    }
}

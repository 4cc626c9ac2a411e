//! One answer that is kept: asked for once, however many wait for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};
use tracing::Instrument;

use super::ages::{Ages, Freshness};
use crate::measures::ReadOutcome;
use crate::refusal::Refusal;
use crate::upstream::Priority;

/// How long browsers are told to wait when their patience was not enough.
const COME_BACK_AFTER: Duration = Duration::from_secs(5);

/// The place of one answer.
#[derive(Debug)]
pub(super) struct Slot<V> {
    state: Mutex<State<V>>,
}

#[derive(Debug)]
struct State<V> {
    kept: Option<Reading<V>>,
    /// Where the outcome of the call that is under way will be seen.
    flight: Option<Flight<V>>,
}

type Landing<V> = Option<Result<Reading<V>, Refusal>>;
type Flight<V> = watch::Receiver<Landing<V>>;

/// What Engage said, and when.
#[derive(Debug)]
pub(crate) struct Reading<V> {
    pub(crate) value: Arc<V>,
    at: Instant,
}

/// How old an answer may be, and how long a shopper waits for a new one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub(super) ages: Ages,
    pub(super) patience: Duration,
}

impl<V> Reading<V> {
    /// How long ago Engage said it.
    pub(crate) fn age(&self) -> Duration {
        self.at.elapsed()
    }
}

impl<V> Clone for Reading<V> {
    fn clone(&self) -> Self {
        Self {
            value: Arc::clone(&self.value),
            at: self.at,
        }
    }
}

impl<V> Default for Slot<V> {
    fn default() -> Self {
        let state = State {
            kept: None,
            flight: None,
        };
        Self {
            state: Mutex::new(state),
        }
    }
}

impl<V: Send + Sync + 'static> Slot<V> {
    /// The answer within the patience of whoever waits. `ask` is called when
    /// nobody else has asked yet; what it started goes on and is kept even if
    /// nobody waits for it any more (T21). `landed` is called when it is kept.
    pub(super) async fn read<F>(
        self: &Arc<Self>,
        terms: Terms,
        ask: impl FnOnce(Priority) -> F,
        landed: impl FnOnce() + Send + 'static,
    ) -> (Result<Reading<V>, Refusal>, ReadOutcome)
    where
        F: Future<Output = Result<V, Refusal>> + Send + 'static,
    {
        let deadline = Instant::now() + terms.patience;
        let (old, flight) = {
            let mut state = self.lock();
            let kept = state.kept.clone();
            let age = kept.as_ref().map(Reading::age);
            let freshness = age.map_or(Freshness::Gone, |age| terms.ages.freshness(age));
            match (freshness, kept) {
                (Freshness::Fresh, Some(kept)) => return (Ok(kept), ReadOutcome::Hit),
                (Freshness::Stale, Some(kept)) => {
                    self.flight(&mut state, || ask(Priority::Background), landed);
                    return (Ok(kept), ReadOutcome::Stale);
                }
                (Freshness::Old, kept) => (
                    kept,
                    self.flight(&mut state, || ask(Priority::Waiting), landed),
                ),
                (_, _) => (
                    None,
                    self.flight(&mut state, || ask(Priority::Waiting), landed),
                ),
            }
        };
        match (landing(flight, deadline).await, old) {
            (Ok(reading), _) => (Ok(reading), ReadOutcome::Miss),
            (Err(_), Some(old)) => (Ok(old), ReadOutcome::Rescued),
            (Err(refusal), None) => (Err(refusal), ReadOutcome::Refused),
        }
    }

    /// What is kept, whatever its age.
    pub(super) fn kept(&self) -> Option<Reading<V>> {
        self.lock().kept.clone()
    }

    /// The flight that is under way, or a new one.
    fn flight<F>(
        self: &Arc<Self>,
        state: &mut State<V>,
        ask: impl FnOnce() -> F,
        landed: impl FnOnce() + Send + 'static,
    ) -> Flight<V>
    where
        F: Future<Output = Result<V, Refusal>> + Send + 'static,
    {
        // A flight that crashed has nobody left who could land it.
        let under_way = state
            .flight
            .as_ref()
            .filter(|flight| flight.has_changed().is_ok());
        if let Some(flight) = under_way {
            return flight.clone();
        }
        let (announcement, flight) = watch::channel(None);
        state.flight = Some(flight.clone());
        let (slot, answer) = (Arc::clone(self), ask());
        let call = async move {
            let outcome = answer.await;
            let outcome = slot.land(outcome);
            landed();
            announcement.send_replace(Some(outcome));
        };
        // Its lines in the log name the request that began it.
        tokio::spawn(call.in_current_span());
        flight
    }

    fn land(&self, outcome: Result<V, Refusal>) -> Result<Reading<V>, Refusal> {
        let mut state = self.lock();
        state.flight = None;
        let reading = Reading {
            value: Arc::new(outcome?),
            at: Instant::now(),
        };
        state.kept = Some(reading.clone());
        Ok(reading)
    }

    fn lock(&self) -> MutexGuard<'_, State<V>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The outcome of a flight, if it lands before the deadline.
async fn landing<V>(mut flight: Flight<V>, deadline: Instant) -> Result<Reading<V>, Refusal> {
    let landed = timeout_at(deadline, flight.wait_for(Option::is_some)).await;
    match landed {
        Ok(Ok(landed)) => landed.clone().unwrap_or(Err(Refusal::UpstreamFailed)),
        Ok(Err(_crashed)) => Err(Refusal::UpstreamFailed),
        Err(_late) => Err(Refusal::UpstreamBusy {
            retry_after: COME_BACK_AFTER,
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::time::{advance, sleep};

    use super::*;

    const TERMS: Terms = Terms {
        ages: Ages {
            fresh: Duration::from_secs(15),
            stale: Duration::from_mins(1),
            kept: Duration::from_mins(5),
        },
        patience: Duration::from_secs(3),
    };

    /// An Engage that answers with the number of the call, so late.
    #[derive(Default)]
    struct Source(AtomicU32);

    impl Source {
        fn asked(&self) -> u32 {
            self.0.load(Ordering::SeqCst)
        }

        async fn read(
            self: &Arc<Self>,
            slot: &Arc<Slot<u32>>,
            late: Duration,
        ) -> (Result<u32, Refusal>, ReadOutcome) {
            let source = Arc::clone(self);
            let (reading, outcome) = slot
                .read(
                    TERMS,
                    |_| async move {
                        let number = source.0.fetch_add(1, Ordering::SeqCst) + 1;
                        sleep(late).await;
                        Ok(number)
                    },
                    || (),
                )
                .await;
            (reading.map(|reading| *reading.value), outcome)
        }
    }

    async fn fails(slot: &Arc<Slot<u32>>) -> (Result<u32, Refusal>, ReadOutcome) {
        let (reading, outcome) = slot
            .read(TERMS, |_| async { Err(Refusal::UpstreamFailed) }, || ())
            .await;
        (reading.map(|reading| *reading.value), outcome)
    }

    fn start() -> (Arc<Source>, Arc<Slot<u32>>) {
        (Arc::default(), Arc::default())
    }

    const AT_ONCE: Duration = Duration::ZERO;

    #[tokio::test(start_paused = true)]
    async fn a_fresh_answer_is_given_again_without_asking() {
        let (source, slot) = start();
        assert_eq!(
            source.read(&slot, AT_ONCE).await,
            (Ok(1), ReadOutcome::Miss)
        );
        advance(Duration::from_secs(14)).await;
        assert_eq!(source.read(&slot, AT_ONCE).await, (Ok(1), ReadOutcome::Hit));
    }

    #[tokio::test(start_paused = true)]
    async fn a_hundred_who_ask_at_once_are_one_call() {
        let (source, slot) = start();
        let readers = (0..100).map(|_| {
            let (source, slot) = (Arc::clone(&source), Arc::clone(&slot));
            tokio::spawn(async move { source.read(&slot, Duration::from_secs(1)).await.0 })
        });
        for reader in readers.collect::<Vec<_>>() {
            assert_eq!(reader.await.unwrap(), Ok(1));
        }
        assert_eq!(source.asked(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stale_answer_goes_out_at_once_and_is_refreshed_once() {
        let (source, slot) = start();
        source.read(&slot, AT_ONCE).await.0.unwrap();
        advance(Duration::from_secs(20)).await;
        for _ in 0..3 {
            let before = Instant::now();
            let read = source.read(&slot, Duration::from_secs(2)).await;
            assert_eq!(read, (Ok(1), ReadOutcome::Stale));
            assert_eq!(before.elapsed(), Duration::ZERO);
        }
        sleep(Duration::from_secs(3)).await;
        assert_eq!(source.read(&slot, AT_ONCE).await, (Ok(2), ReadOutcome::Hit));
    }

    #[tokio::test(start_paused = true)]
    async fn an_old_answer_is_given_when_engage_fails_or_is_late() {
        let (source, slot) = start();
        source.read(&slot, AT_ONCE).await.0.unwrap();
        advance(Duration::from_mins(2)).await;
        assert_eq!(fails(&slot).await, (Ok(1), ReadOutcome::Rescued));
        let before = Instant::now();
        let late = source.read(&slot, Duration::from_secs(30)).await;
        assert_eq!(late, (Ok(1), ReadOutcome::Rescued));
        assert_eq!(before.elapsed(), TERMS.patience);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_is_gone_when_its_time_is_over() {
        let (source, slot) = start();
        source.read(&slot, AT_ONCE).await.0.unwrap();
        advance(Duration::from_mins(5)).await;
        let failed = (Err(Refusal::UpstreamFailed), ReadOutcome::Refused);
        assert_eq!(fails(&slot).await, failed);
    }

    #[tokio::test(start_paused = true)]
    async fn patience_ends_but_the_call_goes_on_and_its_answer_is_kept() {
        let (source, slot) = start();
        let before = Instant::now();
        let (refusal, _) = source.read(&slot, Duration::from_secs(30)).await;
        assert_eq!(before.elapsed(), TERMS.patience);
        let retry_after = COME_BACK_AFTER;
        assert_eq!(refusal, Err(Refusal::UpstreamBusy { retry_after }));
        sleep(Duration::from_secs(28)).await;
        assert_eq!(source.read(&slot, AT_ONCE).await, (Ok(1), ReadOutcome::Hit));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_crashes_is_a_refusal_and_the_next_one_is_made() {
        let (source, slot) = start();
        let (crashed, _) = slot
            .read(
                TERMS,
                |_| async { panic!("a crash that belongs to this test") },
                || (),
            )
            .await;
        assert_eq!(
            crashed.map(|reading: Reading<u32>| *reading.value),
            Err(Refusal::UpstreamFailed)
        );
        assert_eq!(
            source.read(&slot, AT_ONCE).await,
            (Ok(1), ReadOutcome::Miss)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_reading_says_how_old_it_is() {
        let (source, slot) = start();
        source.read(&slot, AT_ONCE).await.0.unwrap();
        advance(Duration::from_secs(12)).await;
        assert_eq!(slot.kept().unwrap().age(), Duration::from_secs(12));
    }
}

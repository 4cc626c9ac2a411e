//! One cached answer, which is asked for once, however many requests wait for it.
//!
//! Written by hand: stale-while-revalidate with one call at a time, where the call
//! outlives the requests that wait for it, is in none of the cache crates.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::watch;
use tokio::time::Instant;
use tracing::Instrument;

use super::freshness::{Ages, Freshness};
use crate::api_error::ApiError;
use crate::metrics::ReadOutcome;
use crate::upstream::{Patience, Priority};

/// The place of one answer.
#[derive(Debug)]
pub(super) struct CacheSlot<V> {
    state: Mutex<State<V>>,
}

#[derive(Debug)]
struct State<V> {
    cached: Option<Cached<V>>,
    /// The call that is under way, and when it began.
    call: Option<(Instant, Call<V>)>,
}

/// Where the outcome of a call appears when it is over.
type Call<V> = watch::Receiver<Option<Result<Cached<V>, ApiError>>>;

/// What Engage answered, and when.
#[derive(Debug)]
pub(crate) struct Cached<V> {
    pub(crate) value: Arc<V>,
    /// When the call for it began.
    asked: Instant,
    /// When it came here.
    at: Instant,
    /// How old it was then.
    was: Duration,
    outcome: ReadOutcome,
}

/// What a call has brought.
#[derive(Debug)]
pub(super) struct Given<V> {
    value: V,
    /// How long ago Engage gave it.
    age: Duration,
    /// How a read counts that waited for it.
    outcome: ReadOutcome,
}

impl<V> Given<V> {
    /// Engage gave it now.
    pub(super) fn by_engage(value: V) -> Self {
        Self {
            value,
            age: Duration::ZERO,
            outcome: ReadOutcome::Miss,
        }
    }

    /// Engage gave it to another instance, so long ago.
    pub(super) fn by_another_instance(value: V, age: Duration) -> Self {
        Self {
            value,
            age,
            outcome: ReadOutcome::Shared,
        }
    }

    /// The answer itself.
    #[cfg(test)]
    pub(super) fn value(&self) -> &V {
        &self.value
    }

    fn cached(self, asked: Instant) -> Cached<V> {
        Cached {
            value: Arc::new(self.value),
            asked,
            at: Instant::now(),
            was: self.age,
            outcome: self.outcome,
        }
    }
}

/// How old an answer may be, and how long a shopper waits for a new one.
#[derive(Clone, Copy, Debug)]
pub(super) struct CachePolicy {
    pub(super) ages: Ages,
    pub(super) patience: Patience,
    /// What was asked before this time may miss a change.
    pub(super) doubted: Option<Instant>,
}

impl CachePolicy {
    /// What may be done with this answer. One that is doubted is used only when Engage fails.
    fn freshness<V>(&self, answer: &Cached<V>) -> Freshness {
        match self.ages.freshness(answer.age()) {
            Freshness::Fresh | Freshness::Stale if self.doubts(answer.asked) => Freshness::Old,
            freshness => freshness,
        }
    }

    fn doubts(&self, asked: Instant) -> bool {
        self.doubted.is_some_and(|doubted| asked <= doubted)
    }
}

impl<V> Cached<V> {
    /// How long ago Engage gave the answer.
    pub(crate) fn age(&self) -> Duration {
        self.was + self.at.elapsed()
    }
}

impl<V> Clone for Cached<V> {
    fn clone(&self) -> Self {
        Self {
            value: Arc::clone(&self.value),
            asked: self.asked,
            at: self.at,
            was: self.was,
            outcome: self.outcome,
        }
    }
}

impl<V> Default for CacheSlot<V> {
    fn default() -> Self {
        let state = State {
            cached: None,
            call: None,
        };
        Self {
            state: Mutex::new(state),
        }
    }
}

impl<V: Send + Sync + 'static> CacheSlot<V> {
    /// The answer, from the cache or within the time that a shopper waits.
    ///
    /// `ask` is used only when no call is under way. The call goes on and its answer
    /// is cached even if no request waits for it any more (T21). What `when_over` makes
    /// is called when the call is over. `likely_wait` says after how long the call is likely to
    /// be made, if it waits to be made. An answer that another instance had may be stale, and is
    /// refreshed then.
    pub(super) async fn read<F, W>(
        self: &Arc<Self>,
        policy: CachePolicy,
        ask: impl Fn(Priority) -> F,
        likely_wait: impl Fn() -> Option<Duration>,
        when_over: impl Fn() -> W,
    ) -> (Result<Cached<V>, ApiError>, ReadOutcome)
    where
        F: Future<Output = Result<Given<V>, ApiError>> + Send + 'static,
        W: FnOnce() + Send + 'static,
    {
        let (old, call) = {
            let mut state = self.state.lock();
            let known = state.cached.clone();
            let freshness = known.as_ref().map(|answer| policy.freshness(answer));
            let freshness = freshness.unwrap_or(Freshness::Gone);
            match (freshness, known) {
                (Freshness::Fresh, Some(answer)) => return (Ok(answer), ReadOutcome::Hit),
                (Freshness::Stale, Some(answer)) => {
                    self.call(policy, &mut state, || ask(Priority::Background), &when_over);
                    return (Ok(answer), ReadOutcome::Stale);
                }
                (Freshness::Old, old) => (
                    old,
                    self.call(policy, &mut state, || ask(Priority::Waiting), &when_over),
                ),
                (_, _) => (
                    None,
                    self.call(policy, &mut state, || ask(Priority::Waiting), &when_over),
                ),
            }
        };
        let waited = policy.patience.wait_for(outcome(call), likely_wait).await;
        match waited.flatten() {
            Ok(answer) => {
                let is_stale = policy.freshness(&answer) == Freshness::Stale;
                if is_stale && answer.outcome == ReadOutcome::Shared {
                    let mut state = self.state.lock();
                    self.call(policy, &mut state, || ask(Priority::Background), when_over);
                }
                let outcome = answer.outcome;
                (Ok(answer), outcome)
            }
            // An older answer of another instance may have been found meanwhile.
            Err(error) => match self.usable(policy).or(old) {
                Some(old) => (Ok(old), ReadOutcome::Rescued),
                None => (Err(error), ReadOutcome::Refused),
            },
        }
    }

    /// Notes an answer that was found while a call goes on, for when that call fails.
    pub(super) fn offer(&self, given: Given<V>) {
        let mut state = self.state.lock();
        let cached = state.cached.as_ref();
        if cached.is_none_or(|cached| given.age < cached.age()) {
            // The answer of the call must count as the newer one.
            let asked = state.call.as_ref().map(|(began, _)| *began);
            state.cached = Some(given.cached(asked.unwrap_or_else(Instant::now)));
        }
    }

    /// What is cached, if it is not too old for any use.
    fn usable(&self, policy: CachePolicy) -> Option<Cached<V>> {
        self.cached()
            .filter(|answer| policy.freshness(answer) != Freshness::Gone)
    }

    /// What is cached, whatever its age.
    pub(super) fn cached(&self) -> Option<Cached<V>> {
        self.state.lock().cached.clone()
    }

    /// The call that is under way, or a new one.
    fn call<F, W>(
        self: &Arc<Self>,
        policy: CachePolicy,
        state: &mut State<V>,
        ask: impl FnOnce() -> F,
        when_over: impl FnOnce() -> W,
    ) -> Call<V>
    where
        F: Future<Output = Result<Given<V>, ApiError>> + Send + 'static,
        W: FnOnce() + Send + 'static,
    {
        // After a panic in a call its sender is gone, and the call counts as over.
        let under_way = state
            .call
            .as_ref()
            .filter(|(asked, call)| call.has_changed().is_ok() && !policy.doubts(*asked));
        if let Some((_, call)) = under_way {
            return call.clone();
        }
        let (sender, call) = watch::channel(None);
        let asked = Instant::now();
        state.call = Some((asked, call.clone()));
        let (slot, answer, when_over) = (Arc::clone(self), ask(), when_over());
        let task = async move {
            let outcome = slot.finish(asked, answer.await);
            when_over();
            sender.send_replace(Some(outcome));
        };
        // The log lines of the call carry the id of the request that started it.
        tokio::spawn(task.in_current_span());
        call
    }

    /// Notes the outcome of the call that began at this time. Another one may have begun since,
    /// because this one is doubted.
    fn finish(
        &self,
        asked: Instant,
        outcome: Result<Given<V>, ApiError>,
    ) -> Result<Cached<V>, ApiError> {
        let mut state = self.state.lock();
        state.call.take_if(|(began, _)| *began == asked);
        let answer = outcome?.cached(asked);
        let is_newest = state
            .cached
            .as_ref()
            .is_none_or(|cached| cached.asked <= asked);
        if is_newest {
            state.cached = Some(answer.clone());
        }
        Ok(answer)
    }
}

/// The outcome of a call, when it is over.
async fn outcome<V>(mut call: Call<V>) -> Result<Cached<V>, ApiError> {
    match call.wait_for(Option::is_some).await {
        Ok(outcome) => outcome.clone().unwrap_or(Err(ApiError::UpstreamFailed)),
        Err(_panicked) => Err(ApiError::UpstreamFailed),
    }
}

#[cfg(test)]
mod tests;

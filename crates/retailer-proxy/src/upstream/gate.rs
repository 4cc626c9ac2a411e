//! The one way to Engage: every call with the API key waits for a permit, is not made
//! while the circuit is open, and is counted by the circuit breaker afterwards.

use std::sync::Arc;
use std::time::Duration;

use engage_client::{Error, ErrorKind, Repeat};
use parking_lot::Mutex;
use tokio::time::{Instant, sleep};

use super::CallOptions;
use super::breaker::{Breaker, BreakerState, Health};
use super::budget::Budget;
use super::call_queue::{CallQueue, NoPermit, Permit, Turn};
use super::failure::{self, DEFAULT_WAIT};
use super::fair_queue::Caller;
use super::pace::spread;
use super::shared_budget::{Admission, SharedBudget};
use crate::api_error::ApiError;
use crate::metrics::{CallOutcome, Metrics};

/// The longest pause that a 429 can cause, whatever Engage says.
const LONGEST_WAIT: Duration = Duration::from_mins(5);

#[derive(Debug)]
pub(super) struct Gate {
    queue: CallQueue,
    breaker: Mutex<BreakerCell>,
    options: CallOptions,
    metrics: Arc<Metrics>,
}

/// The circuit breaker, and why it may be open.
#[derive(Debug)]
struct BreakerCell {
    breaker: Breaker,
    /// The error of the latest failure that the breaker counted. Browsers get it while
    /// the circuit is open.
    latest: ApiError,
}

/// How busy the gate is, for the metrics.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GateStatus {
    pub(crate) queued: usize,
    pub(crate) under_way: usize,
    pub(crate) breaker: BreakerState,
    /// Whether permits come out of the budget that several instances share, rather than out of
    /// this instance's own share. `None` where there is no such budget.
    pub(crate) shares: Option<bool>,
}

impl Gate {
    pub(super) fn new(options: &CallOptions, budget: Budget, metrics: Arc<Metrics>) -> Self {
        let cell = BreakerCell {
            breaker: Breaker::new(options.failures_to_rest, options.rest),
            latest: ApiError::UpstreamFailed,
        };
        Self {
            queue: CallQueue::new(options, budget),
            breaker: Mutex::new(cell),
            options: *options,
            metrics,
        }
    }

    /// Makes a call when there is a permit for it. The call must be one request, and
    /// it is never repeated here. How it went is the inner result.
    ///
    /// # Errors
    ///
    /// When it was not made at all: nothing was sent, so nothing is in doubt.
    pub(super) async fn pass<T>(
        &self,
        turn: Turn,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<Result<T, Error>, ApiError> {
        let passage = self.enter(turn).await?;
        Ok(passage.call(call).await)
    }

    /// Waits until a call may be made. The call follows at once: as long as it does not, its
    /// permit is taken from others.
    ///
    /// # Errors
    ///
    /// When no call may be made.
    pub(super) async fn enter(&self, turn: Turn) -> Result<Passage<'_>, ApiError> {
        let deadline = Instant::now() + self.options.wait(turn.priority);
        // A call that could not be made anyway does not join the queue.
        self.check_circuit()?;
        let permit = self.queue.permit(turn, deadline).await;
        let permit = permit.map_err(|NoPermit { likely_after }| {
            self.metrics.called(CallOutcome::NoTurn);
            ApiError::UpstreamBusy {
                retry_after: likely_after,
            }
        })?;
        let admission = self.admit().await?;
        Ok(Passage {
            gate: self,
            admission,
            _permit: permit,
        })
    }

    /// Makes a call that only reads; `None` is a 404, which is an answer. A failed
    /// call is repeated once where that is safe, and only after a pause, because most
    /// often Engage fails when it has too much to do.
    pub(super) async fn read<T, F>(
        &self,
        turn: Turn,
        call: impl Fn() -> F,
    ) -> Result<Option<T>, ApiError>
    where
        F: Future<Output = Result<T, Error>>,
    {
        match self.attempt(turn, call()).await {
            Err(failed) if failed.repeat == Repeat::Safe => {
                sleep(self.options.repeat_after).await;
                self.attempt(turn, call()).await
            }
            outcome => outcome,
        }
        .map_err(|failed| failed.error)
    }

    /// After how long the call that this caller's shopper waits for is likely to be made; `None`
    /// when none waits to be made.
    pub(super) fn likely_wait(&self, of: Caller) -> Option<Duration> {
        self.queue.likely_wait(of)
    }

    pub(super) fn status(&self) -> GateStatus {
        let (queued, under_way) = self.queue.load();
        let shared = self.queue.budget().shared();
        let rests = shared.and_then(|shared| shared.rests_until(Instant::now()));
        let breaker = self.breaker.lock().breaker.state();
        GateStatus {
            queued,
            under_way,
            breaker: rests.map_or(breaker, |_| BreakerState::Open),
            shares: shared.map(SharedBudget::is_shared),
        }
    }

    /// Keeps in touch with the server that the instances share. It never returns where there is
    /// one.
    pub(super) async fn keep_sharing(&self) {
        if let Some(shared) = self.queue.budget().shared() {
            shared.keep().await;
        }
    }

    async fn attempt<T>(
        &self,
        turn: Turn,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<Option<T>, Failed> {
        let made = self.pass(turn, call).await;
        match made.map_err(Failed::for_good)? {
            Ok(answer) => Ok(Some(answer)),
            Err(failure) => match failure::api_error(failure.kind()) {
                ApiError::NotFound => Ok(None),
                error => {
                    tracing::warn!(code = error.code(), "{failure}");
                    Err(Failed {
                        error,
                        repeat: failure::repeat(&failure),
                    })
                }
            },
        }
    }

    /// Checks, before a call joins the queue, that it could be made at all.
    fn check_circuit(&self) -> Result<(), ApiError> {
        let now = Instant::now();
        // Calls that wait through a pause would all go out at its end.
        if let Some(until) = self.queue.budget().pause(now) {
            let retry_after = until - now;
            return Err(self.not_made(ApiError::UpstreamBusy { retry_after }, retry_after));
        }
        let shared = self.queue.budget().shared();
        let mut cell = self.breaker.lock();
        if shared.is_some_and(SharedBudget::has_recovered) {
            // Another instance has had an answer.
            cell.breaker.close();
        }
        let of_all = shared.and_then(|shared| shared.rests_until(now));
        match cell.breaker.rests_until(now).max(of_all) {
            Some(until) => Err(self.not_made(cell.latest, until - now)),
            None => Ok(()),
        }
    }

    /// Asks the breakers at the moment when the call is made: the one of all instances, and
    /// this instance's own.
    async fn admit(&self) -> Result<Admission, ApiError> {
        let admission = match self.queue.budget().shared() {
            Some(shared) => self.admit_of_all(shared).await?,
            None => Admission::Ordinary,
        };
        let now = Instant::now();
        let mut cell = self.breaker.lock();
        match cell.breaker.admit(now) {
            Ok(()) => Ok(admission),
            Err(until) => Err(self.not_made(cell.latest, until - now)),
        }
    }

    /// Asks the breaker of all instances, unless this instance's own is open: then a probe would
    /// be lost.
    async fn admit_of_all(&self, shared: &SharedBudget) -> Result<Admission, ApiError> {
        let own = self.breaker.lock().breaker.rests_until(Instant::now());
        let admitted = match own {
            Some(until) => Err(until),
            None => shared.admit().await,
        };
        admitted.map_err(|until| {
            let latest = self.breaker.lock().latest;
            self.not_made(latest, until.saturating_duration_since(Instant::now()))
        })
    }

    /// What the browser is told of a call that is not made because of an earlier
    /// failure: to come back when calls are made again, but not all at once.
    fn not_made(&self, latest: ApiError, retry_after: Duration) -> ApiError {
        self.metrics.called(CallOutcome::LeftAlone);
        if latest == ApiError::UpstreamRefused {
            // A refused key is not accepted later, so there is no time to wait for.
            return latest;
        }
        // Without randomness all are told the same, and are still answered.
        let chance = getrandom::u64().unwrap_or_default();
        ApiError::UpstreamBusy {
            retry_after: spread(retry_after, chance),
        }
    }

    fn note(&self, admission: Admission, failure: Option<&ErrorKind>) {
        let now = Instant::now();
        self.metrics.called(failure::call_outcome(failure));
        if let Some(ErrorKind::RateLimited { retry_after }) = failure {
            let wait = retry_after.unwrap_or(DEFAULT_WAIT).min(LONGEST_WAIT);
            self.queue.budget().pause_until(now + wait);
        }
        let mut cell = self.breaker.lock();
        let before = cell.breaker.state();
        let health = failure::health(failure);
        if let Some(shared) = self.queue.budget().shared() {
            shared.note(admission, health);
        }
        cell.breaker.note(health, now);
        if let (Health::Failing, Some(failure)) = (health, failure) {
            cell.latest = failure::api_error(failure);
        }
        let after = cell.breaker.state();
        if before != after {
            tracing::warn!(
                ?before,
                ?after,
                "the circuit breaker before Engage has changed"
            );
        }
    }
}

/// The right to make one call now.
#[derive(Debug)]
pub(super) struct Passage<'gate> {
    gate: &'gate Gate,
    admission: Admission,
    _permit: Permit,
}

impl Passage<'_> {
    /// Makes the call, which must be one request.
    pub(super) async fn call<T>(
        self,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let began = Instant::now();
        let outcome = call.await;
        self.gate.metrics.call_took(began.elapsed());
        let failure = outcome.as_ref().err().map(Error::kind);
        self.gate.note(self.admission, failure);
        outcome
    }
}

/// A read that failed.
struct Failed {
    error: ApiError,
    repeat: Repeat,
}

impl Failed {
    fn for_good(error: ApiError) -> Self {
        Self {
            error,
            repeat: Repeat::Pointless,
        }
    }
}

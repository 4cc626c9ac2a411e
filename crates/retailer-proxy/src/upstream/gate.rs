//! The one way out: every call with the API key waits for its turn, leaves Engage
//! alone while that is failing, and is taken into account afterwards.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use engage_client::{Error, ErrorKind, Repeat};
use tokio::time::{Instant, sleep};

use super::CallOptions;
use super::breaker::{Breaker, Health, Standing};
use super::budget::{Budget, NoTurn};
use super::window::Priority;
use crate::measures::{CallOutcome, Measures};
use crate::refusal::Refusal;

/// How long everybody waits when Engage is busy and does not say how long (T20).
const DEFAULT_WAIT: Duration = Duration::from_secs(5);
/// Nobody is told to wait for longer, whatever Engage says.
const LONGEST_WAIT: Duration = Duration::from_mins(5);

#[derive(Debug)]
pub(crate) struct Gate {
    budget: Budget,
    breaker: Mutex<Known>,
    options: CallOptions,
    measures: Arc<Measures>,
}

/// What is known of Engage's health.
#[derive(Debug)]
struct Known {
    breaker: Breaker,
    /// What everybody is told while Engage is left alone.
    latest: Refusal,
}

/// How the gate stands, as it is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GateStatus {
    pub(crate) queued: usize,
    pub(crate) under_way: usize,
    pub(crate) breaker: Standing,
}

impl Gate {
    pub(super) fn new(options: &CallOptions, measures: Arc<Measures>) -> Self {
        let known = Known {
            breaker: Breaker::new(options.failures_to_rest, options.rest),
            latest: Refusal::UpstreamFailed,
        };
        Self {
            budget: Budget::new(options),
            breaker: Mutex::new(known),
            options: *options,
            measures,
        }
    }

    /// Makes a call when it is its turn; the call must be one request, and it is
    /// never repeated here.
    ///
    /// # Errors
    ///
    /// When it was not made at all: nothing has been sent, so nothing is in doubt.
    /// How a call went that was made is the inner result.
    pub(crate) async fn pass<T>(
        &self,
        priority: Priority,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<Result<T, Error>, Refusal> {
        let deadline = Instant::now() + self.options.queue_wait;
        // Nobody queues for what is not to be had.
        self.look()?;
        let turn = self.budget.turn(priority, deadline).await;
        let _turn = turn.map_err(|NoTurn| {
            self.measures.called(CallOutcome::NoTurn);
            Refusal::UpstreamBusy {
                retry_after: DEFAULT_WAIT,
            }
        })?;
        self.admit()?;
        let outcome = call.await;
        self.note(&outcome);
        Ok(outcome)
    }

    /// A call that only reads; `None` is a 404, which is an answer. Where it makes
    /// sense, it is made once more, late, because an answer that does not come most
    /// often means that Engage has too much to do already.
    pub(super) async fn read<T, F>(
        &self,
        priority: Priority,
        call: impl Fn() -> F,
    ) -> Result<Option<T>, Refusal>
    where
        F: Future<Output = Result<T, Error>>,
    {
        match self.attempt(priority, call()).await {
            Err(failed) if failed.repeat == Repeat::Safe => {
                sleep(self.options.repeat_after).await;
                self.attempt(priority, call()).await
            }
            outcome => outcome,
        }
        .map_err(|failed| failed.refusal)
    }

    pub(crate) fn status(&self) -> GateStatus {
        let (queued, under_way) = self.budget.load();
        GateStatus {
            queued,
            under_way,
            breaker: self.known().breaker.standing(),
        }
    }

    async fn attempt<T>(
        &self,
        priority: Priority,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<Option<T>, Failed> {
        let made = self.pass(priority, call).await;
        let outcome = made.map_err(Failed::for_good)?;
        match outcome {
            Ok(answer) => Ok(Some(answer)),
            Err(error) => match refusal(error.kind()) {
                Refusal::NotFound => Ok(None),
                refusal => {
                    tracing::warn!(code = refusal.code(), "{error}");
                    Err(Failed {
                        refusal,
                        repeat: repeat(&error),
                    })
                }
            },
        }
    }

    /// Whether Engage is not being left alone.
    fn look(&self) -> Result<(), Refusal> {
        let now = Instant::now();
        // Whoever waits through a pause only adds to the crowd at its end.
        if let Some(until) = self.budget.pause(now) {
            let retry_after = until - now;
            return Err(self.left_alone(Refusal::UpstreamBusy { retry_after }, retry_after));
        }
        let known = self.known();
        match known.breaker.rests_until(now) {
            Some(until) => Err(self.left_alone(known.latest, until - now)),
            None => Ok(()),
        }
    }

    /// The same, at the moment when the call is made.
    fn admit(&self) -> Result<(), Refusal> {
        let now = Instant::now();
        let mut known = self.known();
        let admitted = known.breaker.admit(now);
        admitted.map_err(|until| self.left_alone(known.latest, until - now))
    }

    fn left_alone(&self, latest: Refusal, retry_after: Duration) -> Refusal {
        self.measures.called(CallOutcome::LeftAlone);
        match latest {
            // A key that is refused does not become good by waiting.
            Refusal::UpstreamRefused => Refusal::UpstreamRefused,
            _ => Refusal::UpstreamBusy { retry_after },
        }
    }

    fn note<T>(&self, outcome: &Result<T, Error>) {
        let now = Instant::now();
        let kind = outcome.as_ref().err().map(Error::kind);
        self.measures.called(measured(kind));
        if let Some(ErrorKind::RateLimited { retry_after }) = kind {
            let wait = retry_after.unwrap_or(DEFAULT_WAIT).min(LONGEST_WAIT);
            self.budget.pause_until(now + wait);
        }
        let mut known = self.known();
        let before = known.breaker.standing();
        known.breaker.note(health(kind), now);
        if let Some(kind) = kind {
            known.latest = refusal(kind);
        }
        let after = known.breaker.standing();
        if before != after {
            tracing::warn!(?before, ?after, "the breaker before Engage has changed");
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Failed {
    refusal: Refusal,
    repeat: Repeat,
}

impl Failed {
    fn for_good(refusal: Refusal) -> Self {
        Self {
            refusal,
            repeat: Repeat::Pointless,
        }
    }
}

/// What was asked too often is not asked again just because it only reads.
fn repeat(error: &Error) -> Repeat {
    match error.kind() {
        ErrorKind::RateLimited { .. } => Repeat::Pointless,
        _ => error.repeat(),
    }
}

/// What a failure says about Engage. That something is not there, or that a
/// request was wrong, is said by an Engage that is well; a 429 has a pause of
/// its own.
fn health(kind: Option<&ErrorKind>) -> Health {
    match kind {
        None
        | Some(
            ErrorKind::NotAGuid
            | ErrorKind::NotFound { .. }
            | ErrorKind::Rejected { .. }
            | ErrorKind::NotAssigned
            | ErrorKind::RateLimited { .. },
        ) => Health::Well,
        Some(
            ErrorKind::Unreachable
            | ErrorKind::ConnectionLost
            | ErrorKind::TimedOut
            | ErrorKind::KeyRefused { .. }
            | ErrorKind::ContentTypeLost
            | ErrorKind::ServerError { .. }
            | ErrorKind::Unreadable
            | ErrorKind::TooLong,
        ) => Health::Failing,
    }
}

fn measured(kind: Option<&ErrorKind>) -> CallOutcome {
    match kind {
        None | Some(ErrorKind::NotFound { .. }) => CallOutcome::Answered,
        Some(ErrorKind::RateLimited { .. }) => CallOutcome::RateLimited,
        Some(ErrorKind::KeyRefused { .. }) => CallOutcome::Refused,
        Some(_) => CallOutcome::Failed,
    }
}

/// What the browser is told of a failure.
pub(super) fn refusal(failure: &ErrorKind) -> Refusal {
    match failure {
        // An id that is no GUID is the id of nothing.
        ErrorKind::NotFound { .. } | ErrorKind::NotAGuid => Refusal::NotFound,
        ErrorKind::KeyRefused { .. } => Refusal::UpstreamRefused,
        ErrorKind::TimedOut => Refusal::UpstreamTimeout,
        ErrorKind::RateLimited { retry_after } => Refusal::UpstreamBusy {
            retry_after: retry_after.unwrap_or(DEFAULT_WAIT),
        },
        ErrorKind::Unreachable
        | ErrorKind::ConnectionLost
        | ErrorKind::ContentTypeLost
        | ErrorKind::Rejected { .. }
        | ErrorKind::ServerError { .. }
        | ErrorKind::Unreadable
        | ErrorKind::TooLong
        | ErrorKind::NotAssigned => Refusal::UpstreamFailed,
    }
}

//! What awards need of the proxy, and the tasks that work on them.

use std::sync::Arc;
use std::time::Duration;

use challenge_model::UnixMillis;
use tokio::sync::{Mutex, Notify};
use tokio::time::{Instant, sleep};

use super::outbox::Outbox;
use super::rules::AwardRules;
use crate::clock::Clock;
use crate::consents::{Ledger, LedgerError};
use crate::live::Changes;
use crate::metrics::Metrics;
use crate::shutdown::Shutdown;
use crate::upstream::Upstream;

/// How often a task looks for work of which nobody has told it, such as that of another
/// instance.
pub(super) const POLL: Duration = Duration::from_secs(1);
/// How long counts are used, since counting reads many rows.
const COUNTED_FOR: Duration = Duration::from_secs(10);

/// Where awards are written, and what the shop decides about them.
#[derive(Clone, Debug)]
pub struct Awards {
    ledger: Ledger,
    outbox: Outbox,
    rules: AwardRules,
    signals: Arc<Signals>,
}

/// What wakes the tasks of this instance.
#[derive(Debug, Default)]
struct Signals {
    sendable: Notify,
    customers: Notify,
    counted: Mutex<Option<Instant>>,
}

/// Takes awards and sends them.
#[derive(Clone, Debug)]
pub(crate) struct AwardService {
    pub(crate) awards: Awards,
    pub(crate) upstream: Upstream,
    pub(crate) changes: Changes,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) clock: Clock,
    pub(crate) shutdown: Shutdown,
}

/// When a task does something again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// When it is woken, or when it is time to look.
    WhenWoken,
    /// After this time, whoever wakes it.
    After(Duration),
}

impl Awards {
    /// Awards in the database of this ledger.
    #[must_use]
    pub fn new(ledger: Ledger, rules: AwardRules) -> Self {
        Self {
            outbox: Outbox::beside(&ledger),
            ledger,
            rules,
            signals: Arc::default(),
        }
    }
}

impl AwardService {
    pub(crate) fn outbox(&self) -> &Outbox {
        &self.awards.outbox
    }

    pub(super) fn rules(&self) -> &AwardRules {
        &self.awards.rules
    }

    /// Tells the tasks that awards were taken.
    pub(crate) fn wake(&self) {
        self.awards.signals.customers.notify_one();
        self.wake_sender();
    }

    /// Tells the sender that there is an award to send.
    pub(super) fn wake_sender(&self) {
        self.awards.signals.sendable.notify_one();
    }

    /// Looks up customers, sends awards and settles those whose answer was lost, until the
    /// proxy stops. Then a batch that is under way is finished.
    pub(crate) async fn keep_awarding(&self) {
        let signals = &self.awards.signals;
        tokio::join!(
            self.keep_sending(&signals.sendable),
            self.keep_looking_up(&signals.customers),
            self.keep_settling_awards(),
        );
    }

    /// Puts the number of awards into the metrics. It is counted every ten seconds at most.
    pub(crate) async fn count(&self) {
        let mut counted = self.awards.signals.counted.lock().await;
        if counted.is_some_and(|at| at.elapsed() < COUNTED_FOR) {
            return;
        }
        match self.outbox().counts().await {
            Ok(counts) => {
                *counted = Some(Instant::now());
                for (state, count) in counts.by_state {
                    self.metrics.awards.in_state(state.as_str(), count);
                }
                let age = counts
                    .oldest_queued
                    .map(|oldest| since(oldest, self.clock.now()));
                self.metrics.awards.oldest_queued(age.unwrap_or_default());
            }
            Err(error) => tracing::error!("the awards are not counted: {error}"),
        }
    }

    /// Does this while no other instance does. Returns `None` while another one does.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(super) async fn alone<T>(
        &self,
        lease: &str,
        work: impl Future<Output = T>,
    ) -> Result<Option<T>, LedgerError> {
        let Some(lease) = self.awards.ledger.lease(lease).await? else {
            return Ok(None);
        };
        let done = work.await;
        lease.release().await;
        Ok(Some(done))
    }

    /// Waits for more work. Returns `false` when the proxy stops.
    pub(super) async fn wait(&self, next: Next, woken: Option<&Notify>) -> bool {
        let work = async {
            match (next, woken) {
                (Next::WhenWoken, Some(woken)) => tokio::select! {
                    () = woken.notified() => {}
                    () = sleep(POLL) => {}
                },
                (Next::WhenWoken, None) => sleep(POLL).await,
                (Next::After(time), _) => sleep(time).await,
            }
        };
        tokio::select! {
            () = work => true,
            () = self.shutdown.started() => false,
        }
    }
}

/// How long ago something was. Zero where a clock was set back.
fn since(then: UnixMillis, now: UnixMillis) -> Duration {
    let milliseconds = now.0.saturating_sub(then.0);
    Duration::from_millis(u64::try_from(milliseconds).unwrap_or_default())
}

//! What is counted of awards.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Batch {
    outcome: BatchOutcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Settled {
    state: &'static str,
    by: SettledBy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct InState {
    state: &'static str,
}

/// What became of a batch of awards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum BatchOutcome {
    /// Engage said what became of each award.
    Answered,
    /// Engage took none of it, and the awards are queued again.
    Refused,
    /// No answer says what became of it, and evidence decides.
    Unanswered,
}

impl BatchOutcome {
    const ALL: [Self; 3] = [Self::Answered, Self::Refused, Self::Unanswered];
}

/// By what it was known what became of an award.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum SettledBy {
    /// By Engage's answer.
    Answer,
    /// By what Engage shows of the contact's challenges.
    Evidence,
}

/// What can be found out of an award, and by what. Evidence that it was not awarded queues it
/// again.
const SETTLED: [Settled; 5] = [
    settled("awarded", SettledBy::Answer),
    settled("rejected", SettledBy::Answer),
    settled("awarded", SettledBy::Evidence),
    settled("queued", SettledBy::Evidence),
    settled("in_doubt", SettledBy::Evidence),
];

const fn settled(state: &'static str, by: SettledBy) -> Settled {
    Settled { state, by }
}

/// The counters and gauges of awards.
#[derive(Default)]
pub(crate) struct AwardMetrics {
    in_state: Family<InState, Gauge>,
    oldest_queued: Gauge<f64, AtomicU64>,
    batches: Family<Batch, Counter>,
    settled: Family<Settled, Counter>,
}

impl AwardMetrics {
    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register("awards", "Awards by state", self.in_state.clone());
        registry.register_with_unit(
            "awards_oldest_queued",
            "How long ago the oldest queued award was handed over",
            Unit::Seconds,
            self.oldest_queued.clone(),
        );
        registry.register(
            "award_batches",
            "Batches of awards that were sent, by outcome",
            self.batches.clone(),
        );
        registry.register(
            "awards_settled",
            "Awards of which it was found out what became of them",
            self.settled.clone(),
        );
        for outcome in BatchOutcome::ALL {
            drop(self.batches.get_or_create(&Batch { outcome }));
        }
        for settled in SETTLED {
            drop(self.settled.get_or_create(&settled));
        }
    }

    /// Counts a batch.
    pub(crate) fn sent(&self, outcome: BatchOutcome) {
        self.batches.get_or_create(&Batch { outcome }).inc();
    }

    /// Counts awards of which it was found out that they are in this state.
    pub(crate) fn settled(&self, state: &'static str, by: SettledBy, count: usize) {
        let settled = self.settled.get_or_create(&Settled { state, by });
        settled.inc_by(u64::try_from(count).unwrap_or(u64::MAX));
    }

    /// Notes how many awards are in this state.
    pub(crate) fn in_state(&self, state: &'static str, count: u64) {
        let gauge = self.in_state.get_or_create(&InState { state });
        gauge.set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    /// Notes how old the oldest queued award is: zero where there is none.
    pub(crate) fn oldest_queued(&self, age: Duration) {
        self.oldest_queued.set(age.as_secs_f64());
    }
}

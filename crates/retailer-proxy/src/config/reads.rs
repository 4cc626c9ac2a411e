//! How old answers may be, and how long shoppers wait.

use std::time::Duration;

use super::form::{Number, number, seconds};
use super::given::Given;
use super::setting::{Setting, section};
use crate::reads::{Ages, ReadsOptions};

const MEGABYTE: u64 = 1024 * 1024;
/// Nobody would take older definitions for new ones.
const WEEK: u64 = 7 * 24 * 3_600;
/// Challenges are personal data: minutes, never hours.
const LONGEST_CHALLENGES: u64 = 900;
/// From fresh to this many times as old, answers go out while they are refreshed.
const STALE: u32 = 4;

section! {
    "reads" as READS: Reads {
        /// How long a shopper waits for Engage before an older answer, or a 503, goes out. The call
        /// itself goes on, and its answer is there for the next request.
        patience_seconds: Number<Duration> = seconds(3, 1..=30);
        /// How long definitions count as fresh. Until then, Engage is not asked again. Up to four
        /// times as old, an answer goes out at once and is refreshed meanwhile.
        definitions_fresh_seconds: Number<Duration> = seconds(300, 0..=WEEK);
        /// How old definitions may be that go out when Engage does not answer.
        definitions_kept_seconds: Number<Duration> = seconds(43_200, 0..=WEEK);
        /// How long a contact's challenges count as fresh.
        challenges_fresh_seconds: Number<Duration> = seconds(15, 0..=LONGEST_CHALLENGES);
        /// How old a contact's challenges may be that go out when Engage does not answer. They are
        /// personal data, and kept for no longer.
        challenges_kept_seconds: Number<Duration> = seconds(300, 0..=LONGEST_CHALLENGES);
        /// How much memory the contacts' challenges may take, about.
        memory_megabytes: Number<u64> = number(256, 1..=1 << 20, "megabytes", |megabytes| {
            megabytes * MEGABYTE
        });
    }
}

pub(super) fn read(given: &mut Given) -> ReadsOptions {
    ReadsOptions {
        patience: given.number(&READS.patience_seconds),
        definitions: ages(
            &READS.definitions_fresh_seconds,
            &READS.definitions_kept_seconds,
            given,
        ),
        challenges: ages(
            &READS.challenges_fresh_seconds,
            &READS.challenges_kept_seconds,
            given,
        ),
        memory_bytes: given.number(&READS.memory_megabytes),
    }
}

fn ages(
    fresh: &Setting<Number<Duration>>,
    kept: &Setting<Number<Duration>>,
    given: &mut Given,
) -> Ages {
    let ages = |fresh: Duration, longest: Duration| Ages {
        fresh,
        stale: (fresh * STALE).min(longest),
        kept: longest,
    };
    let (Ok(fresh_time), Ok(kept_time)) = (given.read(fresh), given.read(kept)) else {
        return ages(fresh.form.default_value(), kept.form.default_value());
    };
    if kept_time < fresh_time {
        given.fault(kept, format!("must not be less than {}", fresh.key));
    }
    ages(fresh_time, kept_time)
}

impl Default for ReadsOptions {
    /// As the settings are by default.
    fn default() -> Self {
        read(&mut Given::default())
    }
}

//! How often Engage is called.

use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use super::form::{Number, at_least_one, count, number, seconds, size_above_zero};
use super::given::Given;
use super::setting::section;
use crate::upstream::CallOptions;

section! {
    "budget" as BUDGET: Budget {
        /// How many calls to Engage go out in any second. Engage asks for no more than 50. They
        /// count for the API key: two proxies with one key get half of them each, or share them by
        /// `[shared]`, where each has all of them here.
        calls_per_second: Number<NonZeroU32> = at_least_one(50, 1..=200);
        /// How many calls may be under way at once.
        calls_at_once: Number<NonZeroUsize> = number(100, 1..=10_000, "", size_above_zero);
        /// How many calls may wait for a permit: as many as go out in a minute.
        queue: Number<usize> = count(3_000, 0..=100_000);
        /// How long to wait before a read that failed is asked once more.
        repeat_after_seconds: Number<Duration> = seconds(1, 0..=60);
        /// After how many failures among the latest 20 calls the circuit opens, so that Engage is
        /// not called.
        breaker_failures: Number<NonZeroU32> = at_least_one(10, 1..=20);
        /// How long the circuit stays open at first. Then one call at a time probes Engage.
        breaker_seconds: Number<Duration> = seconds(10, 1..=60);
    }
}

pub(super) fn read(given: &mut Given) -> CallOptions {
    CallOptions {
        per_second: given.number(&BUDGET.calls_per_second),
        at_once: given.number(&BUDGET.calls_at_once),
        queue: given.number(&BUDGET.queue),
        queue_wait: CallOptions::QUEUE_WAIT,
        read_wait: CallOptions::READ_WAIT,
        repeat_after: given.number(&BUDGET.repeat_after_seconds),
        failures_to_rest: given.number(&BUDGET.breaker_failures),
        rest: given.number(&BUDGET.breaker_seconds),
    }
}

impl Default for CallOptions {
    /// As the settings are by default.
    fn default() -> Self {
        read(&mut Given::default())
    }
}

//! How large the next batch is, and how long to wait before it: pure.

use std::time::Duration;

use super::batch::MOST_ROWS;
use crate::upstream::spread;

/// By which factor the batch grows and shrinks.
const FACTOR: usize = 10;
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// How large the next batch is, and how long to wait before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pacing {
    rows: usize,
    /// Failures since the last answer.
    failures: u32,
}

impl Default for Pacing {
    fn default() -> Self {
        Self {
            rows: MOST_ROWS,
            failures: 0,
        }
    }
}

impl Pacing {
    /// The most rows of the next batch.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Engage answered the batch, so the next one may be larger.
    pub(super) fn answered(&mut self) {
        self.rows = (self.rows * FACTOR).min(MOST_ROWS);
        self.failures = 0;
    }

    /// The answer was lost. The next batch is one award, so that a failing Engage puts few
    /// of them in doubt.
    pub(super) fn lost(&mut self) {
        self.rows = 1;
        self.failures += 1;
    }

    /// Engage refused a batch of so many rows as a whole. A smaller one shows which of them
    /// it does not take.
    pub(super) fn refused(&mut self, rows: usize) {
        self.rows = (rows / FACTOR).max(1);
        self.failures += 1;
    }

    /// The call was not made, or met what every call would meet.
    pub(super) fn failed(&mut self) {
        self.failures += 1;
    }

    /// How long to wait after so many failures: twice as long after each, with a random
    /// part, for which `chance` is any number.
    pub(super) fn wait(&self, chance: u64) -> Duration {
        let doublings = self.failures.saturating_sub(1).min(10);
        spread(
            (FIRST_WAIT * 2_u32.pow(doublings)).min(LONGEST_WAIT),
            chance,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_lost_answer_one_award_is_sent_and_then_more_again() {
        let mut pacing = Pacing::default();
        assert_eq!(pacing.rows(), 1_000);
        pacing.lost();
        for rows in [1, 10, 100, 1_000, 1_000] {
            assert_eq!(pacing.rows(), rows);
            pacing.answered();
        }
    }

    #[test]
    fn a_batch_that_is_refused_is_divided_down_to_one_award() {
        let mut pacing = Pacing::default();
        for (sent, next) in [(1_000, 100), (37, 3), (3, 1), (1, 1)] {
            pacing.refused(sent);
            assert_eq!(pacing.rows(), next);
        }
    }

    #[test]
    fn waits_become_longer_with_each_failure_up_to_a_limit() {
        let mut pacing = Pacing::default();
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            pacing.failed();
            assert_eq!(pacing.wait(0), Duration::from_secs(seconds));
        }
        assert!(pacing.wait(255) > pacing.wait(0));
        pacing.answered();
        pacing.failed();
        assert_eq!(pacing.wait(0), Duration::from_secs(1));
    }
}

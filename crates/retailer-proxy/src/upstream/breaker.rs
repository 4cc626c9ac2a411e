//! The circuit breaker before Engage: pure, with the time handed in.
//!
//! Written by hand because it has to say until when the circuit is open, which
//! browsers are told, and because tests hand it the time.

use std::num::NonZeroU32;
use std::time::Duration;

use tokio::time::Instant;

/// Among how many of the latest calls failures are counted.
const REMEMBERED: u32 = 20;
/// By which factor each rest is longer that follows a failed probe.
const LONGER: u32 = 2;
const LONGEST_REST: Duration = Duration::from_mins(1);

/// A circuit breaker. While it is closed, calls go out and their outcomes are
/// remembered. Too many failures open it: for a time, the rest, no call goes out.
/// After that one call at a time probes whether Engage is back.
#[derive(Debug)]
pub(super) struct Breaker {
    failures_to_open: u32,
    first_rest: Duration,
    rest: Duration,
    state: State,
}

#[derive(Debug)]
enum State {
    /// One bit for each of the latest calls, set where it failed.
    Closed {
        outcomes: u32,
    },
    Open {
        until: Instant,
    },
    /// A probe is under way. If its outcome never arrives, the next may go out at
    /// this time.
    Probing {
        until: Instant,
    },
}

/// What the outcome of a call says about Engage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Health {
    Well,
    Failing,
}

/// The state of the breaker, for the metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BreakerState {
    Closed,
    Probing,
    Open,
}

impl Breaker {
    /// A breaker that opens after so many failures among the latest 20 calls, and
    /// stays open for this long at first.
    pub(super) fn new(failures_to_open: NonZeroU32, rest: Duration) -> Self {
        Self {
            failures_to_open: failures_to_open.get().min(REMEMBERED),
            first_rest: rest,
            rest,
            state: State::Closed { outcomes: 0 },
        }
    }

    /// Whether a call may go out now.
    ///
    /// # Errors
    ///
    /// The time from which a call may be tried again.
    pub(super) fn admit(&mut self, now: Instant) -> Result<(), Instant> {
        if let Some(until) = self.rests_until(now) {
            return Err(until);
        }
        if !matches!(self.state, State::Closed { .. }) {
            let until = now + self.rest;
            self.state = State::Probing { until };
        }
        Ok(())
    }

    /// Until when no call may go out, if that is so.
    pub(super) fn rests_until(&self, now: Instant) -> Option<Instant> {
        match self.state {
            State::Open { until } | State::Probing { until } if now < until => Some(until),
            _ => None,
        }
    }

    /// Notes the outcome of a call.
    pub(super) fn note(&mut self, health: Health, now: Instant) {
        match (&mut self.state, health) {
            (State::Closed { outcomes }, health) => {
                let kept = (1 << REMEMBERED) - 1;
                *outcomes = (*outcomes << 1 | u32::from(health == Health::Failing)) & kept;
                if outcomes.count_ones() >= self.failures_to_open {
                    self.open(self.first_rest, now);
                }
            }
            (State::Probing { .. }, Health::Well) => self.state = State::Closed { outcomes: 0 },
            (State::Probing { .. }, Health::Failing) => {
                self.open((self.rest * LONGER).min(LONGEST_REST), now);
            }
            // A call that went out before the breaker opened proves nothing new.
            (State::Open { .. }, _) => {}
        }
    }

    /// Closes it, since somebody else has had an answer of Engage.
    pub(super) fn close(&mut self) {
        self.state = State::Closed { outcomes: 0 };
    }

    pub(super) fn state(&self) -> BreakerState {
        match self.state {
            State::Closed { .. } => BreakerState::Closed,
            State::Probing { .. } => BreakerState::Probing,
            State::Open { .. } => BreakerState::Open,
        }
    }

    fn open(&mut self, rest: Duration, now: Instant) {
        self.rest = rest;
        self.state = State::Open { until: now + rest };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Health::{Failing, Well};

    const REST: Duration = Duration::from_secs(10);

    fn breaker() -> Breaker {
        Breaker::new(NonZeroU32::new(3).unwrap(), REST)
    }

    fn open(now: Instant) -> Breaker {
        let mut breaker = breaker();
        for _ in 0..3 {
            breaker.note(Failing, now);
        }
        breaker
    }

    #[test]
    fn a_few_failures_leave_it_closed() {
        let now = Instant::now();
        let mut breaker = breaker();
        for health in [Failing, Well, Failing, Well] {
            breaker.note(health, now);
        }
        assert_eq!(breaker.admit(now), Ok(()));
    }

    #[test]
    fn failures_before_the_latest_twenty_calls_are_forgotten() {
        let now = Instant::now();
        let mut breaker = breaker();
        for _ in 0..10 {
            breaker.note(Failing, now);
            for _ in 0..10 {
                breaker.note(Well, now);
            }
        }
        assert_eq!(breaker.state(), BreakerState::Closed);
    }

    #[test]
    fn too_many_failures_open_it_until_the_rest_is_over() {
        let now = Instant::now();
        let mut breaker = open(now);
        assert_eq!(breaker.admit(now), Err(now + REST));
        assert_eq!(breaker.admit(now + REST), Ok(()));
    }

    #[test]
    fn one_probe_goes_out_at_a_time() {
        let now = Instant::now();
        let mut breaker = open(now);
        let later = now + REST;
        assert_eq!(breaker.admit(later), Ok(()));
        assert_eq!(breaker.state(), BreakerState::Probing);
        assert_eq!(breaker.admit(later), Err(later + REST));
    }

    #[test]
    fn a_probe_whose_outcome_never_arrives_does_not_block_for_ever() {
        let now = Instant::now();
        let mut breaker = open(now);
        assert_eq!(breaker.admit(now + REST), Ok(()));
        assert_eq!(breaker.admit(now + REST * 2), Ok(()));
    }

    #[test]
    fn a_probe_that_succeeds_closes_it_and_forgets_the_failures() {
        let now = Instant::now();
        let mut breaker = open(now);
        breaker.admit(now + REST).unwrap();
        breaker.note(Well, now + REST);
        breaker.note(Failing, now + REST);
        assert_eq!(breaker.admit(now + REST), Ok(()));
    }

    #[test]
    fn probes_that_fail_make_the_rest_longer_up_to_a_minute() {
        let mut now = Instant::now();
        let mut breaker = open(now);
        for seconds in [20, 40, 60, 60] {
            now = breaker.admit(now).unwrap_err();
            breaker.admit(now).unwrap();
            breaker.note(Failing, now);
            let until = now + Duration::from_secs(seconds);
            assert_eq!(breaker.admit(now), Err(until), "{seconds}");
        }
    }

    #[test]
    fn calls_from_before_it_opened_neither_close_it_nor_make_the_rest_longer() {
        let now = Instant::now();
        let mut breaker = open(now);
        let later = now + Duration::from_secs(3);
        breaker.note(Well, later);
        breaker.note(Failing, later);
        assert_eq!(breaker.admit(later), Err(now + REST));
    }
}

//! The clock that all rules about dates use.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// What time it is for the simulator.
///
/// A clock does not read the real time. The caller passes it in, so that tests do not
/// have to wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(tag = "mode", rename_all = "kebab-case")]
pub enum Clock {
    /// The real time.
    #[default]
    Real,
    /// It runs ahead of the real time, or behind it.
    Shifted {
        /// How far ahead it is. Negative when it is behind.
        ahead: SignedDuration,
    },
    /// It stands still.
    Frozen {
        /// The time that it shows.
        at: Timestamp,
    },
}

impl Clock {
    /// A clock that shows `time` when the real time is `real`, and runs on.
    pub(crate) fn showing(time: Timestamp, real: Timestamp) -> Self {
        Self::Shifted {
            ahead: time.duration_since(real),
        }
    }

    /// What the clock shows when the real time is `real`.
    pub(crate) fn now(&self, real: Timestamp) -> Timestamp {
        match self {
            Self::Real => real,
            Self::Shifted { ahead } => real.saturating_add(*ahead).unwrap_or(real),
            Self::Frozen { at } => *at,
        }
    }

    /// This clock, set to `time`. A frozen clock stays frozen; a real clock becomes a
    /// shifted one.
    pub(crate) fn moved_to(&self, time: Timestamp, real: Timestamp) -> Self {
        match self {
            Self::Frozen { .. } => Self::Frozen { at: time },
            Self::Real | Self::Shifted { .. } => Self::showing(time, real),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(hour: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hour)
    }

    #[test]
    fn the_real_clock_shows_the_real_time() {
        assert_eq!(Clock::Real.now(hour(5)), hour(5));
    }

    #[test]
    fn a_clock_that_was_set_runs_on() {
        let clock = Clock::showing(hour(100), hour(5));
        assert_eq!(clock.now(hour(6)), hour(101));
    }

    #[test]
    fn a_frozen_clock_stands_still_and_stays_frozen_when_moved() {
        let clock = Clock::Frozen { at: hour(1) };
        assert_eq!(clock.now(hour(50)), hour(1));
        assert_eq!(
            clock.moved_to(hour(2), hour(50)),
            Clock::Frozen { at: hour(2) }
        );
    }

    #[test]
    fn moving_a_real_clock_makes_it_run_ahead() {
        let clock = Clock::Real.moved_to(hour(8), hour(5));
        assert_eq!(clock.now(hour(6)), hour(9));
    }
}

//! When a call that was not made is likely to be made. Pure.

use std::num::NonZeroU32;
use std::time::Duration;

/// The shortest wait.
const SHORTEST: Duration = Duration::from_secs(1);
/// The longest wait, since a queue rarely stays as long as it is.
const LONGEST: Duration = Duration::from_mins(2);

/// How long the calls that wait take to go out, spread by `chance`.
pub(super) fn likely_wait(waiting: usize, per_second: NonZeroU32, chance: u64) -> Duration {
    let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
    let queue = Duration::from_secs(1).saturating_mul(waiting) / per_second.get();
    spread(queue.clamp(SHORTEST, LONGEST), chance)
}

/// This wait, and up to half as much again: callers who were refused together should not
/// come back together. `chance` is any number, which decides how much.
pub(crate) fn spread(wait: Duration, chance: u64) -> Duration {
    // A part of 256, which always fits.
    let part = u32::try_from(chance % 256).unwrap_or_default();
    wait + wait * part / 512
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const PER_SECOND: NonZeroU32 = NonZeroU32::new(50).unwrap();

    #[rstest]
    #[case::nobody(0, 1)]
    #[case::a_second(50, 1)]
    #[case::a_full_queue(1_000, 20)]
    #[case::no_end(usize::MAX, 120)]
    fn a_wait_is_as_long_as_the_queue(#[case] waiting: usize, #[case] seconds: u64) {
        let wait = likely_wait(waiting, PER_SECOND, 0);
        assert_eq!(wait, Duration::from_secs(seconds));
    }

    #[test]
    fn waits_are_spread_over_half_as_much_again() {
        let waits = (0..=255).map(|chance| likely_wait(1_000, PER_SECOND, chance));
        let mut waits: Vec<_> = waits.collect();
        waits.dedup();
        assert_eq!(waits.len(), 256);
        let (shortest, longest) = (Duration::from_secs(20), Duration::from_secs(30));
        assert!(waits.iter().all(|wait| (shortest..longest).contains(wait)));
        assert!(waits.iter().any(|wait| *wait > Duration::from_secs(29)));
    }
}

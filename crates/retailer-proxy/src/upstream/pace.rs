//! How fast permits are given, and how long those who wait are likely to wait. Pure.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::Duration;

use tokio::time::Instant;

use super::window::SPAN;

/// The shortest wait that a caller is told who has no place in the queue.
const SHORTEST: Duration = Duration::from_secs(1);
/// The longest one, since a queue rarely stays as long as it is.
const LONGEST: Duration = Duration::from_mins(2);
/// How lately permits were given that count as given lately.
const LATELY: Duration = SPAN.saturating_mul(2);
/// For how long it is remembered when they were given. There may be some seconds without permits,
/// after a pause or when instances lose touch with each other, and then it goes on as before.
const MEMORY: Duration = SPAN.saturating_mul(10);

/// How fast permits are given to a queue. While calls wait, it is as fast as it was lately:
/// Engage may be slow, or several instances may take their turns. When no call has waited for
/// long, it is as fast as calls may go out.
#[derive(Debug)]
pub(super) struct Pace {
    /// How many calls go out in a second at least, when Engage is well.
    per_second: NonZeroU32,
    given: VecDeque<Instant>,
    /// Since when calls wait.
    busy_since: Option<Instant>,
}

impl Pace {
    pub(super) fn new(per_second: NonZeroU32) -> Self {
        Self {
            per_second,
            given: VecDeque::new(),
            busy_since: None,
        }
    }

    /// Notes that a permit was given.
    pub(super) fn gave(&mut self, now: Instant) {
        while self.given.front().is_some_and(|at| *at + MEMORY <= now) {
            self.given.pop_front();
        }
        self.given.push_back(now);
    }

    /// Notes that a call waits.
    pub(super) fn begins(&mut self, now: Instant) {
        self.busy_since.get_or_insert(now);
    }

    /// Notes that no call waits any more.
    pub(super) fn ends(&mut self) {
        self.busy_since = None;
    }

    /// How long it takes until so many permits have been given.
    pub(super) fn wait(&self, permits: usize, now: Instant) -> Duration {
        let permits = u32::try_from(permits).unwrap_or(u32::MAX);
        let (time, count) = self.rate(now);
        time.saturating_mul(permits) / count
    }

    /// So many permits in so much time. While calls wait, those of lately count or those of all
    /// the time that is remembered, whichever are faster.
    fn rate(&self, now: Instant) -> (Duration, u32) {
        let usual = (SPAN, self.per_second.get());
        let busy_for = self.busy_since.map(|since| now - since);
        let Some(busy_for) = busy_for.filter(|time| LATELY <= *time) else {
            return usual;
        };
        let [lately, remembered] = [LATELY, busy_for.min(MEMORY)].map(|time| {
            let given = self.given.iter().filter(|at| **at + time > now);
            (time, u32::try_from(given.count()).unwrap_or(u32::MAX))
        });
        let is_faster = lately.0 * remembered.1 > remembered.0 * lately.1;
        match if is_faster { remembered } else { lately } {
            (_, 0) => usual,
            rate => rate,
        }
    }
}

/// A wait that can be told to a caller who has no place in the queue.
pub(super) fn bounded(wait: Duration) -> Duration {
    wait.clamp(SHORTEST, LONGEST)
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
    use rstest::rstest;

    use super::*;

    fn pace() -> Pace {
        Pace::new(NonZeroU32::new(50).unwrap())
    }

    #[rstest]
    #[case::nobody(0, 0)]
    #[case::a_second(50, 1_100)]
    #[case::a_crowd(1_000, 22_000)]
    fn a_wait_is_as_long_as_the_calls_before_take(#[case] permits: usize, #[case] millis: u64) {
        let wait = pace().wait(permits, Instant::now());
        assert_eq!(wait, Duration::from_millis(millis));
    }

    #[test]
    fn a_wait_without_an_end_is_told_as_two_minutes() {
        let wait = pace().wait(usize::MAX, Instant::now());
        assert_eq!(bounded(wait), Duration::from_mins(2));
        assert_eq!(bounded(Duration::ZERO), Duration::from_secs(1));
    }

    /// A queue in which calls have waited for ten seconds, with a permit every so often.
    fn after_ten_seconds(every: Duration) -> (Pace, Instant) {
        let (mut pace, start) = (pace(), Instant::now());
        pace.begins(start);
        let mut now = start;
        while now < start + Duration::from_secs(10) {
            pace.gave(now);
            now += every;
        }
        (pace, now)
    }

    #[test]
    fn while_calls_wait_the_pace_is_that_of_lately() {
        // Engage is slow.
        let (pace, now) = after_ten_seconds(Duration::from_millis(100));
        assert!(pace.wait(100, now).abs_diff(Duration::from_secs(10)) < SPAN);
        // The other instances leave their share to this one.
        let (pace, now) = after_ten_seconds(Duration::from_millis(5));
        assert!(pace.wait(100, now).abs_diff(Duration::from_millis(500)) < SPAN / 10);
    }

    #[test]
    fn a_moment_without_permits_does_not_make_the_pace_a_slow_one() {
        // As after the server that the instances share was lost.
        let (mut pace, end) = after_ten_seconds(Duration::from_millis(22));
        let now = end + Duration::from_millis(2_100);
        pace.gave(now);
        let wait = pace.wait(45, now);
        assert!(wait < Duration::from_millis(1_500), "{wait:?}");
    }

    #[test]
    fn when_no_call_has_waited_lately_the_pace_is_the_usual_one() {
        let (mut pace, now) = after_ten_seconds(Duration::from_millis(100));
        pace.ends();
        assert_eq!(pace.wait(50, now), SPAN);
        pace.begins(now);
        assert_eq!(pace.wait(50, now), SPAN);
    }

    #[test]
    fn when_nothing_was_given_lately_the_pace_is_the_usual_one() {
        let (pace, now) = after_ten_seconds(Duration::from_millis(100));
        assert_eq!(pace.wait(50, now + Duration::from_mins(1)), SPAN);
    }

    #[test]
    fn waits_are_spread_over_half_as_much_again() {
        let waits = (0..=255).map(|chance| spread(Duration::from_secs(20), chance));
        let mut waits: Vec<_> = waits.collect();
        waits.dedup();
        assert_eq!(waits.len(), 256);
        let (shortest, longest) = (Duration::from_secs(20), Duration::from_secs(30));
        assert!(waits.iter().all(|wait| (shortest..longest).contains(wait)));
        assert!(waits.iter().any(|wait| *wait > Duration::from_secs(29)));
    }
}

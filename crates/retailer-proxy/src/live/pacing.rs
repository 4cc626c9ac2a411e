//! When each open page is told of a change. Every page that is told asks for the
//! challenges again. So the pages that have news at the same time are told one after
//! the other: one page at once, and a thousand pages within twenty seconds.

use std::time::Duration;

use tokio::time::Instant;

/// The time between two pages that are told: 50 pages in a second, as many as the calls
/// to Engage that go out in a second.
const STEP: Duration = Duration::from_millis(20);

/// Gives each page its turn.
#[derive(Debug, Default)]
pub(super) struct Pacing {
    /// The first turn that is not taken yet.
    free: Option<Instant>,
}

impl Pacing {
    /// The turn of a page that has news now.
    pub(super) fn next(&mut self, now: Instant) -> Instant {
        let turn = self.free.map_or(now, |free| free.max(now));
        self.free = Some(turn + STEP);
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_is_told_at_once() {
        let now = Instant::now();
        let mut pacing = Pacing::default();
        assert_eq!(pacing.next(now), now);
        let later = now + STEP;
        assert_eq!(pacing.next(later), later);
    }

    #[test]
    fn pages_with_news_at_the_same_time_are_told_at_fifty_a_second() {
        let now = Instant::now();
        let mut pacing = Pacing::default();
        let turns: Vec<_> = (0..100).map(|_| pacing.next(now) - now).collect();
        assert_eq!(turns[0], Duration::ZERO);
        assert_eq!(turns[50], Duration::from_secs(1));
        assert_eq!(turns[99], Duration::from_millis(1_980));
    }

    #[test]
    fn a_time_without_news_is_not_saved_up() {
        let now = Instant::now();
        let mut pacing = Pacing::default();
        pacing.next(now);
        let later = now + Duration::from_mins(10);
        assert_eq!(pacing.next(later), later);
        assert_eq!(pacing.next(later), later + STEP);
    }
}

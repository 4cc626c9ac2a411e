//! How many calls may still go out in this second: pure, with the time handed in.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::Duration;

use tokio::time::Instant;

/// A tenth more than a second, because calls that leave in two seconds may arrive in
/// one.
pub(super) const SPAN: Duration = Duration::from_millis(1_100);

/// Background work leaves one part in this many to shoppers who wait.
const RESERVE: u32 = 5;

/// For whom a call is made. The first come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Priority {
    /// A shopper has done something and waits for what comes of it. Without an answer they
    /// would have to do it again.
    Acting,
    /// A shopper waits for something to read. The call goes on without them, and they can come
    /// back for its answer.
    Waiting,
    /// The shopper has an older answer already.
    Background,
}

/// The calls of the last second. No second ever has more calls than allowed, not even
/// one that starts in the middle of another. A token bucket cannot promise that.
#[derive(Debug)]
pub(super) struct Window {
    per_second: NonZeroU32,
    recent: VecDeque<Instant>,
    paused_until: Option<Instant>,
}

impl Window {
    pub(super) fn new(per_second: NonZeroU32) -> Self {
        Self {
            per_second,
            recent: VecDeque::new(),
            paused_until: None,
        }
    }

    /// Counts a call that goes out now.
    ///
    /// # Errors
    ///
    /// The time from which a call may be tried again.
    pub(super) fn take(&mut self, priority: Priority, now: Instant) -> Result<(), Instant> {
        if let Some(until) = self.pause(now) {
            return Err(until);
        }
        while self.recent.front().is_some_and(|at| *at + SPAN <= now) {
            self.recent.pop_front();
        }
        let most = self.most(priority);
        match self.recent.len().checked_sub(most) {
            None => {
                self.recent.push_back(now);
                Ok(())
            }
            // There is room when this call has left the window.
            Some(excess) => Err(self.recent.get(excess).map_or(now, |at| *at + SPAN)),
        }
    }

    /// Lets no call out before this time: Engage has told the whole key to wait (T20).
    pub(super) fn pause_until(&mut self, until: Instant) {
        self.paused_until = self.paused_until.max(Some(until));
    }

    /// When the pause ends, if there is one.
    pub(super) fn pause(&self, now: Instant) -> Option<Instant> {
        self.paused_until.filter(|until| now < *until)
    }

    fn most(&self, priority: Priority) -> usize {
        let all = self.per_second.get();
        let most = match priority {
            Priority::Acting | Priority::Waiting => all,
            Priority::Background => (all - all / RESERVE).max(1),
        };
        most as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Priority::{Background, Waiting};

    fn window(per_second: u32) -> Window {
        Window::new(NonZeroU32::new(per_second).unwrap())
    }

    #[test]
    fn no_second_has_more_calls_than_allowed_wherever_it_starts() {
        let mut window = window(50);
        let start = Instant::now();
        let taken: Vec<Instant> = (0..5_000)
            .map(|step| start + Duration::from_millis(step))
            .filter(|now| window.take(Waiting, *now).is_ok())
            .collect();
        for at in &taken {
            let second = taken
                .iter()
                .filter(|other| *other >= at && other.duration_since(*at) < Duration::from_secs(1));
            assert!(second.count() <= 50);
        }
        assert!(taken.len() >= 200, "{} in five seconds", taken.len());
    }

    #[test]
    fn a_call_that_must_wait_is_told_when_there_is_room() {
        let mut window = window(2);
        let start = Instant::now();
        assert_eq!(window.take(Waiting, start), Ok(()));
        assert_eq!(
            window.take(Waiting, start + Duration::from_millis(300)),
            Ok(())
        );
        let room = window
            .take(Waiting, start + Duration::from_millis(600))
            .unwrap_err();
        assert_eq!(room, start + SPAN);
        assert_eq!(window.take(Waiting, room), Ok(()));
    }

    #[test]
    fn background_work_leaves_a_fifth_to_shoppers_who_wait() {
        let mut window = window(10);
        let now = Instant::now();
        let refreshed = (0..20)
            .filter(|_| window.take(Background, now).is_ok())
            .count();
        assert_eq!(refreshed, 8);
        let served = (0..20)
            .filter(|_| window.take(Waiting, now).is_ok())
            .count();
        assert_eq!(served, 2);
    }

    #[test]
    fn one_call_a_second_still_lets_background_work_through() {
        assert_eq!(window(1).take(Background, Instant::now()), Ok(()));
    }

    #[test]
    fn a_pause_holds_for_everybody_and_a_shorter_one_does_not_end_it() {
        let mut window = window(10);
        let now = Instant::now();
        let end = now + Duration::from_secs(7);
        window.pause_until(end);
        window.pause_until(now + Duration::from_secs(1));
        assert_eq!(window.take(Waiting, now), Err(end));
        assert_eq!(window.take(Waiting, end), Ok(()));
    }
}

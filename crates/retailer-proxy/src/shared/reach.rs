//! When the server is asked: a server that does not answer in time must not cost each shopper
//! that time. Pure, with the time handed in.

use std::time::Duration;

use tokio::time::Instant;

/// For how long the server is left alone after the first failure, and at most.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(10);

/// Whether the server is asked.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reach {
    alone: Duration,
    until: Option<Instant>,
}

impl Reach {
    pub(super) fn is_asked(&self, now: Instant) -> bool {
        self.until.is_none_or(|until| until <= now)
    }

    /// Notes whether the server has answered.
    pub(super) fn note<T, E>(&mut self, answer: &Result<T, E>, now: Instant) {
        match answer {
            Ok(_) => *self = Self::default(),
            Err(_) => self.has_failed(now),
        }
    }

    /// The server has not answered in time, or refuses.
    fn has_failed(&mut self, now: Instant) {
        // Those who asked at the same time fail together.
        if self.is_asked(now) {
            self.alone = (self.alone * 2).clamp(SHORTEST, LONGEST);
            self.until = Some(now + self.alone);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_fails_is_left_alone_for_longer_each_time() {
        let mut reach = Reach::default();
        let mut now = Instant::now();
        for seconds in [1, 2, 4, 8, 10, 10] {
            assert!(reach.is_asked(now));
            reach.has_failed(now);
            reach.has_failed(now);
            now += Duration::from_secs(seconds);
            assert!(!reach.is_asked(now - Duration::from_millis(1)), "{seconds}");
        }
        reach.note(&Ok::<(), ()>(()), now);
        reach.has_failed(now);
        assert!(reach.is_asked(now + SHORTEST));
    }
}

//! The limit on the requests per second of each API key.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// Counts the requests of each key over the last second of real time.
#[derive(Debug, Default)]
pub(crate) struct RateLimiter {
    admitted: HashMap<String, VecDeque<Instant>>,
}

const WINDOW: Duration = Duration::from_secs(1);

impl RateLimiter {
    /// Whether the key may make another request at `now`, with `limit` requests a
    /// second. Refused requests do not count against it.
    pub(crate) fn admits(&mut self, key: &str, limit: usize, now: Instant) -> bool {
        let admitted = self.admitted.entry(key.to_owned()).or_default();
        while admitted
            .front()
            .is_some_and(|&first| now.duration_since(first) >= WINDOW)
        {
            admitted.pop_front();
        }
        let admits = admitted.len() < limit;
        if admits {
            admitted.push_back(now);
        }
        admits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_a_limit_of_its_own_in_any_one_second() {
        let mut limiter = RateLimiter::default();
        let start = Instant::now();
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        assert!(limiter.admits("one", 2, at(0)));
        assert!(limiter.admits("one", 2, at(600)));
        assert!(!limiter.admits("one", 2, at(999)));
        assert!(limiter.admits("other", 2, at(999)));
        assert!(limiter.admits("one", 2, at(1000)));
        assert!(!limiter.admits("one", 2, at(1599)));
        assert!(limiter.admits("one", 2, at(1600)));
    }
}

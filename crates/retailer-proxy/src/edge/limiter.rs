//! How often somebody may ask: pure, with the time handed in.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::time::Duration;

use tokio::time::Instant;

const PERIOD: Duration = Duration::from_mins(1);
/// What part of a minute's requests may come at once.
const BURST: u32 = 2;
/// How many askers are remembered: 100,000 take some 4 MB.
const REMEMBERED: usize = 100_000;

/// Remembers of each asker until when the requests so far are paid for.
#[derive(Debug)]
pub(super) struct Limiter {
    /// What one request costs.
    cost: Duration,
    /// How far ahead somebody may be.
    credit: Duration,
    paid_until: HashMap<u64, Instant>,
}

impl Limiter {
    /// So many requests in a minute, half of them at once.
    pub(super) fn new(per_minute: NonZeroU32) -> Self {
        let cost = PERIOD / per_minute.get();
        Self {
            cost,
            credit: (PERIOD / BURST).max(cost),
            paid_until: HashMap::new(),
        }
    }

    /// Counts a request.
    ///
    /// # Errors
    ///
    /// With how long to wait when there have been too many.
    pub(super) fn take(&mut self, asker: u64, now: Instant) -> Result<(), Duration> {
        if self.paid_until.len() >= REMEMBERED {
            self.forget(now);
        }
        let paid_until = self.paid_until.entry(asker).or_insert(now);
        let after = (*paid_until).max(now) + self.cost;
        let most = now + self.credit;
        if after > most {
            return Err(after - most);
        }
        *paid_until = after;
        Ok(())
    }

    /// Forgets those who owe nothing; if all do, everybody: a flood from a
    /// hundred thousand askers is not stopped by counting each.
    fn forget(&mut self, now: Instant) {
        self.paid_until.retain(|_, paid_until| *paid_until > now);
        if self.paid_until.len() >= REMEMBERED {
            self.paid_until.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(per_minute: u32) -> Limiter {
        Limiter::new(NonZeroU32::new(per_minute).unwrap())
    }

    #[test]
    fn half_a_minutes_requests_may_come_at_once_and_then_they_trickle() {
        let mut limiter = limiter(60);
        let now = Instant::now();
        let at_once = (0..100).filter(|_| limiter.take(1, now).is_ok());
        assert_eq!(at_once.count(), 30);
        assert_eq!(limiter.take(1, now), Err(Duration::from_secs(1)));
        assert_eq!(limiter.take(1, now + Duration::from_secs(1)), Ok(()));
    }

    #[test]
    fn one_does_not_pay_for_another() {
        let mut limiter = limiter(2);
        let now = Instant::now();
        assert_eq!(limiter.take(1, now), Ok(()));
        assert!(limiter.take(1, now).is_err());
        assert_eq!(limiter.take(2, now), Ok(()));
    }

    #[test]
    fn even_the_smallest_limit_lets_one_through() {
        assert_eq!(limiter(1).take(1, Instant::now()), Ok(()));
    }

    #[test]
    fn the_memory_is_bounded() {
        let mut limiter = limiter(60);
        let now = Instant::now();
        for asker in 0..250_000 {
            limiter.take(asker, now).unwrap();
        }
        assert!(limiter.paid_until.len() <= REMEMBERED);
    }
}

//! A rate limiter: pure, with the time handed in.
//!
//! Written by hand because its memory has a fixed bound, whatever the number of
//! clients.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::time::Duration;

use tokio::time::Instant;

const PERIOD: Duration = Duration::from_mins(1);
/// One part in this many of a minute's requests may come at once.
const BURST: u32 = 2;
/// How many clients are remembered: 100,000 take some 4 MB.
const MOST_CLIENTS: usize = 100_000;

/// Counts requests by the generic cell rate algorithm: each request costs some
/// time, and a client may be a fixed time ahead.
#[derive(Debug)]
pub(super) struct Limiter {
    /// What one request costs.
    cost: Duration,
    /// How far ahead a client may be.
    credit: Duration,
    paid_until: HashMap<u64, Instant>,
}

impl Limiter {
    /// Allows so many requests in a minute, half of them at once.
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
    /// When there were too many: how long to wait.
    pub(super) fn take(&mut self, client: u64, now: Instant) -> Result<(), Duration> {
        if self.paid_until.len() >= MOST_CLIENTS {
            self.forget(now);
        }
        let paid_until = self.paid_until.entry(client).or_insert(now);
        let after = (*paid_until).max(now) + self.cost;
        let most = now + self.credit;
        if after > most {
            return Err(after - most);
        }
        *paid_until = after;
        Ok(())
    }

    /// Counts requests that were accepted elsewhere, even above the limit.
    pub(super) fn add(&mut self, client: u64, requests: u32, now: Instant) {
        if self.paid_until.len() >= MOST_CLIENTS {
            self.forget(now);
        }
        let paid_until = self.paid_until.entry(client).or_insert(now);
        let after = (*paid_until).max(now) + self.cost.saturating_mul(requests);
        // However much it was, the client waits for a minute at most.
        *paid_until = after.min(now + self.credit + PERIOD);
    }

    /// Takes back that requests were counted.
    pub(super) fn give_back(&mut self, client: u64, requests: u32, now: Instant) {
        if let Some(paid_until) = self.paid_until.get_mut(&client) {
            let before = paid_until.checked_sub(self.cost.saturating_mul(requests));
            *paid_until = before.unwrap_or(now);
        }
    }

    /// Forgets the clients that are not ahead. When all of them are, forgets all: a
    /// flood from a hundred thousand clients is not stopped by counting each.
    fn forget(&mut self, now: Instant) {
        self.paid_until.retain(|_, paid_until| *paid_until > now);
        if self.paid_until.len() >= MOST_CLIENTS {
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
    fn half_a_minutes_requests_may_come_at_once_and_then_one_a_second() {
        let mut limiter = limiter(60);
        let now = Instant::now();
        let at_once = (0..100).filter(|_| limiter.take(1, now).is_ok());
        assert_eq!(at_once.count(), 30);
        assert_eq!(limiter.take(1, now), Err(Duration::from_secs(1)));
        assert_eq!(limiter.take(1, now + Duration::from_secs(1)), Ok(()));
    }

    #[test]
    fn one_client_does_not_use_up_the_limit_of_another() {
        let mut limiter = limiter(2);
        let now = Instant::now();
        assert_eq!(limiter.take(1, now), Ok(()));
        assert!(limiter.take(1, now).is_err());
        assert_eq!(limiter.take(2, now), Ok(()));
    }

    #[test]
    fn a_request_that_is_given_back_does_not_count() {
        let mut limiter = limiter(2);
        let now = Instant::now();
        for _ in 0..10 {
            assert_eq!(limiter.take(1, now), Ok(()));
            limiter.give_back(1, 1, now);
        }
        assert_eq!(limiter.take(1, now), Ok(()));
        assert!(limiter.take(1, now).is_err());
    }

    #[test]
    fn requests_that_were_accepted_elsewhere_count_here() {
        let mut limiter = limiter(60);
        let now = Instant::now();
        limiter.add(1, 29, now);
        assert_eq!(limiter.take(1, now), Ok(()));
        assert_eq!(limiter.take(1, now), Err(Duration::from_secs(1)));
        limiter.add(1, 1_000, now);
        assert_eq!(limiter.take(1, now), Err(Duration::from_secs(61)));
    }

    #[test]
    fn even_the_smallest_limit_lets_one_through() {
        assert_eq!(limiter(1).take(1, Instant::now()), Ok(()));
    }

    #[test]
    fn the_memory_is_bounded() {
        let mut limiter = limiter(60);
        let now = Instant::now();
        for client in 0..250_000 {
            limiter.take(client, now).unwrap();
        }
        assert!(limiter.paid_until.len() <= MOST_CLIENTS);
    }
}

//! When calls arrived at Engage, and how many of them did in the busiest second.

use std::time::{Duration, Instant};

use parking_lot::Mutex;

const SECOND: Duration = Duration::from_secs(1);

/// The times at which calls arrived, in their order.
#[derive(Debug, Default)]
pub(crate) struct Arrivals(Mutex<Vec<Instant>>);

impl Arrivals {
    /// A call arrives now.
    pub(super) fn note(&self) {
        // The time is taken under the lock, so that the times are in order.
        let mut times = self.0.lock();
        times.push(Instant::now());
    }

    /// How many calls there were.
    pub(crate) fn count(&self) -> usize {
        self.0.lock().len()
    }

    /// The most calls in any window of a second, without those that had come when there were so
    /// many. The window begins anywhere, and not only with a second of the clock.
    pub(crate) fn busiest_second(&self, after: usize) -> usize {
        busiest_second(self.0.lock().get(after..).unwrap_or_default())
    }
}

fn busiest_second(times: &[Instant]) -> usize {
    let within = |(place, first): (usize, &Instant)| {
        let rest = &times[place..];
        rest.partition_point(|time| *time - *first < SECOND)
    };
    times.iter().enumerate().map(within).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn busiest(milliseconds: &[u64]) -> usize {
        let start = Instant::now();
        let at = |after: &u64| start + Duration::from_millis(*after);
        let times: Vec<_> = milliseconds.iter().map(at).collect();
        busiest_second(&times)
    }

    #[test]
    fn the_busiest_second_begins_anywhere_and_lasts_less_than_one_second() {
        assert_eq!(busiest(&[]), 0);
        assert_eq!(busiest(&[0, 900, 1_100, 1_800, 1_899]), 4);
        assert_eq!(busiest(&[0, 1_000, 2_000]), 1);
        assert_eq!(busiest(&[0, 999, 1_998]), 2);
    }
}

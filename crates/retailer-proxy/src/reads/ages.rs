//! How old an answer may be: pure.

use std::time::Duration;

/// The ages of a cached answer, each from when Engage gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ages {
    /// Up to here it counts as new: Engage is not asked.
    pub fresh: Duration,
    /// Up to here it goes out at once, and is refreshed meanwhile.
    pub stale: Duration,
    /// Up to here it goes out if Engage does not answer well, or in time. Then it
    /// is gone.
    pub kept: Duration,
}

/// What may be done with an answer of some age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Freshness {
    Fresh,
    Stale,
    /// Better than nothing.
    Old,
    Gone,
}

impl Ages {
    pub(super) fn freshness(&self, age: Duration) -> Freshness {
        match age {
            age if age < self.fresh => Freshness::Fresh,
            age if age < self.stale => Freshness::Stale,
            age if age < self.kept => Freshness::Old,
            _ => Freshness::Gone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, Freshness::Fresh)]
    #[case(14, Freshness::Fresh)]
    #[case(15, Freshness::Stale)]
    #[case(59, Freshness::Stale)]
    #[case(60, Freshness::Old)]
    #[case(299, Freshness::Old)]
    #[case(300, Freshness::Gone)]
    fn an_answer_grows_old_in_three_steps(#[case] seconds: u64, #[case] expected: Freshness) {
        let ages = Ages {
            fresh: Duration::from_secs(15),
            stale: Duration::from_mins(1),
            kept: Duration::from_mins(5),
        };
        assert_eq!(ages.freshness(Duration::from_secs(seconds)), expected);
    }
}

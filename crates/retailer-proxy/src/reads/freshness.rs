//! How old a cached answer may be: pure.

use std::time::Duration;

/// The limits of freshness of a cached answer, each counted from when Engage gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ages {
    /// Up to here the answer is used and Engage is not called.
    pub fresh: Duration,
    /// Up to here the answer is used at once, and refreshed in the background.
    pub stale: Duration,
    /// Up to here the answer is used when Engage fails or is too slow. Older ones are
    /// never used.
    pub kept: Duration,
}

/// What may be done with an answer of some age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Freshness {
    Fresh,
    Stale,
    /// Used only when Engage fails.
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
    fn an_answer_ages_in_three_steps(#[case] seconds: u64, #[case] expected: Freshness) {
        let ages = Ages {
            fresh: Duration::from_secs(15),
            stale: Duration::from_mins(1),
            kept: Duration::from_mins(5),
        };
        assert_eq!(ages.freshness(Duration::from_secs(seconds)), expected);
    }
}

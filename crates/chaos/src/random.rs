//! Random choices that are the same again with the same seed (`SplitMix64`).

use std::time::Duration;

/// A source of random choices.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Another source, so that each part of a run has its own whatever the others do.
    pub(crate) fn fork(&mut self) -> Self {
        Self(self.next())
    }

    /// A number below this one, which is at least 1.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// As likely as one in so many.
    pub(crate) fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    /// One of these; the list must not be empty.
    pub(crate) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        let index = self.below(choices.len() as u64);
        choices[usize::try_from(index).unwrap_or_default()]
    }

    /// A time of at least and less than so many milliseconds.
    pub(crate) fn milliseconds(&mut self, from: u64, to: u64) -> Duration {
        Duration::from_millis(from + self.below(to - from))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_choices_and_another_makes_others() {
        let choices = |seed| {
            let mut random = Random::new(seed);
            [(); 20].map(|()| random.below(1_000))
        };
        assert_eq!(choices(1), choices(1));
        assert_ne!(choices(1), choices(2));
    }

    #[test]
    fn every_choice_comes_up_and_none_is_outside() {
        let mut random = Random::new(7);
        let mut seen = [0; 3];
        for _ in 0..300 {
            seen[random.pick(&[0_usize, 1, 2])] += 1;
            let time = random.milliseconds(5, 8).as_millis();
            assert!((5..8).contains(&time));
        }
        assert!(seen.iter().all(|times| *times > 50), "{seen:?}");
    }
}

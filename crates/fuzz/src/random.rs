//! Random choices that are the same again with the same seed (`SplitMix64`).

/// A source of random choices.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// The choices for one document of a run: any document can be made again without
    /// those before it.
    pub(crate) fn of_document(seed: u64, number: u64) -> Self {
        let mut run = Self(seed);
        let mut document = Self(run.next() ^ number);
        Self(document.next())
    }

    /// A number below this one; 0 where that is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % end).unwrap_or_default()
    }

    /// As likely as one in so many.
    pub(crate) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    /// One of these; the list must not be empty.
    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
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

    fn choices(seed: u64, number: u64) -> [usize; 20] {
        let mut random = Random::of_document(seed, number);
        [(); 20].map(|()| random.below(1_000))
    }

    #[test]
    fn a_document_has_the_same_choices_again_and_no_other_document_has_them() {
        assert_eq!(choices(1, 7), choices(1, 7));
        assert_ne!(choices(1, 7), choices(1, 8));
        assert_ne!(choices(1, 7), choices(2, 7));
    }

    #[test]
    fn every_choice_comes_up_and_none_is_outside() {
        let mut random = Random::of_document(7, 7);
        let mut seen = [0; 3];
        for _ in 0..300 {
            seen[*random.pick(&[0_usize, 1, 2])] += 1;
        }
        assert!(seen.iter().all(|times| *times > 50), "{seen:?}");
    }
}

//! How many checkpoints a shopper has, and how many the challenge needs.

use std::num::NonZeroU32;

use crate::wire::{Challenge, Definition};

/// The checkpoints so far and the checkpoints needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    completed: u32,
    required: Option<NonZeroU32>,
}

impl Progress {
    /// A progress of `completed` out of `required` checkpoints. A `required` of 0
    /// means that the number needed is not known (T6).
    #[must_use]
    pub fn new(completed: u32, required: u32) -> Self {
        Self {
            completed,
            required: NonZeroU32::new(required),
        }
    }

    /// The progress of a challenge. The number needed is the challenge's own; where
    /// the challenge has none, it is the definition's (T6).
    #[must_use]
    pub fn of(challenge: &Challenge, definition: Option<&Definition>) -> Self {
        let own = challenge.required_checkpoints.and_then(NonZeroU32::new);
        let template = || {
            definition?
                .required_number_of_checkpoints
                .and_then(NonZeroU32::new)
        };
        Self {
            completed: challenge.completed_checkpoints,
            required: own.or_else(template),
        }
    }

    /// The checkpoints so far as Engage counts them. They may exceed the number
    /// needed (T7).
    #[must_use]
    pub fn completed(self) -> u32 {
        self.completed
    }

    /// The checkpoints needed, where that is known.
    #[must_use]
    pub fn required(self) -> Option<NonZeroU32> {
        self.required
    }

    /// The checkpoints to show as reached: never more than are needed (T7), and 0
    /// where the number needed is not known.
    #[must_use]
    pub fn stamped(self) -> u32 {
        self.required
            .map_or(0, |required| self.completed.min(required.get()))
    }

    /// The checkpoints still missing, where the number needed is known.
    #[must_use]
    pub fn missing(self) -> Option<u32> {
        Some(self.required?.get() - self.stamped())
    }

    /// Whether the goal is reached.
    #[must_use]
    pub fn is_full(self) -> bool {
        self.missing() == Some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn more_checkpoints_than_needed_fill_the_track_and_keep_their_number() {
        let progress = Progress::new(7, 5);
        assert_eq!(progress.completed(), 7);
        assert_eq!(progress.stamped(), 5);
        assert_eq!(progress.missing(), Some(0));
        assert!(progress.is_full());
    }

    #[test]
    fn a_challenge_that_needs_an_unknown_number_is_never_full() {
        let progress = Progress::new(3, 0);
        assert_eq!(progress.missing(), None);
        assert!(!progress.is_full());
    }

    proptest! {
        #[test]
        fn never_more_checkpoints_are_stamped_than_are_needed(completed: u32, required: u32) {
            prop_assert!(Progress::new(completed, required).stamped() <= required);
        }
    }
}

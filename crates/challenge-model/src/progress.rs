//! How far a challenge has come, and how that is drawn.

use std::num::NonZeroU32;

use crate::state::CardState;
use crate::wire::{Challenge, Definition};

/// The most checkpoints that are drawn one by one.
pub const MOST_STAMPS: u32 = 100;

/// Checkpoints so far and checkpoints needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    completed: u32,
    required: Option<NonZeroU32>,
}

/// How a track is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// One stamp for each of so many checkpoints, at most [`MOST_STAMPS`].
    Stamps(u32),
    /// A bar, since there are too many checkpoints for stamps.
    Bar,
    /// Nothing: it is not known how many checkpoints are needed (T6).
    None,
}

/// One checkpoint of a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Counted from 1.
    pub number: u32,
    /// What has become of it.
    pub mark: CheckpointMark,
}

/// What has become of a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckpointMark {
    /// Reached.
    Stamped,
    /// The one to collect next.
    Next,
    /// Still to come, or not to be reached any more.
    Open,
}

impl Progress {
    /// So many checkpoints of so many; zero needed means that it is not known
    /// how many are.
    #[must_use]
    pub fn new(completed: u32, required: u32) -> Self {
        Self {
            completed,
            required: NonZeroU32::new(required),
        }
    }

    /// The progress of a challenge. The number it needs is its own, or its
    /// definition's where it has none (T6).
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

    /// The checkpoints so far as Engage counts them: may exceed the required (T7).
    #[must_use]
    pub fn completed(self) -> u32 {
        self.completed
    }

    /// The checkpoints needed, where that is known.
    #[must_use]
    pub fn required(self) -> Option<NonZeroU32> {
        self.required
    }

    /// The checkpoints to draw as reached: never more than are needed (T7).
    #[must_use]
    pub fn stamped(self) -> u32 {
        self.required
            .map_or(0, |required| self.completed.min(required.get()))
    }

    /// The checkpoints still missing, where that is known.
    #[must_use]
    pub fn missing(self) -> Option<u32> {
        Some(self.required?.get() - self.stamped())
    }

    /// Whether the goal is reached.
    #[must_use]
    pub fn is_full(self) -> bool {
        self.missing() == Some(0)
    }

    /// How the track is drawn.
    #[must_use]
    pub fn track(self) -> Track {
        match self.required {
            None => Track::None,
            Some(required) if required.get() <= MOST_STAMPS => Track::Stamps(required.get()),
            Some(_) => Track::Bar,
        }
    }

    /// The checkpoints to draw, in order: none unless the track is
    /// [`Track::Stamps`]. Only an active card has a next one.
    pub fn checkpoints(self, state: CardState) -> impl Iterator<Item = Checkpoint> {
        let count = match self.track() {
            Track::Stamps(count) => count,
            Track::Bar | Track::None => 0,
        };
        (1..=count).map(move |number| Checkpoint {
            number,
            mark: if number <= self.stamped() {
                CheckpointMark::Stamped
            } else if number == self.stamped() + 1 && state == CardState::Active {
                CheckpointMark::Next
            } else {
                CheckpointMark::Open
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CheckpointMark::{Next, Open, Stamped};
    use proptest::prelude::*;

    fn marks(completed: u32, required: u32, state: CardState) -> Vec<CheckpointMark> {
        Progress::new(completed, required)
            .checkpoints(state)
            .map(|checkpoint| checkpoint.mark)
            .collect()
    }

    #[test]
    fn an_active_track_has_stamped_next_and_open_checkpoints() {
        assert_eq!(
            marks(2, 5, CardState::Active),
            [Stamped, Stamped, Next, Open, Open]
        );
    }

    #[test]
    fn a_track_that_is_not_active_promises_no_next_checkpoint() {
        assert_eq!(marks(1, 3, CardState::Inactive), [Stamped, Open, Open]);
        assert_eq!(marks(1, 3, CardState::Ended), [Stamped, Open, Open]);
    }

    #[test]
    fn more_checkpoints_than_needed_fill_the_track_and_keep_their_number() {
        assert_eq!(marks(7, 5, CardState::Completed), [Stamped; 5]);
        assert_eq!(Progress::new(7, 5).completed(), 7);
        assert_eq!(Progress::new(7, 5).missing(), Some(0));
    }

    #[test]
    fn zero_needed_draws_nothing_and_is_never_full() {
        let progress = Progress::new(3, 0);
        assert_eq!(progress.track(), Track::None);
        assert_eq!(progress.missing(), None);
        assert!(!progress.is_full());
        assert_eq!(progress.checkpoints(CardState::Active).count(), 0);
    }

    #[test]
    fn above_a_hundred_the_track_becomes_a_bar() {
        assert_eq!(Progress::new(1, 100).track(), Track::Stamps(100));
        assert_eq!(Progress::new(1, 101).track(), Track::Bar);
        assert_eq!(
            Progress::new(1, 101).checkpoints(CardState::Active).count(),
            0
        );
    }

    proptest! {
        #[test]
        fn never_draws_more_stamps_than_are_needed(completed: u32, required: u32) {
            let progress = Progress::new(completed, required);
            prop_assert!(progress.stamped() <= required);
            let drawn = progress.checkpoints(CardState::Active).filter(|checkpoint| checkpoint.mark == Stamped).count();
            prop_assert!(drawn <= required as usize);
        }
    }
}

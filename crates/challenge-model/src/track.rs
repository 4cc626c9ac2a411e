//! The track of a card: its checkpoints one by one, or a bar.

use crate::progress::Progress;
use crate::state::CardState;

/// The most checkpoints that are shown one by one.
const MOST_STAMPS: u32 = 100;

/// The form in which a track is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// A stamp for each checkpoint. The number is that of the checkpoints needed,
    /// 1 to 100.
    Stamps(u32),
    /// A bar, since there are too many checkpoints for stamps.
    Bar,
    /// No track: it is not known how many checkpoints are needed (T6).
    None,
}

/// One checkpoint of a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which checkpoint it is, counted from 1.
    pub number: u32,
    /// Whether it is reached.
    pub mark: CheckpointMark,
}

/// Whether a checkpoint is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckpointMark {
    /// It is reached.
    Stamped,
    /// It is the one to collect next.
    Next,
    /// It is still to come, or can no longer be reached.
    Open,
}

impl Progress {
    /// The form in which the track is shown.
    #[must_use]
    pub fn track(self) -> Track {
        match self.required() {
            None => Track::None,
            Some(required) if required.get() <= MOST_STAMPS => Track::Stamps(required.get()),
            Some(_) => Track::Bar,
        }
    }

    /// The checkpoints of a track of stamps, in order; no checkpoints for any other
    /// track. Only an active card has a next checkpoint.
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
    fn checkpoints_are_numbered_from_one() {
        let numbers = Progress::new(0, 3)
            .checkpoints(CardState::Active)
            .map(|checkpoint| checkpoint.number);
        assert_eq!(numbers.collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn more_checkpoints_than_needed_fill_the_track() {
        assert_eq!(marks(7, 5, CardState::Completed), [Stamped; 5]);
    }

    #[test]
    fn a_challenge_that_needs_an_unknown_number_has_no_track() {
        let progress = Progress::new(3, 0);
        assert_eq!(progress.track(), Track::None);
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
        fn never_more_stamps_are_shown_than_are_needed(completed: u32, required in 0_u32..=100) {
            let stamped = marks(completed, required, CardState::Active)
                .into_iter()
                .filter(|mark| *mark == Stamped)
                .count();
            prop_assert!(stamped <= required as usize);
        }
    }
}

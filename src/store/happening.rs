//! What a store tells those who subscribed to it.

use challenge_model::Card;

use super::Change;
use crate::api::Failure;

/// Something that happened to the cards.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// They are here for the first time.
    Loaded {
        /// How many there are.
        cards: usize,
    },
    /// The list is going to change: now is the time to remember where the focus is.
    AboutToChange,
    /// There are new stamps on one.
    Changed(Change),
    /// The shopper joined one.
    Joined(Card),
    /// They could not be had.
    Failed(Failure),
}

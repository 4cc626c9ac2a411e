//! The events of a store.

use challenge_cards::state::{Change, Failure};
use challenge_model::Card;

/// Something that happened to the cards.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum StoreEvent {
    /// They are loaded for the first time.
    Loaded {
        /// How many there are.
        cards: usize,
    },
    /// The list is about to change. Now is the time to remember what has the focus.
    AboutToChange,
    /// There are new stamps on a card.
    Changed(Change),
    /// The shopper has joined the challenge of a card.
    Joined(Card),
    /// Joining has failed, and the shopper can do nothing about it but try again.
    NotJoined,
    /// They could not be loaded.
    Failed(Failure),
}

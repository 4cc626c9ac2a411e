//! Voyado Engage's challenges, as everything else in this project sees them.
//!
//! Here live the wire types with their tolerant reading ([`wire`]), the values
//! they are made of ([`identifier`], [`moment`], [`address`]), and what a
//! shopper is shown of them: the [`card`], its [`state`], its [`progress`] and
//! the [`order`] in which cards stand.
//!
//! Nothing in this crate does I/O or reads a clock: where time matters, the
//! caller says what time it is. The facts about Engage that the code rests on
//! are cited as trap numbers, T1 to T38, explained in `docs/engage-traps.md`.

pub mod address;
mod calendar;
pub mod card;
pub mod deadline;
pub mod identifier;
pub mod moment;
pub mod order;
pub mod progress;
pub mod state;
pub mod wire;

pub use address::HttpsAddress;
pub use card::{Card, CardKey, Joining};
pub use identifier::{ChallengeId, ContactId, DefinitionId, NotAGuid};
pub use moment::{Moment, UnixMillis};
pub use progress::{Checkpoint, CheckpointMark, Progress, Track};
pub use state::CardState;
pub use wire::{
    Challenge, ChallengeItem, Definition, DefinitionItem, Page, Presentation, Unreadable,
};

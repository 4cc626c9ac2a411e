//! Voyado Engage's challenges, as every other crate of this project sees them.
//!
//! Three layers live here:
//!
//! - [`wire`]: the types that Engage and the proxy send, with tolerant reading;
//! - the values they consist of: [`identifier`], [`moment`], [`address`];
//! - what a shopper is shown: the [`card`] with its [`state`] (one function decides
//!   it), its [`deadline`], its [`progress`] and its [`track`], and the [`order`] of
//!   all cards.
//!
//! Nothing in this crate does I/O or reads a clock. Where time matters, the caller
//! passes it in. The code cites the facts about Engage that it rests on as trap
//! numbers, T1 to T38; `docs/engage-traps.md` explains them.

pub mod address;
mod calendar;
pub mod card;
pub mod deadline;
pub mod identifier;
pub mod moment;
pub mod order;
pub mod progress;
pub mod state;
pub mod track;
pub mod wire;

pub use address::HttpsAddress;
pub use card::{Card, CardKey, Joining};
pub use identifier::{ChallengeId, ContactId, DefinitionId, NotAGuid};
pub use moment::{Moment, UnixMillis};
pub use progress::Progress;
pub use state::CardState;
pub use track::{Checkpoint, CheckpointMark, Track};
pub use wire::{
    Challenge, ChallengeItem, Definition, DefinitionItem, Page, Presentation, Unreadable,
};

//! Voyado Engage's challenges, as every other crate of this project sees them.
//!
//! Three layers live here:
//!
//! - [`wire`]: the types that Engage and the proxy send, with tolerant reading;
//! - the values that they consist of: ids, points in time ([`Moment`]) and URLs
//!   ([`HttpsUrl`]);
//! - what a shopper is shown: the [`Card`] with its [`state`], which one function
//!   decides, its [`Progress`] and its [`Track`], and the [`order`] of all cards.
//!
//! Nothing in this crate does I/O or reads a clock. Where time matters, the caller
//! passes it in. The code cites the facts about Engage that it rests on as trap
//! numbers, T1 to T38; `docs/engage-traps.md` explains them.

mod calendar;
mod card;
mod deadline;
mod https_url;
mod identifier;
mod moment;
pub mod order;
mod progress;
pub mod state;
mod track;
pub mod wire;

pub use card::{Card, CardKey, Joining, Wording};
pub use https_url::HttpsUrl;
pub use identifier::{ChallengeId, ContactId, DefinitionId, NotAGuid};
pub use moment::{Moment, UnixMillis};
pub use progress::Progress;
pub use state::CardState;
pub use track::{Checkpoint, CheckpointMark, Track};
pub use wire::{
    Challenge, ChallengeItem, Definition, DefinitionItem, Page, Presentation, Unreadable,
};

//! What several instances share through a Valkey or Redis server: its address, and the one
//! connection to it that every instance keeps.
//!
//! What is shared is elsewhere: the budget of calls in `upstream/shared_budget`, the answers of
//! Engage in `reads/shared_answers`, what was found out about sessions in `sessions/shared_lookups`,
//! and the news for open pages in `live/voice`. Whatever the
//! server holds may be lost at any time.

mod address;
mod connection;
mod options;
mod reach;
mod sealing;
mod server;
mod store;

pub use address::{ServerAddress, ServerAddressError};
pub use options::{NotAPrefix, Prefix, SharedOptions};
pub use sealing::{NoSealingKey, SealingKey};

pub(crate) use connection::{NoAnswer, TIME_LIMIT};
pub(crate) use server::{Heard, Server};
pub(crate) use store::Store;

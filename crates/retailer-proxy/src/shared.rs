//! What several instances share through a Valkey or Redis server: its address, and the one
//! connection to it that every instance keeps.
//!
//! What is shared is elsewhere: the budget of calls in `upstream/shared_budget`, and the news
//! for open pages in `live/voice`. Whatever the server holds may be lost at any time.

mod address;
mod connection;
mod options;
mod server;

pub use address::{ServerAddress, ServerAddressError};
pub use options::{NotAPrefix, Prefix, SharedOptions};

pub(crate) use connection::{NoAnswer, TIME_LIMIT};
pub(crate) use server::{Heard, Server};

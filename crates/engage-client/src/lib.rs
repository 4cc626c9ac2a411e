//! A typed client of the six endpoints of Voyado Engage's Challenges API, and of
//! the endpoint that finds a contact.
//!
//! [`Client`] makes the calls. [`ClientOptions`] say where Engage is and which key
//! is used. Every call is sent once. An [`Error`] says which call failed, what
//! happened ([`ErrorKind`]), and whether repeating the call is safe ([`Repeat`]); the
//! caller decides whether to repeat it.
//!
//! What belongs here is what Engage demands of every client: URLs, headers, limits,
//! batches, paging, and the reading of its answers. What a challenge means belongs
//! to `challenge-model`. The trap numbers (T1 to T38) are explained in
//! `docs/engage-traps.md`.
//!
//! `Debug`, logs and errors never show the API key or a contact's id.

mod answer;
pub mod answers;
mod base_url;
mod certificates;
mod checkpoints;
mod client;
mod endpoint;
mod error;
mod error_kind;
mod identity;
pub mod lenient_json;
mod paging;
mod query;
mod repeat;
mod request;
mod retry_after;
mod transport;

pub use base_url::{BaseUrl, BaseUrlError, Environment};
pub use certificates::client_with_certificates;
pub use checkpoints::{AwardError, AwardReport, CheckpointRow};
pub use client::Client;
pub use error::Error;
pub use error_kind::{ErrorCode, ErrorKind};
pub use identity::{ApiKey, IdentityError, UserAgent};
pub use paging::{Listing, ListingEnd, Walk, all_pages};
pub use query::{ChallengeFilter, ChallengesQuery, DefinitionFilter, PageRange, PageSize};
pub use repeat::Repeat;
pub use transport::{ClientBuildError, ClientOptions, Timeouts};

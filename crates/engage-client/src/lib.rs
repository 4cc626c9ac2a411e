//! A typed client of the six endpoints of Voyado Engage's Challenges API, and of
//! the one that finds a contact.
//!
//! [`Client`] makes the calls; [`ClientOptions`] say to whom and as whom. Every
//! call goes out once: an [`Error`] says what happened, at which [`Endpoint`],
//! and whether repeating the call is safe ([`Repeat`]), and the caller decides.
//!
//! What belongs here is what Engage asks of everyone who calls it: addresses,
//! headers, limits, batches, paging, and the reading of its answers. What a
//! challenge means lives in `challenge-model`. Trap numbers (T1 to T38) are those
//! of the facts about Engage.
//!
//! Neither the API key nor a contact's id ever shows in `Debug`, in a log or in
//! an error.

mod answer;
mod base_url;
mod checkpoints;
mod client;
mod endpoint;
mod error;
mod identity;
mod paging;
mod query;
mod repeat;
mod request;
mod retry_after;
mod transport;

pub use base_url::{BaseUrl, BaseUrlError, Environment};
pub use checkpoints::{AwardError, AwardReport, CheckpointRow, MAX_ROWS_PER_CALL};
pub use client::Client;
pub use endpoint::{Effect, Endpoint};
pub use error::{Error, ErrorCode, ErrorKind};
pub use identity::{ApiKey, IdentityError, UserAgent};
pub use paging::{Listing, ListingEnd, MAX_PAGES, Walk};
pub use query::{ChallengeFilter, ChallengesQuery, DefinitionFilter, PageRange, PageSize};
pub use repeat::Repeat;
pub use transport::{ClientBuildError, ClientOptions, Timeouts};

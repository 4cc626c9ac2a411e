//! Talking to the retailer's proxy: the only place that does requests.
//!
//! Nothing here changes what the widget knows; answers and failures are handed
//! to the store.

mod body;
mod client;
mod codec;
mod failure;
mod json;
mod look;

pub use client::Client;
pub use failure::{Failure, JoinFailure};
pub use json::Json;
pub use look::{Look, Opening, UnderWay};

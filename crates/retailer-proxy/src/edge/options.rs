//! The settings of the edge.

use std::num::NonZeroU32;
use std::time::Duration;

use super::AllowedOrigins;

/// Which requests the proxy accepts, and how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdgeOptions {
    /// Other origins whose pages may send requests with the shopper's session.
    pub origins: AllowedOrigins,
    /// How many requests one contact may make in a minute, with all their sessions.
    pub per_session: NonZeroU32,
    /// How many requests may come from one IP address in a minute. It is more than
    /// for a contact, because many shoppers may share one address.
    pub per_address: NonZeroU32,
    /// How many proxies in front of this one are trusted to write the client into
    /// `X-Forwarded-For`. With 0, the address of the connection counts.
    pub trusted_hops: usize,
    /// How many bytes a body may have.
    pub body_bytes: usize,
    /// How many bytes the body of a webhook may have.
    pub webhook_body_bytes: usize,
    /// How long a request may take until its answer starts.
    pub request_time: Duration,
}

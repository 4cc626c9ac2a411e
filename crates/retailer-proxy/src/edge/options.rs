//! What is let in.

use std::num::NonZeroU32;
use std::time::Duration;

use super::AllowedOrigins;

/// Which requests are let in, and how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdgeOptions {
    /// Other origins whose pages may ask, in the shopper's name.
    pub origins: AllowedOrigins,
    /// How many requests one session may make in a minute.
    pub per_session: NonZeroU32,
    /// How many requests may come from one address in a minute: more, since many
    /// shoppers may share one.
    pub per_address: NonZeroU32,
    /// How many proxies before this one can be believed when they say in
    /// `X-Forwarded-For` who has asked them. With 0, it is whoever connects.
    pub trusted_hops: usize,
    /// How many bytes a body may have.
    pub body_bytes: usize,
    /// How long a request may take until its answer begins.
    pub request_time: Duration,
}

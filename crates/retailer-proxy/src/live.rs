//! "Something changed", told to the pages that are open: server-sent events.
//!
//! `streams` knows who listens and what they may have missed; `webhook` verifies
//! what Engage sends, `backend` is how the shop's own backend speaks up. None of
//! them says what changed: the page asks again and gets what its shopper may see.

mod backend;
mod stream;
mod streams;
mod webhook;

pub use webhook::{WebhookKey, WebhookKeyError};

pub(crate) use backend::changed;
pub(crate) use stream::events;
pub(crate) use streams::Streams;
pub(crate) use webhook::receive;

use std::time::Duration;

/// How streams are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveRules {
    /// How often a stream on which nothing happens shows that it lives: 15
    /// seconds by default.
    pub heartbeat: Duration,
    /// How long a page waits before it connects again: 5 seconds by default.
    pub retry: Duration,
    /// How many streams a contact may have open: 8 by default.
    pub per_contact: usize,
    /// After how long a stream ends, so that the page connects again and its
    /// session is looked at anew: 10 minutes by default.
    pub longest: Duration,
}

impl LiveRules {
    /// After how long a stream ends, since no setting says so.
    pub(crate) const LONGEST: Duration = Duration::from_mins(10);
}

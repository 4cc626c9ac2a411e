//! How Engage is treated.

use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

/// What the proxy asks of Engage, and how it takes a no.
///
/// The budget belongs to the API key: two proxies with one key share it, so each
/// gets its part (T20).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallOptions {
    /// How many calls go out in any second: 50, as Engage asks.
    pub per_second: NonZeroU32,
    /// How many calls may be under way at once.
    pub at_once: NonZeroUsize,
    /// How many calls may wait for their turn.
    pub queue: usize,
    /// How long one waits for its turn. A shopper who joins waits for as long, since
    /// what was begun is better finished late; one who reads has less patience
    /// ([`ReadsOptions::patience`](crate::ReadsOptions::patience)).
    pub queue_wait: Duration,
    /// How long to wait before a read that failed is asked once more.
    pub repeat_after: Duration,
    /// After how many failures among the latest 20 calls Engage is left alone.
    pub failures_to_rest: NonZeroU32,
    /// For how long, at first; a minute at most.
    pub rest: Duration,
}

impl CallOptions {
    /// How long a call waits for its turn, since no setting says so.
    pub(crate) const QUEUE_WAIT: Duration = Duration::from_secs(10);
}

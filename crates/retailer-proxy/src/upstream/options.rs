//! The settings of calls to Engage.

use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

/// How many calls go to Engage, and what happens when they fail.
///
/// Engage's limit belongs to the API key (T20). Two proxies with one key share it: each is given
/// its part, or all of it with [`Proxy::sharing`](crate::Proxy::sharing).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallOptions {
    /// How many calls go out in any second: 50, as Engage asks.
    pub per_second: NonZeroU32,
    /// How many calls may be under way at once.
    pub at_once: NonZeroUsize,
    /// How many calls may wait for a permit.
    pub queue: usize,
    /// How long a call waits for a permit. A shopper who joins waits as long, because a
    /// late join is better than none; one who reads waits for less time
    /// ([`ReadsOptions::patience`](crate::ReadsOptions::patience)).
    pub queue_wait: Duration,
    /// How long to wait before a failed read is repeated, which happens once.
    pub repeat_after: Duration,
    /// After how many failures among the latest 20 calls the circuit opens.
    pub failures_to_rest: NonZeroU32,
    /// How long the circuit is open at first. After failed probes it is longer, up to a
    /// minute.
    pub rest: Duration,
}

impl CallOptions {
    /// How long a call waits for its turn, since no setting says so.
    pub(crate) const QUEUE_WAIT: Duration = Duration::from_secs(10);
}

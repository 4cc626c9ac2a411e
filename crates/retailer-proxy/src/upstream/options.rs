//! The settings of calls to Engage.

use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use super::window::Priority;

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
    /// late join is better than none.
    pub queue_wait: Duration,
    /// How long a call waits that fetches what a shopper reads. The shopper waits for less time
    /// ([`ReadsOptions::patience`](crate::ReadsOptions::patience)), and comes back for the
    /// answer when the call is likely to have been made.
    pub read_wait: Duration,
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
    /// How long a call waits for its turn that fetches what a shopper reads. The widget does not
    /// wait longer either.
    pub(crate) const READ_WAIT: Duration = Duration::from_mins(1);

    /// How long a call of this priority waits for its turn.
    pub(super) fn wait(&self, priority: Priority) -> Duration {
        match priority {
            Priority::Acting | Priority::Background => self.queue_wait,
            Priority::Waiting => self.read_wait,
        }
    }
}

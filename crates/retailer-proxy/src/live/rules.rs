//! The settings of event streams.

use std::time::Duration;

/// How event streams are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveRules {
    /// How often a stream without events sends a comment, which keeps the
    /// connection open: 15 seconds by default.
    pub heartbeat: Duration,
    /// How long a page waits before it connects again: 5 seconds by default.
    pub retry: Duration,
    /// How many streams a contact may have open: 8 by default.
    pub per_contact: usize,
    /// After how long a stream ends, so that the page connects again and its
    /// session is checked again: 10 minutes by default.
    pub longest: Duration,
}

impl LiveRules {
    /// After how long a stream ends, since no setting says so.
    pub(crate) const LONGEST: Duration = Duration::from_mins(10);
}

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
    /// How many streams may come from one IP address: 256 by default.
    pub per_address: usize,
    /// How many streams may be open: 2,048 by default.
    pub most: usize,
    /// After how long a stream ends, so that the page connects again and its
    /// session is checked again: 10 minutes by default.
    pub longest: Duration,
}

impl LiveRules {
    /// After how long a stream ends, since no setting says so.
    pub(crate) const LONGEST: Duration = Duration::from_mins(10);

    /// The same rules for a server with so many connections: streams take at most half
    /// of them.
    pub(crate) fn within(self, connections: usize) -> Self {
        Self {
            most: self.most.min((connections / 2).max(1)),
            ..self
        }
    }
}

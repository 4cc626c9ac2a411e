//! The settings of reads.

use std::time::Duration;

use super::freshness::Ages;

/// How old answers may be, and how long shoppers wait for new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadsOptions {
    /// How long a shopper waits for Engage at most. The call itself goes on, and its
    /// answer is cached for the next request (T21).
    pub patience: Duration,
    /// How old definitions may be.
    pub definitions: Ages,
    /// How old a contact's challenges may be. They are personal data, so they are
    /// cached for minutes at most.
    pub challenges: Ages,
    /// About how much memory the contacts' challenges may take, in bytes.
    pub memory_bytes: u64,
}

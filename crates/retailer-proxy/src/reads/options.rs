//! How old answers may be, and how long shoppers wait.

use std::time::Duration;

use super::Ages;

/// How old answers may be, and how long shoppers wait for new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadsOptions {
    /// How long a shopper waits for Engage at most. The call itself goes on, and
    /// its answer is there for the next one who asks (T21).
    pub patience: Duration,
    /// How old definitions may be.
    pub definitions: Ages,
    /// How old a contact's challenges may be: personal data, so nothing is kept
    /// for longer than minutes.
    pub challenges: Ages,
    /// How much memory the contacts' challenges may take, about.
    pub memory_bytes: u64,
}

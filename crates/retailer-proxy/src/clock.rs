//! The current time.

use std::time::{SystemTime, UNIX_EPOCH};

use challenge_model::UnixMillis;

/// The clock that decides whether a definition has started or ended.
#[derive(Clone, Copy, Debug, Default)]
pub enum Clock {
    /// The machine's.
    #[default]
    System,
    /// One that stands still.
    Fixed(UnixMillis),
}

impl Clock {
    /// The current time of this clock.
    #[must_use]
    pub fn now(self) -> UnixMillis {
        match self {
            Self::System => system(),
            Self::Fixed(now) => now,
        }
    }
}

fn system() -> UnixMillis {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    UnixMillis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}

//! What time it is.

use std::time::{SystemTime, UNIX_EPOCH};

use challenge_model::UnixMillis;

/// The clock that decides whether a definition has begun or is over.
#[derive(Clone, Copy, Debug, Default)]
pub enum Clock {
    /// The machine's.
    #[default]
    System,
    /// One that stands still.
    Fixed(UnixMillis),
}

impl Clock {
    /// What it shows.
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

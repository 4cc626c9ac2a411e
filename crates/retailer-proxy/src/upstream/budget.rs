//! Where permits come from: this instance's own window, or the budget that several share.

use parking_lot::Mutex;
use tokio::time::Instant;

use super::shared_budget::SharedBudget;
use super::window::{Priority, Window};

#[derive(Debug)]
pub(super) enum Budget {
    /// All of it is this instance's.
    Own(Mutex<Window>),
    /// Several instances share it.
    Shared(Box<SharedBudget>),
}

impl Budget {
    /// Counts a call that goes out now, if that can be decided here and now.
    pub(super) fn take_at_once(&self, priority: Priority) -> bool {
        match self {
            Self::Own(window) => window.lock().take(priority, Instant::now()).is_ok(),
            Self::Shared(_) => false,
        }
    }

    /// Counts a call that goes out now.
    ///
    /// # Errors
    ///
    /// The time from which a call may be tried again.
    pub(super) async fn take(&self, priority: Priority) -> Result<(), Instant> {
        match self {
            Self::Own(window) => window.lock().take(priority, Instant::now()),
            Self::Shared(shared) => shared.take(priority).await,
        }
    }

    /// Lets no call out before this time: Engage has told the whole key to wait (T20).
    pub(super) fn pause_until(&self, until: Instant) {
        match self {
            Self::Own(window) => window.lock().pause_until(until),
            Self::Shared(shared) => shared.pause_until(until),
        }
    }

    /// When the pause ends, if there is one.
    pub(super) fn pause(&self, now: Instant) -> Option<Instant> {
        match self {
            Self::Own(window) => window.lock().pause(now),
            Self::Shared(shared) => shared.pause(now),
        }
    }

    /// The part that several instances share, where there is one.
    pub(super) fn shared(&self) -> Option<&SharedBudget> {
        match self {
            Self::Own(_) => None,
            Self::Shared(shared) => Some(shared),
        }
    }
}

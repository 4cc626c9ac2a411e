//! The signal that the proxy stops, for answers that would never end by
//! themselves.

use std::sync::Arc;

use tokio::sync::watch;

/// Whether the proxy stops. Clones share one signal.
#[derive(Clone, Debug)]
pub(crate) struct Shutdown(Arc<watch::Sender<bool>>);

impl Shutdown {
    /// Starts the shutdown, which cannot be taken back.
    pub(crate) fn start(&self) {
        self.0.send_replace(true);
    }

    /// Whether the shutdown has started.
    pub(crate) fn has_started(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns when the shutdown starts, and at once if it already has.
    pub(crate) async fn started(&self) {
        let mut receiver = self.0.subscribe();
        // Waiting cannot fail: `self` holds the sender.
        let _ = receiver.wait_for(|has_started| *has_started).await;
    }
}

impl Default for Shutdown {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

//! Requests that can be called off together.

use web_sys::{AbortController, AbortSignal};

/// Requests that end when this is dropped.
#[derive(Debug)]
#[must_use = "dropping it ends the requests"]
pub struct Requests(Option<AbortController>);

impl Requests {
    /// A group without requests yet.
    pub fn new() -> Self {
        Self(AbortController::new().ok())
    }

    /// To be given to each request of the group.
    #[must_use]
    pub fn signal(&self) -> Option<AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }
}

impl Default for Requests {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Requests {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            // Without a reason: what waits for these requests expects an error.
            controller.abort();
        }
    }
}

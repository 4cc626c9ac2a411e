//! Requests that can be aborted together.

use web_sys::{AbortController, AbortSignal};

/// Requests that are aborted when this is dropped.
#[derive(Debug)]
#[must_use = "dropping it aborts the requests"]
pub(crate) struct RequestGroup(Option<AbortController>);

impl RequestGroup {
    /// A group without requests.
    pub(crate) fn new() -> Self {
        Self(AbortController::new().ok())
    }

    /// The signal for each request of the group.
    pub(crate) fn signal(&self) -> Option<AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }
}

impl Drop for RequestGroup {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            // Without a reason, so that the browser makes the usual `AbortError`.
            controller.abort();
        }
    }
}

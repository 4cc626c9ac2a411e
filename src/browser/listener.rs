//! Event listeners.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

/// Listens to one type of event until it is dropped.
#[must_use = "dropping it removes the listener"]
pub(crate) struct Listener {
    target: EventTarget,
    kind: &'static str,
    phase: Phase,
    callback: Closure<dyn FnMut(Event)>,
}

/// When a listener is called for an event of a descendant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Before the target.
    Capture,
    /// After the target, if the event bubbles.
    Bubble,
}

impl Listener {
    /// Calls back at each event of this type on the target.
    pub(crate) fn new(
        target: &EventTarget,
        kind: &'static str,
        callback: impl FnMut(Event) + 'static,
    ) -> Self {
        Self::in_phase(Phase::Bubble, target, kind, Closure::new(callback))
    }

    /// Calls back at each event of this type on the target or a descendant of it,
    /// even if the event does not bubble.
    pub(crate) fn capturing(
        target: &EventTarget,
        kind: &'static str,
        callback: impl FnMut(Event) + 'static,
    ) -> Self {
        Self::in_phase(Phase::Capture, target, kind, Closure::new(callback))
    }

    fn in_phase(
        phase: Phase,
        target: &EventTarget,
        kind: &'static str,
        callback: Closure<dyn FnMut(Event)>,
    ) -> Self {
        // It cannot fail for the targets and types of this crate.
        let _ = target.add_event_listener_with_callback_and_bool(
            kind,
            callback.as_ref().unchecked_ref(),
            phase == Phase::Capture,
        );
        Self {
            target: target.clone(),
            kind,
            phase,
            callback,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback_and_bool(
            self.kind,
            callback,
            self.phase == Phase::Capture,
        );
    }
}

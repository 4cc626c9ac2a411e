//! Listening to events.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

/// Listens to one kind of event until it is dropped.
#[must_use = "dropping it ends the listening"]
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    phase: Phase,
    callback: Closure<dyn FnMut(Event)>,
}

/// When a listener hears of an event further down.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// On its way down to its target.
    Capture,
    /// On its way up again, if it goes there.
    Bubble,
}

impl Listener {
    /// Calls back at each event of this kind on this target.
    pub fn new(
        target: &EventTarget,
        kind: &'static str,
        callback: impl FnMut(Event) + 'static,
    ) -> Self {
        Self::in_phase(Phase::Bubble, target, kind, Closure::new(callback))
    }

    /// Calls back before the event gets to a target further down: some rise no
    /// higher than that.
    pub fn on_the_way_down(
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
        // Fails for no target and kind that this crate uses.
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

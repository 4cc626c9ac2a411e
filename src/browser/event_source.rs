//! Server-sent events.

use web_sys::{EventSource, EventSourceInit};

use super::Listener;

/// A stream of server-sent events. It is closed when it is dropped. When the connection
/// breaks, the browser opens it again.
#[must_use = "dropping it closes the stream"]
pub(crate) struct ServerEvents {
    source: EventSource,
    _listeners: [Listener; 3],
}

/// The state of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StreamState {
    /// The browser opens it, for the first time or again.
    Connecting,
    /// It is open.
    Open,
    /// The browser has given it up, because the answer was not a stream.
    GivenUp,
}

impl ServerEvents {
    /// Opens a stream with the shopper's cookies, as all requests are made. Makes a
    /// listener for the event of this name, and one for each of `open` and `error`, after
    /// which the state may be another. `None` where no stream can be opened.
    pub(crate) fn open(
        url: &str,
        name: &'static str,
        listener: impl Fn(&EventSource, &'static str) -> Listener,
    ) -> Option<Self> {
        let settings = EventSourceInit::new();
        settings.set_with_credentials(true);
        let source = EventSource::new_with_event_source_init_dict(url, &settings).ok()?;
        let listeners = ["open", "error", name].map(|kind| listener(&source, kind));
        Some(Self {
            source,
            _listeners: listeners,
        })
    }

    /// The state.
    pub(crate) fn state(&self) -> StreamState {
        match self.source.ready_state() {
            EventSource::OPEN => StreamState::Open,
            EventSource::CLOSED => StreamState::GivenUp,
            _ => StreamState::Connecting,
        }
    }
}

impl Drop for ServerEvents {
    fn drop(&mut self) {
        self.source.close();
    }
}

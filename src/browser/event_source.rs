//! Server-sent events.

use std::rc::Rc;

use web_sys::{EventSource, EventSourceInit};

use super::Listener;

/// Something that happens to a stream of server-sent events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StreamEvent {
    /// It is open, for the first time or again.
    Opened,
    /// The server has sent an event.
    Sent,
    /// The browser has given it up, because the answer was not a stream.
    GivenUp,
}

/// A stream of server-sent events. It is closed when it is dropped. When the connection
/// breaks, the browser opens it again.
#[must_use = "dropping it closes the stream"]
pub(crate) struct ServerEvents {
    source: EventSource,
    _listeners: [Listener; 3],
}

impl ServerEvents {
    /// Opens a stream with the shopper's cookies, as all requests are made. Calls back at
    /// each event of this name, and when the stream opens or is given up. `None` where no
    /// stream can be opened.
    pub(crate) fn open(
        url: &str,
        name: &'static str,
        callback: impl Fn(StreamEvent) + 'static,
    ) -> Option<Self> {
        let settings = EventSourceInit::new();
        settings.set_with_credentials(true);
        let source = EventSource::new_with_event_source_init_dict(url, &settings).ok()?;
        let callback = Rc::new(callback);
        let listener = |kind, event: fn(&EventSource) -> Option<StreamEvent>| {
            let (callback, of) = (Rc::clone(&callback), source.clone());
            Listener::new(&source, kind, move |_| {
                if let Some(event) = event(&of) {
                    callback(event);
                }
            })
        };
        let listeners = [
            listener("open", |_| Some(StreamEvent::Opened)),
            listener(name, |_| Some(StreamEvent::Sent)),
            listener("error", |source| {
                let is_given_up = source.ready_state() == EventSource::CLOSED;
                is_given_up.then_some(StreamEvent::GivenUp)
            }),
        ];
        Some(Self {
            source,
            _listeners: listeners,
        })
    }
}

impl Drop for ServerEvents {
    fn drop(&mut self) {
        self.source.close();
    }
}

//! Server-sent events.

use web_sys::EventSource;

use super::Listener;

/// An open stream of server-sent events. It is closed when it is dropped. When the
/// connection breaks, the browser opens it again.
#[must_use = "dropping it closes the stream"]
pub(crate) struct ServerEvents {
    source: EventSource,
    _listener: Listener,
}

impl ServerEvents {
    /// Opens a stream, and calls back at each event of this name. `None` where no
    /// stream can be opened.
    pub(crate) fn open(
        url: &str,
        name: &'static str,
        mut callback: impl FnMut() + 'static,
    ) -> Option<Self> {
        let source = EventSource::new(url).ok()?;
        let listener = Listener::new(&source, name, move |_| callback());
        Some(Self {
            source,
            _listener: listener,
        })
    }
}

impl Drop for ServerEvents {
    fn drop(&mut self) {
        self.source.close();
    }
}

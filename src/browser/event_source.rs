//! Server-sent events.

use web_sys::EventSource;

use super::Listener;

/// An open stream of server-sent events; closed when it is dropped. The browser
/// opens it again by itself when it breaks.
#[must_use = "dropping it closes the stream"]
pub struct ServerEvents {
    source: EventSource,
    _listener: Listener,
}

impl ServerEvents {
    /// Calls back at each event of this name. `None` where no stream can be opened.
    pub fn open(
        address: &str,
        name: &'static str,
        mut callback: impl FnMut() + 'static,
    ) -> Option<Self> {
        let source = EventSource::new(address).ok()?;
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

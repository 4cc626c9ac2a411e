//! The place in the page where a tree is mounted.

use std::sync::{Arc, Mutex};

use send_wrapper::SendWrapper;
use web_sys::HtmlElement;

use crate::browser::Listener;

/// The place in the page where a tree is mounted. Clones are the same place.
#[derive(Clone)]
pub struct MountPoint(Arc<Mutex<Stage>>);

/// Adds listeners to the mounted element.
type Listen = Box<dyn FnOnce(&HtmlElement) -> Vec<Listener> + Send>;

enum Stage {
    /// Nothing is mounted yet.
    Waiting {
        /// The server-rendered node that stands there.
        server_rendered: Option<SendWrapper<web_sys::Node>>,
        listen: Listen,
    },
    /// The element is mounted.
    Mounted(SendWrapper<(HtmlElement, Vec<Listener>)>),
    /// Adding the listeners has panicked.
    Failed,
}

impl MountPoint {
    /// A place where a tree will be mounted, over the server-rendered node that
    /// stands there if it is given. `listen` adds listeners to the mounted element;
    /// they end with the mount point.
    pub(crate) fn new(
        server_rendered: Option<web_sys::Node>,
        listen: impl FnOnce(&HtmlElement) -> Vec<Listener> + Send + 'static,
    ) -> Self {
        Self(Arc::new(Mutex::new(Stage::Waiting {
            server_rendered: server_rendered.map(SendWrapper::new),
            listen: Box::new(listen),
        })))
    }

    /// A place without listeners.
    #[must_use]
    pub fn without_listeners(server_rendered: Option<web_sys::Node>) -> Self {
        Self::new(server_rendered, |_| Vec::new())
    }

    /// The mounted element.
    pub(crate) fn element(&self) -> Option<HtmlElement> {
        match &*self.0.lock().ok()? {
            Stage::Mounted(mounted) => Some(mounted.0.clone()),
            Stage::Waiting { .. } | Stage::Failed => None,
        }
    }

    /// Takes the server-rendered node, which is hydrated once.
    pub(super) fn take_server_rendered(&self) -> Option<web_sys::Node> {
        match &mut *self.0.lock().ok()? {
            Stage::Waiting {
                server_rendered, ..
            } => server_rendered.take().map(SendWrapper::take),
            Stage::Mounted(_) | Stage::Failed => None,
        }
    }

    /// Says which element is mounted, and adds the listeners to it.
    pub(super) fn set_element(&self, element: &HtmlElement) {
        let Ok(mut stage) = self.0.lock() else {
            return;
        };
        if let Stage::Waiting { listen, .. } = std::mem::replace(&mut *stage, Stage::Failed) {
            let mounted = (element.clone(), listen(element));
            *stage = Stage::Mounted(SendWrapper::new(mounted));
        }
    }
}

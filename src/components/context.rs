//! What a mounted widget works with.

use std::sync::Arc;

use challenge_cards::view::{DisplaySettings, FIRST_CARDS};
use leptos::prelude::*;

use super::interaction;
use crate::api::InitialData;
use crate::mount::MountPoint;
use crate::store::{StateSignal, Store};

/// What a mounted widget works with. Clones are the same.
#[derive(Clone)]
pub(crate) struct WidgetContext {
    /// The state to show.
    pub(super) state: StateSignal,
    /// The store of the state. On a server there is none.
    pub(super) store: Option<Store>,
    /// How the state is shown.
    pub(super) settings: ArcRwSignal<Arc<DisplaySettings>>,
    /// What this widget does not share with others.
    pub(super) local: ArcRwSignal<LocalState>,
    /// Where the widget stands in the page.
    pub(super) mount_point: MountPoint,
}

/// The state of one widget, which it does not share with others.
pub(super) struct LocalState {
    /// What screen readers are told of the last change.
    pub(super) announcement: String,
    /// How many cards are rendered by now, at most.
    pub(super) max_cards: usize,
    /// How many of them came with the last frame.
    pub(super) batch: usize,
}

impl WidgetContext {
    /// The context of a widget that shows the state of a store, over the
    /// server-rendered node that stands there if it is given.
    pub(crate) fn new(
        store: &Store,
        settings: DisplaySettings,
        server_rendered: Option<web_sys::Node>,
    ) -> Self {
        let mount_point = MountPoint::new(server_rendered, interaction::listen(store));
        Self {
            store: Some(store.clone()),
            ..Self::at(mount_point, store.state().clone(), settings)
        }
    }

    /// The context of a widget that makes its own requests to this proxy, in a page
    /// of this language. On a server it makes none: the browser does, later.
    pub(super) fn requesting(proxy: &str, language: &str, settings: DisplaySettings) -> Self {
        if cfg!(target_arch = "wasm32") {
            let store = Store::of(proxy, language, InitialData::None);
            Self::new(&store, settings, None)
        } else {
            let mount_point = MountPoint::without_listeners(None);
            Self::at(mount_point, StateSignal::loading(), settings)
        }
    }

    fn at(mount_point: MountPoint, state: StateSignal, settings: DisplaySettings) -> Self {
        Self {
            state,
            store: None,
            settings: ArcRwSignal::new(Arc::new(settings)),
            local: ArcRwSignal::new(LocalState {
                announcement: String::new(),
                max_cards: FIRST_CARDS,
                batch: FIRST_CARDS,
            }),
            mount_point,
        }
    }

    /// Changes how the state is shown.
    pub(crate) fn change_settings(&self, change: impl FnOnce(&mut DisplaySettings)) {
        let before = self.settings.get_untracked();
        let mut settings = DisplaySettings {
            options: before.options.clone(),
            language: before.language.clone(),
        };
        change(&mut settings);
        self.settings.set(Arc::new(settings));
    }
}

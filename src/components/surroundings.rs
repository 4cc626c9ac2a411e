//! What a widget stands in.

use std::sync::Arc;

use leptos::prelude::*;

use super::cards::CARDS_A_FRAME;
use super::widget;
use crate::api::Opening;
use crate::drawing::Place;
use crate::i18n::Language;
use crate::options::Options;
use crate::store::{Known, Store};

/// What a widget stands in: what it reads, and who does what the shopper asks for.
/// Clones are the same.
#[derive(Clone)]
pub struct Surroundings {
    /// What is known.
    pub known: Known,
    /// Who does what the shopper asks for; nobody does on a server.
    pub store: Option<Store>,
    /// How it is shown.
    pub manner: ArcRwSignal<Arc<Manner>>,
    /// What this widget alone knows.
    pub(super) own: ArcRwSignal<Own>,
    /// Where it stands in the page.
    pub(super) place: Place,
}

/// How a widget shows what it knows.
pub struct Manner {
    /// What the shop's developer chose.
    pub options: Options,
    /// What everything is said in.
    pub language: Arc<Language>,
}

/// What one widget alone knows.
pub(super) struct Own {
    /// What the shopper is told of what has just happened.
    pub(super) news: String,
    /// How many cards are drawn by now.
    pub(super) cards: usize,
}

impl Surroundings {
    /// Those of a widget that shows what a store knows, drawn over what a server
    /// has drawn there, if that is given.
    #[must_use]
    pub fn new(store: &Store, manner: Manner, over: Option<web_sys::Node>) -> Self {
        let place = Place::new(over, widget::attend(store));
        Self {
            store: Some(store.clone()),
            ..Self::in_place(store.known().clone(), manner, place)
        }
    }

    /// Those of a widget that asks this proxy, in a page of this language. On a
    /// server nobody asks: what is there for the shopper comes from the proxy, and
    /// the browser asks it.
    #[must_use]
    pub fn asking(proxy: &str, language: &str, manner: Manner) -> Self {
        if cfg!(target_arch = "wasm32") {
            let store = Store::of(proxy, language, Opening::Nothing);
            Self::new(&store, manner, None)
        } else {
            Self::without_store(Known::nothing(), manner)
        }
    }

    /// Those of a widget that is drawn once, and does nothing.
    #[must_use]
    pub fn without_store(known: Known, manner: Manner) -> Self {
        Self::in_place(known, manner, Place::new(None, |_| Vec::new()))
    }

    fn in_place(known: Known, manner: Manner, place: Place) -> Self {
        Self {
            known,
            store: None,
            manner: ArcRwSignal::new(Arc::new(manner)),
            own: ArcRwSignal::new(Own {
                news: String::new(),
                cards: CARDS_A_FRAME,
            }),
            place,
        }
    }

    /// Shows it in another manner.
    pub fn change(&self, change: impl FnOnce(&mut Manner)) {
        let before = self.manner.get_untracked();
        let mut manner = Manner {
            options: before.options.clone(),
            language: before.language.clone(),
        };
        change(&mut manner);
        self.manner.set(Arc::new(manner));
    }
}

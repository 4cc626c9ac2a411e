//! What the shopper sees: one component per file, none of them with a decision
//! that could be made without a browser.

#![allow(
    clippy::needless_pass_by_value,
    unreachable_pub,
    reason = "`#[component]` makes public functions that own their properties"
)]

mod card;
mod cards;
mod face;
mod focus;
mod image;
mod join;
mod milestones;
mod notice;
mod skeleton;
mod track;
mod widget;

pub use widget::{ChallengesWidget, Widget};

use leptos::html;
use leptos::prelude::*;

use crate::i18n::Language;
use crate::options::Options;
use crate::store::Store;

/// What all components of one widget share.
#[derive(Clone)]
struct Surroundings {
    store: Store,
    options: ArcRwSignal<Options>,
    language: ArcRwSignal<Language>,
    /// The widget's outermost element, which takes the focus when what had it is
    /// gone, and which events come from.
    region: NodeRef<html::Section>,
}

impl Surroundings {
    /// Those of the widget around this component.
    fn here() -> Self {
        expect_context()
    }

    /// Something in the shopper's language, which follows it when it changes.
    fn words<T>(&self, write: impl FnOnce(&Language) -> T) -> T {
        self.language.with(write)
    }
}

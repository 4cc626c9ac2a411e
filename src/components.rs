//! What the shopper sees: one component per file, none of them with a decision
//! that could be made without a browser.

#![allow(
    clippy::needless_pass_by_value,
    unreachable_pub,
    reason = "`#[component]` makes public functions that own their properties"
)]

mod card;
mod cards;
mod notice;
mod skeleton;
mod track;
mod widget;

pub use widget::{ChallengesWidget, Widget};

use leptos::prelude::*;

use crate::i18n::Language;

/// The language that all components write in.
#[derive(Clone, Copy)]
struct Words(StoredValue<Language, LocalStorage>);

impl Words {
    fn provide(language: Language) -> Self {
        let words = Self(StoredValue::new_local(language));
        provide_context(words);
        words
    }

    /// The language of the widget around this component.
    fn here() -> Self {
        expect_context()
    }

    fn with<T>(self, write: impl FnOnce(&Language) -> T) -> T {
        self.0.with_value(write)
    }
}

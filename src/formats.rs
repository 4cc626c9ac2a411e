//! Numbers, dates and plural categories: by `Intl` in a browser. Where the component
//! is compiled for a server, by ICU4X.

#[cfg(target_arch = "wasm32")]
mod intl;

use challenge_cards::i18n::Formats;

/// The formats of the language with this tag.
#[cfg(target_arch = "wasm32")]
#[must_use]
pub fn formats(tag: &str) -> Box<dyn Formats> {
    Box::new(intl::IntlFormats::new(tag))
}

/// The formats of the language with this tag.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn formats(tag: &str) -> Box<dyn Formats> {
    Box::new(challenge_cards::i18n::IcuFormats::new(tag))
}

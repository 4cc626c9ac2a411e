//! Numbers, dates and plural categories.
//!
//! Browsers have `Intl`, which knows every language and costs no bytes; servers
//! have ICU4X, the same data in Rust. `tests/wording.rs` holds both to the same
//! wording.

#[cfg(not(target_arch = "wasm32"))]
mod icu;
#[cfg(target_arch = "wasm32")]
mod intl;

#[cfg(not(target_arch = "wasm32"))]
pub(super) use icu::Formats;
#[cfg(target_arch = "wasm32")]
pub(super) use intl::Formats;

/// Whether a day is written with its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    Shown,
    Understood,
}

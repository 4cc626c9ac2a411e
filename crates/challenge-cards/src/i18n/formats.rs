//! Numbers, dates and plural categories: what a language needs from outside.

use challenge_model::{Moment, UnixMillis};

/// The formats of one language.
///
/// There are two implementations. The widget's uses the browser's `Intl`, which
/// knows every language and costs no bytes. [`IcuFormats`](super::IcuFormats) is
/// for servers. `tests/wording.rs` shows that both write the same.
pub trait Formats: Send + Sync {
    /// The plural category of a number, by its name in Unicode: `one`, `other`.
    fn category(&self, number: u32) -> String;

    /// A number.
    fn number(&self, number: u32) -> String;

    /// A day, in the offset in which the moment was written (T22).
    fn day(&self, moment: Moment, year: Year) -> String;

    /// A time of day.
    fn time(&self, at: UnixMillis) -> String;
}

/// Whether a day is written with its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Year {
    /// With the year.
    Shown,
    /// Without it, because it is the current one.
    Understood,
}

//! The shopper's language: texts, plurals, numbers and dates.
//!
//! The texts are those of `locales/`. English is always built in; a browser loads
//! the file of another language, and a server has all of them (the feature `icu`).
//! Numbers, dates and plural categories come from [`Formats`]: the widget brings
//! the browser's `Intl`, a server ICU4X.

#[cfg(feature = "icu")]
mod built_in;
mod date_line;
mod digits;
mod formats;
#[cfg(feature = "icu")]
mod icu;
mod language;
mod language_tag;
mod messages;
#[cfg(test)]
pub(crate) mod test_language;

pub use date_line::DateLine;
pub use digits::numbering_system;
pub use formats::{Formats, Year};
#[cfg(feature = "icu")]
pub use icu::IcuFormats;
pub use language::{Language, MakeFormats};
pub(crate) use language_tag::is_language_tag;
pub use language_tag::language_tag;
pub use messages::Message;

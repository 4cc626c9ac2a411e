//! The shopper's language: texts, plurals, numbers and dates.
//!
//! Texts come from `locales/`; everything else is the browser's `Intl`, which
//! knows every language and costs no bytes.

mod date_line;
mod format;
mod language;
mod messages;

pub use date_line::DateLine;
pub use language::Language;
pub use messages::Message;

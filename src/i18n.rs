//! The shopper's language: texts, plurals, numbers and dates.
//!
//! Texts come from `locales/`: a browser loads the file of its language, a server
//! carries them all. Numbers, dates and plurals are the business of `format`.

#[cfg(not(target_arch = "wasm32"))]
mod built_in;
mod date_line;
mod format;
mod language;
mod messages;

#[cfg(not(target_arch = "wasm32"))]
pub use built_in::locale_of;
pub use date_line::DateLine;
pub use language::Language;
pub use messages::Message;

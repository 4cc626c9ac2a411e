//! A shopper's challenges as stamp cards, made as plain values.
//!
//! The widget mounts these values in a page, and the retailer proxy writes them
//! as HTML. Both call the same functions, so both show the same.
//!
//! The modules build on each other in this order, and none knows a later one:
//!
//! 1. [`options`]: what the shop's developer chose.
//! 2. [`i18n`]: texts, numbers and dates in the shopper's language.
//! 3. [`html`]: a tree of elements, and that tree as HTML.
//! 4. [`state`]: what is known of the shopper's challenges.
//! 5. [`view`]: the tree for a state.
//! 6. [`fragment`]: the cards together with the data they were rendered from.
//!
//! Nothing in this crate does I/O, reads a clock, or knows a browser. The caller
//! says what time it is and brings the [`Formats`](i18n::Formats) of a language.

pub mod fragment;
pub mod html;
pub mod i18n;
pub mod options;
pub mod retry;
pub mod state;
pub mod view;

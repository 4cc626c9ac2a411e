//! The gallery: the widget in every state, layout, theme and language.
//!
//! What lives here is the data its widgets are drawn from, in the proxy's own
//! contract but without a shopper, a session or Engage: [`case`] lists what there
//! is to see, [`sample`] and [`cases`] make the answers, [`data`] serves them.
//! What a visitor wants to see is read in [`choice`], and laid out in
//! [`exhibit`]; the page itself is `pages/gallery.rs`.

mod case;
mod cases;
mod choice;
mod data;
mod exhibit;
mod sample;
mod words;

pub(crate) use case::CASES;
pub(crate) use choice::{Choice, Colours, Layout, Parameters, Theme, Width};
pub(crate) use data::{Answers, routes};
pub(crate) use exhibit::{Room, Specimen, rooms};
pub(crate) use words::{LANGUAGES, Language};

//! What leaves the proxy: an allow-list. A member that is not spelled out in
//! these types cannot get out, whatever Engage adds (T35).
//!
//! The spelling is Engage's, so that the widget reads this proxy's answers and
//! those of a plain pass-through alike.

mod challenge;
mod definition;
mod list;
mod presentation;

pub(crate) use challenge::SanitisedItem;
pub(crate) use definition::SanitisedDefinition;
pub(crate) use list::SanitisedList;
pub(crate) use presentation::{Presentations, SanitisedPresentation};

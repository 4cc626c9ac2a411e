//! The allow-list of what leaves the proxy. A member that is not in these types cannot
//! get out, whatever Engage adds (T35).
//!
//! The names are Engage's, so that the widget reads the answers of this proxy and of a
//! plain pass-through proxy alike.

mod challenge;
mod definition;
mod limits;
mod list;
mod presentation;

pub use limits::{LONGEST_HTML, LONGEST_JSON};

pub(crate) use challenge::SanitisedItem;
pub(crate) use definition::SanitisedDefinition;
pub(crate) use list::SanitisedList;
pub(crate) use presentation::{Presentations, SanitisedPresentation};

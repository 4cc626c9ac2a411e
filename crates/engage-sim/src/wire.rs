//! How answers are written: by hand, member by member, as the switches say.
//!
//! Deliberately shares no code with any reader of these answers, so that an error
//! of writing cannot be undone by the same error of reading.

mod answers;
mod challenge;
mod date;
mod definition;
mod json;
mod page;

pub(crate) use answers::{CheckpointsBody, error};
pub(crate) use json::{Json, Object};
pub(crate) use page::{Page, Paging};

use jiff::Timestamp;

use crate::guid::Guid;
use crate::switches::{Enums, Nulls, Switches, Toggle};

/// Writes answers to one request.
#[derive(Clone, Copy)]
pub(crate) struct Writer<'a> {
    /// How.
    pub(crate) switches: &'a Switches,
    /// The address of the API as the client called it, ending in its version.
    pub(crate) base: &'a str,
    /// When: statuses are derived from it.
    pub(crate) now: Timestamp,
}

impl Writer<'_> {
    fn object(&self) -> Object {
        Object::new(self.switches.nulls)
    }

    fn date(&self, timestamp: Timestamp) -> String {
        date::written(
            timestamp,
            self.switches.fraction_digits,
            self.switches.utc_offset,
        )
    }

    /// An enumeration's value: its code or its name.
    fn enumeration(&self, code: u8, name: &str) -> Json {
        match self.switches.enums {
            Enums::Integer => Json::from(u64::from(code)),
            Enums::String => Json::from(name),
        }
    }

    /// A link; those of the paging envelope never carry an id.
    fn link(rel: &str, id: Option<String>, href: String) -> Json {
        let link = Object::new(Nulls::Omitted)
            .optional("id", id)
            .member("href", href)
            .member("method", "GET")
            .member("rel", rel);
        Json::from(link)
    }

    fn link_id(&self, id: Guid) -> Option<String> {
        (self.switches.link_ids == Toggle::On).then(|| id.to_string())
    }
}

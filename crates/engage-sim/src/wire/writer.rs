//! What all answers have in common.

use jiff::Timestamp;

use super::date;
use super::json::{Json, Object};
use crate::guid::Guid;
use crate::switches::{Enums, Nulls, Switches, Toggle};

/// Writes answers to one request.
#[derive(Clone, Copy)]
pub(crate) struct Writer<'a> {
    /// How answers are written.
    pub(crate) switches: &'a Switches,
    /// The URL of the API as the client called it, up to and including the version.
    pub(crate) base: &'a str,
    /// What the clock shows. Statuses are derived from it.
    pub(crate) now: Timestamp,
}

impl Writer<'_> {
    pub(super) fn object(&self) -> Object {
        Object::new(self.switches.nulls)
    }

    pub(super) fn date(&self, timestamp: Timestamp) -> String {
        date::written(
            timestamp,
            self.switches.fraction_digits,
            self.switches.utc_offset,
        )
    }

    /// The value of an enumeration: its code or its name.
    pub(super) fn enumeration(&self, code: u8, name: &str) -> Json {
        match self.switches.enums {
            Enums::Integer => Json::from(u64::from(code)),
            Enums::String => Json::from(name),
        }
    }

    /// A link. The links of a page's envelope never have an id.
    pub(super) fn link(rel: &str, id: Option<String>, href: String) -> Json {
        let link = Object::new(Nulls::Omitted)
            .optional("id", id)
            .member("href", href)
            .member("method", "GET")
            .member("rel", rel);
        Json::from(link)
    }

    pub(super) fn link_id(&self, id: Guid) -> Option<String> {
        (self.switches.link_ids == Toggle::On).then(|| id.to_string())
    }
}

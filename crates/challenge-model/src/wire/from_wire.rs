//! What everything that is read from JSON has in common.

use super::json::Json;

/// How much of an answer could not be read and was left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unreadable {
    /// Items that were left out of a list, because they were no objects or had no id.
    pub items: u32,
    /// Members that were present with a value that means nothing.
    pub fields: u32,
}

impl Unreadable {
    /// Whether everything could be read.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// Something that Engage or the proxy sends as a JSON value.
pub trait FromWire: Sized {
    /// Reads it, and counts what has to be left out.
    ///
    /// `None` when nothing useful is left. The caller counts that.
    fn from_wire(value: &Json<'_>, unreadable: &mut Unreadable) -> Option<Self>;
}

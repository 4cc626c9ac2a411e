//! What Engage and the retailer proxy send, read tolerantly.
//!
//! Reading never fails because of one bad member or one bad item: what cannot be
//! read is left out and counted in [`Unreadable`], the rest stands. Unknown
//! members are ignored (T35). Only reading lives here; what a server may write
//! is decided where it is written.

mod challenge;
mod definition;
mod fields;
mod node;
mod number;
mod page;
mod presentation;

pub use challenge::{Challenge, ChallengeItem, ChallengeStatus};
pub use definition::{CheckpointAssignOn, Definition, DefinitionItem, DefinitionStatus};
pub use fields::{EnumValue, Fields};
pub use node::{Node, Shape};
pub use page::{NoPage, Page};
pub use presentation::{CheckpointPresentation, Layout, Presentation};

/// How much of an answer could not be read and was left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unreadable {
    /// Items of a list that are not there because they were no objects or had no id.
    pub items: u32,
    /// Members that were there with a value that means nothing.
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
    /// Reads it, counting what has to be left out. `None` when nothing useful is
    /// left; the caller counts that.
    fn from_wire<'value, N: Node<'value>>(value: N, unreadable: &mut Unreadable) -> Option<Self>;
}

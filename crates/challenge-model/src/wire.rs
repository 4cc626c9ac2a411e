//! What Engage and the retailer proxy send, read tolerantly.
//!
//! One bad member or one bad item never makes the reading fail: what cannot be read
//! is left out and counted in [`Unreadable`], and the rest is used. Unknown members
//! are ignored (T35). Only reading belongs here. Each server decides for itself what
//! it writes.

mod challenge;
mod definition;
mod fields;
mod from_wire;
mod json;
mod number;
mod page;
mod presentation;

pub use challenge::{Challenge, ChallengeItem, ChallengeStatus};
pub use definition::{CheckpointAssignOn, Definition, DefinitionItem, DefinitionStatus};
pub use fields::{EnumValue, Fields};
pub use from_wire::{FromWire, Unreadable};
pub use json::Json;
pub use page::{NoPage, Page};
pub use presentation::{CheckpointPresentation, Layout, Presentation};

//! The rules by which Engage treats contacts, definitions and challenges.
//!
//! Every rule is a function of the stored state, the request and the [`Conditions`]. No
//! clock, no HTTP and no JSON belong here.

mod assign;
mod challenge;
mod checkpoints;
mod conditions;
mod definition;
mod marketer;
mod state;

pub(crate) use assign::AssignRefusal;
pub use challenge::{Activation, AssignmentStatus, Challenge};
pub(crate) use checkpoints::{CheckpointRow, MAX_ROWS};
pub(crate) use conditions::Conditions;
pub use definition::{
    Audit, CheckpointAssignOn, Consent, Definition, DefinitionStatus, Publication, Repetition,
};
pub(crate) use marketer::Change;
pub use marketer::ChangeRefusal;
pub use state::{Contact, State};

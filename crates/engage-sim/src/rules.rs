//! What Engage does with contacts, definitions and challenges.
//!
//! Everything here is a function of the stored state, the request and the
//! [`Conditions`]: no clock, no HTTP, no serialising.

mod assign;
mod challenge;
mod checkpoints;
mod definition;
mod marketer;
mod state;

pub use assign::AssignRefusal;
pub use challenge::{Activation, AssignmentStatus, Challenge};
pub use checkpoints::{BatchOutcome, CheckpointRow, MAX_ROWS};
pub use definition::{
    Audit, CheckpointAssignOn, Consent, Definition, DefinitionStatus, Publication, Repetition,
};
pub use marketer::{Change, ChangeRefusal};
pub use state::{Contact, State};

use jiff::{Timestamp, tz::Offset};

use crate::switches::{Overflow, Recurring};

/// The circumstances under which a rule is applied.
#[derive(Clone, Copy, Debug)]
pub struct Conditions {
    /// What the clock shows.
    pub now: Timestamp,
    /// Where calendar months are counted.
    pub offset: Offset,
    /// What happens to checkpoints beyond the required number.
    pub overflow: Overflow,
    /// How a recurring challenge begins again.
    pub recurring: Recurring,
}

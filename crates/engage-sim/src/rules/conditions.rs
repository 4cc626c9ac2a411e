//! The circumstances of a request.

use jiff::{Timestamp, tz::Offset};

use crate::switches::{Overflow, Recurring};

/// The circumstances under which a rule is applied.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conditions {
    /// What the clock shows.
    pub(crate) now: Timestamp,
    /// The offset in which calendar months are counted.
    pub(crate) offset: Offset,
    /// What happens to checkpoints beyond the required number.
    pub(crate) overflow: Overflow,
    /// How a recurring challenge begins again.
    pub(crate) recurring: Recurring,
}

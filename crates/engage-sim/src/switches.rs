//! The switches: how the simulator answers where Engage's behaviour is unknown or
//! varies.
//!
//! A switch has a name and a value. They are the same on the command line
//! (`--switch enums=string`), on the admin path and in [`Switches`].

mod change;
mod choice;
mod dates;
mod table;
mod values;

pub use change::SwitchError;
pub use choice::{
    AssignAnswer, CheckpointsAnswer, ContentLength, ContentType, Enums, Envelope, ErrorMember,
    NotCompletedFilter, Nulls, Overflow, Recurring, Toggle, UnknownContact, UserAgent,
};
pub use dates::{FractionDigits, UtcOffset};
pub use table::{SWITCHES, SwitchDescription};
pub use values::{DEFAULT_API_KEY, Switches};

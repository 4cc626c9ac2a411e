//! Faults: what can be made to go wrong between Engage and its client.

mod description;
mod fault;
mod waiting;

pub use fault::{Effect, Fault, When};
pub use waiting::FaultNumber;
pub(crate) use waiting::Faults;

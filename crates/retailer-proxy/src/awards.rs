//! Decisions about awards: checkpoints that the shop hands over, and that Engage gets
//! once.
//!
//! Engage has no idempotency key, and accepts a batch of which it skips rows (T13, T14).
//! So each award has an id of the shop's and a [`State`]. [`request`] reads what the shop
//! sends, [`batch`] chooses what is sent next, [`answer`] says what became of each row of
//! a batch, and [`evidence`] decides about a row whose answer was lost.
//!
//! No route and no task uses this module yet: the proxy takes no awards.
//!
//! Only [`outbox`] does I/O: it is the table of awards. Nothing here reads a clock.

pub mod answer;
mod award;
pub mod batch;
pub mod evidence;
pub mod outbox;
pub mod request;
#[cfg(test)]
mod schedules;
mod state;

pub use award::{Award, AwardId, NotAReason, NotAnAwardId, Reason};
pub use state::{Rejection, State};

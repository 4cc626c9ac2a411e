//! Awards: checkpoints that the shop hands over, and that Engage gets once.
//!
//! Engage has no idempotency key, and accepts a batch of which it skips rows (T13, T14).
//! So each award has an id of the shop's and a state, and is durable in
//! the [`Outbox`] before anything else happens.
//!
//! The decisions do no I/O and read no clock: `request` reads what the shop sends,
//! `batch` chooses what is sent next, `answer` says what became of each row of a
//! batch, `evidence` decides about a row whose answer was lost, and `pacing` says how
//! large the next batch is.
//!
//! `routes` is what the shop's back end calls. `sender`, `lookup` and `settling`
//! are the tasks of a running proxy.

mod answer;
mod award;
mod batch;
mod body;
mod contract;
mod evidence;
mod lookup;
mod outbox;
mod pacing;
mod refusal;
mod request;
pub(crate) mod routes;
mod rules;
#[cfg(test)]
mod schedules;
mod sender;
mod service;
mod settling;
mod state;

pub use award::{AwardId, NotAnAwardId};
pub use outbox::{Decided, Forgotten, NotAPlace, Outbox, Place, Record};
pub use rules::AwardRules;
pub use service::Awards;
pub use state::{NotAState, StateName};

pub(crate) use contract::AwardsContract;
pub(crate) use refusal::RefusalBody;
pub(crate) use sender::LONGEST_BEFORE_CALL;
pub(crate) use service::AwardService;

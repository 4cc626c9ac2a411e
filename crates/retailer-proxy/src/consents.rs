//! The consent ledger: who agreed to what, in which wording, when, and what came
//! of it.
//!
//! Calling Engage's `assign` is the act of consent and Engage checks nothing
//! (T30), so the proof has to be here. A record is durable before Engage is
//! called and is settled after; what a crash leaves unfinished is settled by
//! asking Engage (`joining::settlement`). Records are never changed otherwise and
//! never removed by the proxy.

mod ledger;
#[cfg(all(test, unix))]
mod postgres_server;
mod record;

pub(crate) use ledger::check_address;
pub use ledger::{Ledger, LedgerError};
pub use record::{Consent, ConsentId, Outcome};

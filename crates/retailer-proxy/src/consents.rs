//! The consent ledger: who agreed to what, in which wording, when, and with which
//! outcome.
//!
//! Calling Engage's `assign` is the act of consent, and Engage checks nothing (T30), so
//! the proof has to be here. A record is durable before Engage is called, and is
//! settled afterwards. Records that a crash left unfinished are settled by asking
//! Engage (`joining::settlement`). The proxy changes nothing else in a record, and
//! never removes one.

mod address;
mod error;
mod ledger;
#[cfg(all(test, unix))]
mod postgres_server;
mod record;

pub(crate) use address::check_address;
pub use error::LedgerError;
pub use ledger::Ledger;
pub use record::{Consent, ConsentId, Outcome};

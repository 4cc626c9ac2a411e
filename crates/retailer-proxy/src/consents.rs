//! The consent ledger: who agreed to what, in which wording, when, and with which
//! outcome.
//!
//! Calling Engage's `assign` is the act of consent, and Engage checks nothing (T30), so
//! the proof has to be here. A record is durable before Engage is called, and is
//! settled afterwards. Records that a crash left unfinished are settled by asking
//! Engage (`joining::settlement`). The proxy changes nothing else in a record, and
//! never removes one. A lease lets only one instance at a time do what must not be
//! done twice.

mod address;
mod backup;
mod check;
mod error;
mod lease;
mod ledger;
mod record;
mod sqlite_file;
mod watch;

pub use address::{DatabaseUrlError, ServerIdentity};
pub(crate) use address::{Kind, check_address};
pub use backup::{BackupError, back_up};
pub use check::{check, file_of};
pub use error::LedgerError;
pub(crate) use lease::{LEASE_DURATION, Lease};
pub use ledger::Ledger;
pub use record::{Consent, ConsentId, Outcome};
pub(crate) use watch::keep_watching;

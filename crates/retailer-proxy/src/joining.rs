//! The shopper joins: from the press on the button to the record that proves it.
//!
//! `same_origin` decides whether the shop's own page sent the request, `eligibility`
//! whether this shopper may join this definition now, `earlier_records` what earlier
//! joins left in the ledger, and `settlement` what happened to consents that a crash
//! left unfinished. The order of the steps in `join` is what matters most: the consent
//! is durable before Engage is called, and joins of one shopper and one definition
//! follow one another (`in_progress` within this process, a lease among instances).

mod earlier_records;
mod eligibility;
mod in_progress;
mod join;
mod request;
mod rules;
mod same_origin;
mod service;
mod settlement;

pub use rules::Joining;
pub use settlement::Settled;

pub(crate) use in_progress::JoinsInProgress;
pub(crate) use request::Join;
pub(crate) use rules::check_origin;
pub(crate) use same_origin::{FromShopsPage, WidgetHeader};
pub(crate) use service::JoinService;

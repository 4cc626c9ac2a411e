//! The shopper joins: from the press on the button to the record that proves it.
//!
//! `same_origin` decides whether the shop's own page sent the request, `eligibility`
//! whether this shopper may join this definition now, and `settlement` what happened
//! to consents that a crash left unfinished. The order of the steps in `join` is what
//! matters most: the consent is durable before Engage is called.

mod eligibility;
mod join;
mod rules;
mod same_origin;
mod service;
mod settlement;

pub use rules::Joining;
pub use settlement::Settled;

pub(crate) use join::Join;
pub(crate) use rules::check_origin;
pub(crate) use same_origin::{FromShopsPage, WidgetHeader};
pub(crate) use service::JoinService;

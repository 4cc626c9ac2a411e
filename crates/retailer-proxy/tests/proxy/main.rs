//! The proxy over real connections, with the simulator in Engage's place: every
//! rule with its refusals.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod bad_days;
mod challenges;
mod contact_id;
mod definitions;
mod hostile;
mod internal;
mod leaks;
mod origins;
mod paths;
mod sessions;
mod shop;
mod spared;
mod trouble;
mod widget;

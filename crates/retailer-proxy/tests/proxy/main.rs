//! The proxy over real connections, with the simulator in Engage's place: every
//! rule with its refusals.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod bad_days;
mod challenges;
mod contact_id;
mod content;
mod contract;
mod definitions;
mod drawn;
mod hidden;
mod hostile;
mod html;
mod identity;
mod internal;
mod joining;
mod leaks;
mod live;
mod origins;
mod packed;
mod paths;
mod sessions;
mod shop;
mod spared;
mod trouble;
mod widget;

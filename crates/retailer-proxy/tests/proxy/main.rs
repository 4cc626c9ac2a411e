//! The proxy over real connections, with the simulator in Engage's place: every
//! rule with its refusals.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod challenges;
mod contact_id;
mod content;
mod definitions;
mod identity;
mod joining;
mod leaks;
mod live;
mod paths;
mod sessions;
mod shop;
mod trouble;

//! The proxy over real connections, with the simulator in Engage's place: every rule
//! with its errors.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod awards;
mod caching;
mod challenges;
mod compression;
mod contact_id;
mod content;
mod contract;
mod crowd;
mod definitions;
mod drawn;
mod engage_failures;
mod hidden;
mod hostile;
mod html;
mod identity;
mod instances;
mod internal;
mod joining;
mod leaks;
mod live;
mod origins;
mod paths;
#[cfg(unix)]
mod sessions;
mod shared_sessions;
mod shop;
mod upstream_errors;
mod widget;

//! The simulator over real HTTP, as its clients meet it.

#![expect(
    clippy::unwrap_used,
    reason = "what tests prepare either works or fails the test"
)]

mod admin_paths;
mod clock;
mod conventions;
mod documentation;
mod endpoints;
mod fault_kinds;
mod fixture;
mod program;
mod readme;
mod shutdown;
mod switch_values;

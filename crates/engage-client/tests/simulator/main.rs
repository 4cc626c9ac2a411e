//! The client with the simulator, over real connections: every endpoint, every switch
//! and every fault.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod endpoints;
mod engage;
mod faults;
mod secrecy;
mod switches;

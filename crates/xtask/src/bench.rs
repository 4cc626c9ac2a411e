//! `cargo xtask bench`: measurements, each beside something that everybody knows.

mod load;
mod program;
mod proxy;
mod simulator;

use anyhow::Result;
use clap::Subcommand;

/// What is measured.
#[derive(Subcommand)]
pub(crate) enum Subject {
    /// The proxy, warm beside nginx, cold before a simulator that counts, and
    /// its memory
    Proxy,
}

/// Measures it and prints what came out.
pub(crate) fn run(subject: &Subject) -> Result<()> {
    match subject {
        Subject::Proxy => proxy::run(),
    }
}

//! `cargo xtask bench`: measurements, each beside something that everybody knows.

mod load;
mod page;
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
    /// The widget on a page, beside the same cards in React and in Preact
    Page(page::Arguments),
}

/// Measures it and prints what came out.
pub(crate) fn run(subject: &Subject) -> Result<()> {
    match subject {
        Subject::Proxy => proxy::run(),
        Subject::Page(arguments) => page::run(arguments),
    }
}

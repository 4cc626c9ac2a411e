//! `cargo xtask bench`: measurements, each beside something that everybody knows.

mod fleet;
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
    /// Four proxies behind nginx, with one Valkey and one PostgreSQL, while the Valkey and a
    /// proxy are killed
    Fleet(fleet::Arguments),
}

/// Measures it and prints what came out.
pub(crate) fn run(subject: &Subject) -> Result<()> {
    match subject {
        Subject::Proxy => proxy::run(),
        Subject::Page(arguments) => page::run(arguments),
        Subject::Fleet(arguments) => fleet::run(arguments),
    }
}

//! The project's commands, `cargo xtask --help` lists them.
//!
//! This file only reads the command line: each command has a file of its own,
//! beside one file for each thing that commands need (Rust, Node, Chromium, the
//! pinned tools, the built widget).

mod apt;
mod bench;
mod cache;
mod chaos;
mod chromium;
mod command;
mod demo;
mod dist;
mod download;
mod embed;
mod end_to_end;
mod engine;
mod flask;
mod fuzz;
mod nginx;
mod node;
mod package;
mod php;
#[cfg(test)]
mod pins;
mod postgresql;
mod promtool;
mod recipes;
mod remapping;
mod rust;
mod screenshots;
mod setup;
mod site;
mod size;
mod standard_library;
mod test;
mod tools;
mod valkey;
mod widget;
mod work;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The project's commands. Each gets the tools it needs and that are missing.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct CommandLine {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the widget for release and run the demo shop with it
    Demo(demo::Arguments),
    /// Build the files that a shop serves, into dist/embed
    Dist,
    /// Build what a release consists of, into dist/release
    Package(package::Arguments),
    /// Compare what each part of the widget weighs with budgets.toml
    Size,
    /// Run every check and every test, quick ones first
    Test(test::Arguments),
    /// Kill the proxy while shoppers use it, and compare everything afterwards
    Chaos(chaos::Arguments),
    /// Mutate what Engage and the retailer send, and check what the proxy makes of it
    Fuzz(fuzz::Arguments),
    /// Measure
    #[command(subcommand)]
    Bench(bench::Subject),
    /// Take the pictures of the demo shop that the documentation shows
    Screenshots,
    /// Make the site of the documentation, with the gallery of the widget in it
    Site,
    /// Only get the tools, so that later commands find them
    Setup,
}

fn main() -> ExitCode {
    let outcome = run(CommandLine::parse().command);
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(task: Task) -> Result<ExitCode> {
    match task {
        Task::Demo(arguments) => demo::run(&arguments),
        Task::Dist => dist::run().map(|()| ExitCode::SUCCESS),
        Task::Package(arguments) => package::run(&arguments).map(|()| ExitCode::SUCCESS),
        Task::Size => size::run(),
        Task::Test(arguments) => test::run(&arguments),
        Task::Chaos(arguments) => chaos::run(&arguments),
        Task::Fuzz(arguments) => fuzz::run(&arguments),
        Task::Bench(subject) => bench::run(&subject).map(|()| ExitCode::SUCCESS),
        Task::Screenshots => screenshots::run().map(|()| ExitCode::SUCCESS),
        Task::Site => site::run().map(|()| ExitCode::SUCCESS),
        Task::Setup => setup::run().map(|()| ExitCode::SUCCESS),
    }
}

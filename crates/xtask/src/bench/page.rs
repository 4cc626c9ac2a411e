//! `cargo xtask bench page`: builds what is measured; `bench/main.ts` measures it.

use anyhow::Result;
use clap::Args;

use crate::command::run as run_command;
use crate::engine::Engine;
use crate::setup::{self, Need};
use crate::{demo, end_to_end, workspace};

/// How much is measured, and where the figures go.
#[derive(Args)]
pub(crate) struct Arguments {
    /// How often each page is loaded
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// How often each page is drawn with 1 to 1,000 challenges
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    scale_runs: u32,
    /// Put the tables into docs/performance.md
    #[arg(long)]
    write: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    setup::get(&[Need::Browser])?;
    println!("{}", demo::build()?);
    let script = workspace::root().join("bench").join("main.ts");
    let mut node = end_to_end::node_command(Engine::Chromium, &[], &[script])?;
    node.args(["--runs", &arguments.runs.to_string()])
        .args(["--scale-runs", &arguments.scale_runs.to_string()]);
    if arguments.write {
        node.arg("--write");
    }
    run_command(&mut node)
}

//! `cargo xtask fuzz`: mutates what Engage and the retailer send, and checks what the proxy
//! makes of it.

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use crate::command::{cargo, command, run as run_command};
use crate::workspace;

/// How to run it.
#[derive(Args)]
pub(crate) struct Arguments {
    /// How many documents
    #[arg(long, value_name = "N", default_value_t = 10_000_000)]
    documents: u64,
    /// Make other documents
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The number of the first document
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    from: u64,
    /// How many threads; as many as there are cores if not given
    #[arg(long, value_name = "N")]
    threads: Option<u64>,
}

/// Builds the program, optimised and with the checks of a debug build, and runs it.
///
/// # Errors
///
/// When the build fails.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    run_command(
        cargo()
            .args(["build", "--locked", "--profile", "checked"])
            .args(["--package", "fuzz"]),
    )?;
    let beside_this = workspace::built_program("fuzz")?;
    let target = beside_this
        .ancestors()
        .nth(2)
        .context("no folder of built programs")?;
    let program = target
        .join("checked")
        .join(beside_this.file_name().unwrap_or_default());
    let mut fuzz = command(program);
    fuzz.arg("--folder").arg(workspace::scratch("fuzz"));
    for (name, value) in [
        ("--documents", Some(arguments.documents)),
        ("--seed", Some(arguments.seed)),
        ("--from", Some(arguments.from)),
        ("--threads", arguments.threads),
    ] {
        if let Some(value) = value {
            fuzz.args([name, &value.to_string()]);
        }
    }
    let outcome = run_command(&mut fuzz);
    Ok(if outcome.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

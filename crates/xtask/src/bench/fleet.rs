//! `cargo xtask bench fleet`: several proxies behind nginx, with one Valkey and one PostgreSQL.
//! The measuring is done by the program of `crates/chaos`.

use anyhow::{Result, bail};
use clap::Args;

use crate::chaos::{self, Database, What};
use crate::command::run as run_command;
use crate::setup::{self, Need};
use crate::{nginx, postgresql, valkey};

/// How to measure.
#[derive(Args)]
pub(crate) struct Arguments {
    /// How long the fleet is under load, each of two times; 15 are enough to try it
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(10..))]
    seconds: u32,
    /// Use the programs of the tests, which are built sooner and slower
    #[arg(long)]
    unoptimised: bool,
}

/// Gets the servers, builds the programs, and measures.
///
/// # Errors
///
/// When something is missing and cannot be had, and when what was measured is not as it should
/// be.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    println!(
        "{}",
        setup::get(&[Need::PostgreSql, Need::Valkey, Need::Nginx])?
    );
    for (name, is_there, missing) in [
        (
            "PostgreSQL",
            postgresql::programs().is_some(),
            postgresql::MISSING,
        ),
        ("Valkey", valkey::program().is_some(), valkey::MISSING),
        ("nginx", nginx::program().is_some(), nginx::MISSING),
    ] {
        if !is_there {
            bail!("{name} is {missing}");
        }
    }
    let programs = if arguments.unoptimised {
        chaos::build()?
    } else {
        chaos::build_for_release()?
    };
    let mut fleet = chaos::program(&programs, What::Fleet, Database::Postgres);
    run_command(fleet.args(["--seconds", &arguments.seconds.to_string()]))
}

//! `cargo xtask chaos`: kills the proxy while shoppers use it.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::command::{cargo, command, run as run_command};
use crate::setup::{self, Need};
use crate::{postgresql, workspace};

/// How to run it.
#[derive(Args)]
pub(crate) struct Arguments {
    /// What the run is about
    #[arg(long, value_enum, default_value_t = What::Joins)]
    what: What,
    /// What keeps the consents; both, one after the other, if not given
    #[arg(long, value_enum)]
    database: Option<Database>,
    /// End after so many kills among written rows; fewer are a failure
    #[arg(long, value_name = "N")]
    kills: Option<u64>,
    /// End after so many minutes at the latest; settling takes some more
    #[arg(long, value_name = "M", default_value_t = 60.0)]
    minutes: f64,
    /// Make the same random choices again
    #[arg(long)]
    seed: Option<u64>,
    /// How many shoppers there are at a time
    #[arg(long, value_name = "N")]
    shoppers: Option<u32>,
    /// Use optimised programs, as for measuring; building them takes minutes
    #[arg(long)]
    release: bool,
}

/// What a run is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    /// Shoppers who join
    Joins,
    /// Awards of the shop's back end
    Awards,
    /// A backlog of awards, while shoppers read; nothing is killed
    Backlog,
    /// Several instances behind nginx, which `bench fleet` measures
    #[value(skip)]
    Fleet,
}

/// What keeps the consents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Database {
    /// SQLite, with one instance
    Sqlite,
    /// One PostgreSQL, with two instances
    Postgres,
}

/// Builds the proxy and the program that kills it, and runs both.
///
/// # Errors
///
/// When something is missing and cannot be had, or the build fails.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    println!("{}", setup::get(&[Need::PostgreSql])?);
    let programs = if arguments.release {
        build_for_release()?
    } else {
        build()?
    };
    let databases = match arguments.database {
        Some(database) => vec![database],
        None => vec![Database::Sqlite, Database::Postgres],
    };
    if databases.contains(&Database::Postgres) && postgresql::programs().is_none() {
        bail!("PostgreSQL is {}", postgresql::MISSING);
    }
    let mut outcome = ExitCode::SUCCESS;
    for database in databases {
        let mut chaos = program(&programs, arguments.what, database);
        chaos.args(["--minutes", &arguments.minutes.to_string()]);
        for (name, value) in [
            ("--kills", arguments.kills),
            ("--seed", arguments.seed),
            ("--shoppers", arguments.shoppers.map(u64::from)),
        ] {
            if let Some(value) = value {
                chaos.args([name, &value.to_string()]);
            }
        }
        if run_command(&mut chaos).is_err() {
            outcome = ExitCode::FAILURE;
        }
    }
    Ok(outcome)
}

/// A run of about a minute with this database, for the tests, of the programs in a folder.
pub(crate) fn brief_run(programs: &Path, what: What, database: Database) -> Command {
    let mut chaos = program(programs, what, database);
    chaos.args(["--minutes", "0.2", "--brief"]);
    chaos
}

/// Builds the proxy and the program that kills it, with the same features as the tests,
/// so that nothing is built twice. Returns their folder.
///
/// # Errors
///
/// When the build fails.
pub(crate) fn build() -> Result<PathBuf> {
    run_command(cargo().args([
        "test",
        "--locked",
        "--workspace",
        "--no-run",
        "--test",
        "program",
    ]))?;
    workspace::built_programs()
}

/// Builds both with optimisation. Returns their folder.
///
/// # Errors
///
/// When the build fails.
pub(crate) fn build_for_release() -> Result<PathBuf> {
    run_command(cargo().args(["build", "--locked", "--release"]).args([
        "--package",
        "retailer-proxy",
        "--package",
        "chaos",
    ]))?;
    workspace::release_programs()
}

/// The program that kills, with the proxy of the same folder.
pub(crate) fn program(programs: &Path, what: What, database: Database) -> Command {
    let mut chaos = command(workspace::program_in(programs, "chaos"));
    chaos
        .arg("--program")
        .arg(workspace::program_in(programs, "retailer-proxy"))
        .args(["--what", what.name(), "--database", database.name()]);
    chaos
}

impl What {
    fn name(self) -> &'static str {
        match self {
            Self::Joins => "joins",
            Self::Awards => "awards",
            Self::Backlog => "backlog",
            Self::Fleet => "fleet",
        }
    }
}

impl Database {
    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

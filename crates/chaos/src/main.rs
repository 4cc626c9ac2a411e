//! The chaos run: the real program and a real database, killed at random moments and
//! right after a row was written, while shoppers read, join and listen and Engage fails
//! now and then. Afterwards every consent must be on record exactly once, nobody may
//! have seen another's data or been assigned without a record, and memory and open
//! files must be back where they began.
//!
//! With awards in place of joins, it is the shop's back end that hands them over. With a fleet,
//! several instances are measured behind nginx.
//!
//! It knows the proxy from outside alone: as a process, over HTTP, and by its exports. `docs/chaos.md` says what it found.

#![cfg(unix)]

mod awards;
mod crowd;
mod engage;
mod faults;
mod fleet;
mod folder;
mod lane;
mod owners;
mod percentile;
mod proxy;
mod random;
mod records;
mod report;
mod run;
mod shop;
mod shopper;
mod upkeep;
mod verdict;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use clap::{Parser, ValueEnum};

/// Kill the retailer proxy while shoppers use it, and look what came of it.
#[derive(Debug, Parser)]
struct Arguments {
    /// The program `retailer-proxy`.
    #[arg(long, value_name = "FILE")]
    program: PathBuf,
    /// What the run is about.
    #[arg(long, value_enum, default_value_t = What::Joins)]
    what: What,
    /// What keeps the consents: one instance with SQLite, or two with one PostgreSQL.
    #[arg(long, value_enum)]
    database: Database,
    /// End after so many kills among written rows. Fewer than these are a failure.
    #[arg(long, value_name = "N")]
    kills: Option<u64>,
    /// End after so many minutes at the latest; settling takes some more.
    #[arg(long, value_name = "M", default_value_t = 60.0)]
    minutes: f64,
    /// How long the fleet is under load, each time.
    #[arg(long, value_name = "N", default_value_t = 60)]
    seconds: u64,
    /// Makes the same random choices again.
    #[arg(long)]
    seed: Option<u64>,
    /// How many shoppers there are at a time.
    #[arg(long, default_value_t = 32)]
    shoppers: usize,
    /// Do not wait until what Engage has not assigned is settled too, which the proxy does
    /// after three minutes.
    #[arg(long)]
    brief: bool,
}

/// What a run is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Shoppers who join.
    Joins,
    /// Awards of the shop's back end.
    Awards,
    /// A backlog of awards, while shoppers read. Nothing is killed.
    Backlog,
    /// Several instances behind nginx, measured. It needs PostgreSQL.
    Fleet,
}

/// Which database the run is with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    /// How many connections an instance opens when many shoppers wait at once, and keeps.
    /// The one to SQLite is open from the start.
    const fn most_connections(self) -> usize {
        match self {
            Self::Sqlite => 0,
            Self::Postgres => 8,
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let seed = arguments.seed.unwrap_or_else(seed_of_now);
    // Whoever breaks a run off leaves nothing running: all of it ends with the run.
    let outcome = tokio::select! {
        outcome = Box::pin(run_and_tell(&arguments, seed)) => outcome,
        _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("it was told to stop")),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("chaos: the run with seed {seed} broke off: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs, and prints what came of it. Returns whether nothing was wrong.
async fn run_and_tell(arguments: &Arguments, seed: u64) -> Result<bool> {
    let (report, findings) = match arguments.what {
        What::Joins => {
            let report = run::run(arguments, seed).await?;
            (report.to_string(), report.findings)
        }
        What::Awards => {
            let report = awards::run(arguments, seed).await?;
            (report.to_string(), report.findings)
        }
        What::Backlog => {
            let report = awards::backlog::run(arguments).await?;
            (report.to_string(), report.findings)
        }
        What::Fleet => {
            let report = fleet::run(arguments).await?;
            (report.to_string(), report.findings)
        }
    };
    print!("{report}");
    Ok(findings.is_empty())
}

fn seed_of_now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap_or_default().as_secs()
}

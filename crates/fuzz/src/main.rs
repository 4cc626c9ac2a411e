//! The fuzz run: answers of Engage and the retailer's content, mutated byte by byte, are
//! read, merged and rendered as the proxy does it, each for some reader at some time. No
//! document may cause a panic, and no answer may be longer than its limit, have a member
//! that the contract does not name, or have a text that became markup.
//!
//! `docs/fuzz.md` says what it found.

mod contract;
mod document;
mod examination;
mod fixtures;
mod html;
mod mutation;
mod panics;
mod random;
mod run;
mod tally;

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Parser;

use document::Document;
use fixtures::Fixtures;
use run::Plan;
use tally::Tally;

/// Mutate what Engage and the retailer send, and check what the proxy makes of it.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many documents.
    #[arg(long, value_name = "N", default_value_t = 10_000_000)]
    documents: u64,
    /// Makes other documents.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The number of the first document. A document depends on the seed and its number alone.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    from: u64,
    /// How many threads. As many as there are cores, if not given.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Where documents are written with which something is wrong.
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,
}

fn main() -> ExitCode {
    match examine(&Arguments::parse()) {
        Ok(tally) if tally.findings.is_empty() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("fuzz: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn examine(arguments: &Arguments) -> Result<Tally> {
    let cores = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let plan = Plan {
        seed: arguments.seed,
        numbers: arguments.from..arguments.from.saturating_add(arguments.documents),
        threads: arguments.threads.unwrap_or(cores).get(),
    };
    let begun = Instant::now();
    let tally = run::run(&plan)?;
    let seconds = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "the speed is an estimate")]
    let speed = tally.documents as f64 / seconds;
    println!(
        "{} documents with seed {}, in {seconds:.0} s on {} threads: {speed:.0} a second",
        tally.documents, plan.seed, plan.threads
    );
    print!("{tally}");
    write_findings(&tally, plan.seed, &arguments.folder)?;
    Ok(tally)
}

/// Writes the bytes of each document with which something is wrong.
fn write_findings(tally: &Tally, seed: u64, folder: &Path) -> Result<()> {
    if tally.findings.is_empty() {
        return Ok(());
    }
    let fixtures = Fixtures::read()?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for finding in &tally.findings {
        let document = Document::of(seed, finding.number, &fixtures);
        let file = folder.join(format!("seed-{seed}-document-{}", finding.number));
        fs::write(&file, document.sent.bytes())
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    println!("their bytes are in {}", folder.display());
    println!("one again: --seed {seed} --documents 1 --from NUMBER");
    Ok(())
}

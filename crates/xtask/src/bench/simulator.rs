//! An Engage with many contacts, that counts.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use super::program::{Program, free_port};
use crate::command::{command, text};

pub(super) const API_KEY: &str = "demo-key";

const DEFINITIONS: u32 = 3;

pub(super) struct Simulator {
    pub(super) port: u16,
    _program: Program,
}

impl Simulator {
    /// Starts one with so many contacts, each with three challenges.
    pub(super) fn start(programs: &Path, folder: &Path, contacts: u32) -> Result<Self> {
        let seed: PathBuf = folder.join(format!("seed-{contacts}.toml"));
        fs::write(&seed, seed_of(contacts))?;
        let port = free_port()?;
        let mut simulator = command(programs.join("engage-sim"));
        simulator
            .args(["--port", &port.to_string()])
            .args(["--switch", "requestsPerSecond=1000000"])
            .arg("--seed")
            .arg(&seed);
        Ok(Self {
            port,
            _program: Program::start(&mut simulator, port)?,
        })
    }

    /// The most calls that came within one second, and all of them.
    pub(super) fn calls(&self) -> Result<(u64, u64)> {
        let address = format!("http://127.0.0.1:{}/simulator/log", self.port);
        let log = text(command("curl").args(["--silent", "--fail", &address]))?;
        let log: Value = serde_json::from_str(&log)?;
        let seconds = log["perSecond"].as_object().context("no seconds")?;
        let busiest = seconds.values().filter_map(Value::as_u64).max();
        let total = log["total"].as_u64().context("no total")?;
        Ok((busiest.unwrap_or_default(), total))
    }
}

/// The id of a contact, by number from 1 up.
pub(super) fn contact(number: u32) -> String {
    format!("{number:08x}-0000-4000-8000-000000000000")
}

fn seed_of(contacts: u32) -> String {
    let mut seed = String::new();
    // Writing to a string does not fail.
    for number in 1..=DEFINITIONS {
        let _ = writeln!(
            seed,
            "[[definition]]\nkey = \"d{number}\"\nid = \"dddddddd-0000-4000-8000-{number:012x}\"\n\
             name = \"Definition {number}\"\nrequired = 10\ncreated_by = \"A\"\n\
             created_on = \"-6 months\"\nmodified_by = \"A\"\nmodified_on = \"-5 months\"\n\
             description = \"Buy ten and the eleventh is free.\"\n"
        );
    }
    for number in 1..=contacts {
        let id = contact(number);
        let _ = writeln!(
            seed,
            "[[contact]]\nkey = \"c{number}\"\nid = \"{id}\"\nname = \"C\"\n"
        );
        for definition in 1..=DEFINITIONS {
            let _ = writeln!(
                seed,
                "[[challenge]]\nid = \"{number:08x}-{definition:04x}-4000-9000-000000000000\"\n\
                 contact = \"c{number}\"\ndefinition = \"d{definition}\"\nstart = \"-30 days\"\n\
                 completed = 4\nlatest = \"-2 days\"\n"
            );
        }
    }
    seed
}

//! What a run ends with.

use std::fmt;
use std::time::Duration;

use crate::lane::Kills;
use crate::proxy::Usage;

/// How many findings are written out.
const SHOWN: usize = 20;

/// What happened, and what was wrong.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) database: &'static str,
    pub(crate) seed: u64,
    pub(crate) duration: Duration,
    pub(crate) settling: Duration,
    pub(crate) kills: Kills,
    pub(crate) contacts: usize,
    /// How often shoppers pressed to join, and how often they were told that they have.
    pub(crate) presses: u64,
    pub(crate) told_joined: u64,
    /// How often Engage was called to assign, and how many challenges it has assigned.
    pub(crate) calls: u64,
    pub(crate) assigned: usize,
    /// How many records there are, and how many of them say that the shopper has joined.
    pub(crate) records: usize,
    pub(crate) joined: usize,
    pub(crate) answers: u64,
    pub(crate) streams: u64,
    pub(crate) before: Usage,
    pub(crate) after: Usage,
    pub(crate) findings: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kills, .. } = self;
        let start = kills.starting.checked_div(kills.starts);
        writeln!(f, "chaos with {}, seed {}", self.database, self.seed)?;
        writeln!(
            f,
            "time: {:.0} s with kills, then {:.0} s until all was settled; a start takes {} ms",
            self.duration.as_secs_f64(),
            self.settling.as_secs_f64(),
            start.unwrap_or_default().as_millis()
        )?;
        writeln!(
            f,
            "kills: {}, of which {} among written rows ({} rows; {} planned for that moment, {} at \
             a random one) and {} during a start; {} starts failed",
            kills.total,
            kills.among_rows,
            kills.rows,
            kills.planned,
            kills.among_rows - kills.planned,
            kills.in_start,
            kills.failed_starts
        )?;
        writeln!(
            f,
            "shoppers: {}, who pressed {} times to join and were told {} times that they have; \
             {} answers and {} event streams looked through",
            self.contacts, self.presses, self.told_joined, self.answers, self.streams
        )?;
        writeln!(
            f,
            "Engage: called {} times to assign, {} challenges assigned; on record: {} consents, \
             {} of them joined",
            self.calls, self.assigned, self.records, self.joined
        )?;
        writeln!(
            f,
            "the instance that was never killed: memory {} kB and {} open files at the start, \
             {} kB and {} at the end",
            self.before.memory, self.before.files, self.after.memory, self.after.files
        )?;
        for finding in self.findings.iter().take(SHOWN) {
            writeln!(f, "FOUND: {finding}")?;
        }
        if self.findings.len() > SHOWN {
            writeln!(f, "and {} more", self.findings.len() - SHOWN)?;
        }
        writeln!(f, "{} findings", self.findings.len())
    }
}

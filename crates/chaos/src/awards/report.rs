//! What a run with awards ends with.

use std::fmt;
use std::time::Duration;

use super::lane::Kills;
use super::verdict::Outcome;

/// How many findings are written out.
const SHOWN: usize = 20;

/// What happened, and what was wrong.
#[derive(Debug)]
pub(crate) struct Report {
    pub(super) database: &'static str,
    pub(super) seed: u64,
    pub(super) duration: Duration,
    pub(super) settling: Duration,
    pub(super) kills: Kills,
    pub(super) requests: u64,
    pub(super) repeated: u64,
    pub(super) calls: u64,
    pub(super) outcome: Outcome,
    pub(crate) findings: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kills, outcome, .. } = self;
        writeln!(f, "awards with {}, seed {}", self.database, self.seed)?;
        writeln!(
            f,
            "time: {:.0} s with kills, then {:.0} s until all was settled",
            self.duration.as_secs_f64(),
            self.settling.as_secs_f64(),
        )?;
        writeln!(
            f,
            "kills: {}, of which {} while Engage had a batch and {} during a start; {} starts failed",
            kills.total, kills.among_awards, kills.in_start, kills.failed_starts
        )?;
        writeln!(
            f,
            "senders: {} requests, {} of them repeated; Engage was sent {} batches",
            self.requests, self.repeated, self.calls
        )?;
        writeln!(
            f,
            "awards: {} accepted; {} awarded, {} rejected, {} in doubt (Engage has {} of these); \
             evidence decided about {}",
            outcome.accepted,
            outcome.awarded,
            outcome.rejected,
            outcome.in_doubt,
            outcome.in_doubt_and_given,
            outcome.by_evidence
        )?;
        for finding in self.findings.iter().take(SHOWN) {
            writeln!(f, "FOUND: {finding}")?;
        }
        writeln!(f, "{} findings", self.findings.len())
    }
}

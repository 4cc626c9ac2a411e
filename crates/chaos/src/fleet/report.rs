//! What was measured of the fleet, and what was wrong.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use engage_sim::Endpoint;

use super::capacity::Capacity;
use super::joins::Joins;
use super::scrape::Reads;
use super::visits::Visited;
use super::{BUDGET, INSTANCES};
use crate::engage::Engage;
use crate::percentile::percentile;

/// How soon a join has to be seen at another instance.
const SOON: Duration = Duration::from_secs(1);

/// What Engage was asked and what shoppers had, during one time of load.
#[derive(Debug)]
pub(super) struct Loaded {
    /// How many calls there were, how many of them for a list of challenges, and how many in
    /// the busiest second.
    calls: usize,
    lists: u64,
    busiest: usize,
    visited: Visited,
    /// As the metrics say, where no instance was killed.
    reads: Reads,
}

/// What Engage had been asked when the time began.
pub(super) struct Begun {
    calls: usize,
    lists: u64,
}

impl Loaded {
    pub(super) fn begin(engage: &Engage) -> Begun {
        Begun {
            calls: engage.calls.arrivals.count(),
            lists: lists(engage),
        }
    }
}

impl Begun {
    pub(super) fn end(self, engage: &Engage, visited: Visited, reads: Reads) -> Loaded {
        let arrivals = &engage.calls.arrivals;
        Loaded {
            calls: arrivals.count() - self.calls,
            lists: lists(engage) - self.lists,
            busiest: arrivals.busiest_second(self.calls),
            visited,
            reads,
        }
    }
}

fn lists(engage: &Engage) -> u64 {
    engage.simulator.log().count(Endpoint::ListChallenges)
}

/// Everything that was measured.
#[derive(Debug)]
pub(crate) struct Report {
    joins: Joins,
    /// While nothing is killed, and while something is.
    loaded: [Loaded; 2],
    shared_again: Duration,
    /// The resident memory of each instance, in kilobytes.
    memory: Vec<u64>,
    capacity: Vec<Capacity>,
    /// What was wrong.
    pub(crate) findings: Vec<String>,
}

impl Report {
    /// The busiest second is that of the whole run, without the measuring of the capacity.
    pub(super) fn new(
        joins: Joins,
        loaded: [Loaded; 2],
        busiest: usize,
        shared_again: Duration,
        memory: Vec<u64>,
        capacity: Vec<Capacity>,
    ) -> Self {
        let mut findings = Vec::new();
        if busiest > BUDGET {
            findings.push(format!("{busiest} calls in one second"));
        }
        for (name, times) in [("heard of", &joins.heard), ("shown", &joins.shown)] {
            let late = times.iter().filter(|time| **time > SOON).count();
            if late > 0 {
                let latest = percentile(times, 1_000);
                findings.push(format!("{late} joins {name} late, at most {latest:.0} ms"));
            }
        }
        for loaded in &loaded {
            let failures = &loaded.visited.failures;
            let kinds: BTreeSet<_> = failures.iter().collect();
            if !kinds.is_empty() {
                findings.push(format!("{} reads failed: {kinds:?}", failures.len()));
            }
        }
        Self {
            joins,
            loaded,
            shared_again,
            memory,
            capacity,
            findings,
        }
    }
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let visited = &self.visited;
        let reads = visited.first.len() + visited.later.len();
        writeln!(
            f,
            "calls: {}, {} of them for a list of challenges; {} in the busiest second",
            self.calls, self.lists, self.busiest
        )?;
        writeln!(
            f,
            "shoppers: {}; until their first cards p50 {:.0} ms, p99 {:.0} ms, at most {:.0} ms; \
             told {} times to come again later",
            visited.shoppers,
            percentile(&visited.first, 500),
            percentile(&visited.first, 990),
            percentile(&visited.first, 1_000),
            visited.told_to_wait
        )?;
        writeln!(
            f,
            "reads: {reads}; {:.1} % of them without a call, where {:.1} % is possible; later reads \
             p50 {:.1} ms, p99 {:.1} ms; {} failed",
            100.0 - part(self.lists, reads),
            100.0 - part(visited.shoppers as u64, reads),
            percentile(&visited.later, 500),
            percentile(&visited.later, 990),
            visited.failures.len()
        )?;
        if !self.reads.is_empty() {
            let outcomes = self
                .reads
                .iter()
                .map(|(name, count)| format!("{name} {count}"));
            let outcomes: Vec<_> = outcomes.collect();
            writeln!(
                f,
                "as the metrics of the instances say: {}",
                outcomes.join(", ")
            )?;
        }
        Ok(())
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are far fewer than 2^52")]
fn part(of: u64, whole: usize) -> f64 {
    of as f64 * 100.0 / (whole as f64).max(1.0)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [calm, faulty] = &self.loaded;
        writeln!(f, "\nload on {INSTANCES} instances\n{calm}")?;
        writeln!(
            f,
            "the same, with the Valkey killed twice and an instance once\n{faulty}\
             all shared one budget {:.1} s after the end",
            self.shared_again.as_secs_f64()
        )?;
        writeln!(
            f,
            "memory of each instance at the end, kB: {:?}\n",
            self.memory
        )?;
        for (name, times) in [
            ("a page at another instance heard of it", &self.joins.heard),
            ("a reader there saw it", &self.joins.shown),
        ] {
            writeln!(
                f,
                "after {} joins {name} p50 {:.0} ms, at most {:.0} ms later",
                times.len(),
                percentile(times, 500),
                percentile(times, 1_000)
            )?;
        }
        writeln!(f)?;
        for capacity in &self.capacity {
            let [proxy, nginx, valkey] = capacity.microseconds;
            writeln!(
                f,
                "cached reads with {} of {INSTANCES} instances: {:.0} a second; processor time for \
                 each: instances {proxy:.0} µs, nginx {nginx:.0} µs, Valkey {valkey:.1} µs",
                capacity.instances, capacity.rate
            )?;
        }
        for finding in &self.findings {
            writeln!(f, "FOUND: {finding}")?;
        }
        writeln!(f, "{} findings", self.findings.len())
    }
}

//! Shoppers who all ask at once, by wrk.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::command::{command, text};

/// One request of one shopper.
pub(super) struct Asked {
    pub(super) path: String,
    /// The session token, where one is needed.
    pub(super) token: Option<String>,
}

/// What wrk says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) per_second: f64,
    /// In milliseconds.
    pub(super) p50: f64,
    pub(super) p99: f64,
    /// How many answers were no 200.
    pub(super) refused: u64,
    pub(super) answers: u64,
}

/// Lets the shoppers ask in turn over so many connections for so long.
pub(super) fn run(
    port: u16,
    folder: &Path,
    shoppers: &[Asked],
    connections: usize,
    seconds: u32,
) -> Result<Outcome> {
    let script = folder.join(format!("shoppers-{port}.lua"));
    fs::write(&script, lua(shoppers))?;
    let output = text(
        command("wrk")
            .args(["--threads", "1", "--latency", "--timeout", "30s"])
            .args(["--connections", &connections.to_string()])
            .args(["--duration", &format!("{seconds}s")])
            .arg("--script")
            .arg(&script)
            .arg(format!("http://127.0.0.1:{port}")),
    )?;
    read(&output).with_context(|| format!("wrk's output could not be read:\n{output}"))
}

fn lua(shoppers: &[Asked]) -> String {
    let mut script = String::from("local requests = {}\ninit = function()\n");
    for asked in shoppers {
        let headers = match &asked.token {
            Some(token) => format!("{{ Authorization = \"Bearer {token}\" }}"),
            None => "{}".to_owned(),
        };
        // Writing to a string does not fail.
        let _ = writeln!(
            script,
            "  requests[#requests + 1] = wrk.format(\"GET\", \"{}\", {headers})",
            asked.path
        );
    }
    script.push_str(
        "end\n\
         local next = 0\n\
         request = function()\n  next = next % #requests + 1\n  return requests[next]\nend\n\
         done = function(summary, latency)\n\
         \x20 io.write(string.format(\"OUTCOME %f %f %f %d %d\\n\",\n\
         \x20   summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3,\n\
         \x20   latency:percentile(99) / 1e3, summary.errors.status, summary.requests))\n\
         end\n",
    );
    script
}

fn read(output: &str) -> Option<Outcome> {
    let line = output
        .lines()
        .find_map(|line| line.strip_prefix("OUTCOME "))?;
    let mut numbers = line.split(' ');
    Some(Outcome {
        per_second: numbers.next()?.parse().ok()?,
        p50: numbers.next()?.parse().ok()?,
        p99: numbers.next()?.parse().ok()?,
        refused: numbers.next()?.parse().ok()?,
        answers: numbers.next()?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_wrk_is_read() {
        let outcome = read("Running 1s test\nOUTCOME 1234.5 0.75 9.0 3 1234\n").unwrap();
        assert_eq!(outcome.refused, 3);
        assert_eq!(outcome.answers, 1234);
        assert!((outcome.p99 - 9.0).abs() < f64::EPSILON);
    }
}

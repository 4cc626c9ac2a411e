//! How much processor time processes use, as Linux counts it.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

/// What Linux counts by, on every machine that it runs on today.
const TICK: Duration = Duration::from_millis(10);

/// The processor time that these processes have used so far, with the processes that they have
/// started.
pub(super) fn processor_time(processes: impl IntoIterator<Item = u32>) -> Result<Duration> {
    let mut sum = Duration::ZERO;
    for process in processes {
        sum += of_one(process)?;
        let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children"))?;
        for child in children.split_whitespace() {
            sum += of_one(child.parse()?)?;
        }
    }
    Ok(sum)
}

fn of_one(process: u32) -> Result<Duration> {
    let status = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let ticks = ticks(&status).context("the machine does not say how much time was used")?;
    Ok(TICK * ticks)
}

/// The ticks of the program and of the system in its name. The name of the program stands in
/// brackets, and may hold anything.
fn ticks(status: &str) -> Option<u32> {
    let (_, after_name) = status.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let own: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some(own + system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ticks_are_read_from_what_linux_says() {
        let status = "7 (a (b) c) S 1 7 7 0 -1 4194560 900 0 0 0 23 4 0 0 20 0 5 0";
        assert_eq!(ticks(status), Some(27));
        assert_eq!(ticks("7 (a) S 1"), None);
    }
}

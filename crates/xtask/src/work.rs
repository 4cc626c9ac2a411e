//! Work that takes minutes: it runs side by side, says how far it is, and says at
//! the end how long each piece took.
//!
//! What the programs print goes into a log file. Its end is shown when one fails.

mod log;
mod progress;
mod times;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

pub(crate) use self::log::Log;
use self::progress::Board;
pub(crate) use self::times::{Times, clock};

/// How often a line says how far everything is.
const REPORT_EVERY: Duration = Duration::from_secs(15);

/// A piece of work.
pub(crate) struct Work {
    /// What it is about, such as `trunk 0.21.14`. The name of its log file.
    name: String,
    run: Box<Run>,
}

type Run = dyn FnOnce(&Log<'_>) -> Result<()> + Send;

impl Work {
    pub(crate) fn new(
        name: impl Into<String>,
        run: impl FnOnce(&Log<'_>) -> Result<()> + Send + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            run: Box::new(run),
        }
    }
}

/// Runs each lane in a thread of its own and the works of a lane in their order.
/// Returns the times of those works that had something to do.
///
/// # Errors
///
/// The first error of a work. The programs that run in other lanes are then ended,
/// and nothing new is started.
pub(crate) fn run_side_by_side(lanes: Vec<Vec<Work>>) -> Result<Times> {
    let board = Board::default();
    let stop = AtomicBool::new(false);
    let times = Mutex::new(Times::default());
    let begun = Instant::now();
    let errors: Vec<_> = thread::scope(|scope| {
        let lanes: Vec<_> = lanes
            .into_iter()
            .map(|lane| scope.spawn(|| run_lane(lane, &board, &stop, &times)))
            .collect();
        let reporter = scope.spawn(|| board.report_until_closed(REPORT_EVERY));
        let errors = lanes
            .into_iter()
            .filter_map(|lane| match lane.join() {
                Ok(outcome) => outcome.err(),
                Err(_) => Some(anyhow!("a work panicked")),
            })
            .collect();
        board.close();
        let _ = reporter.join();
        errors
    });
    // A lane that was stopped has an error too, which says less than the first.
    let (stopped, failed): (Vec<_>, Vec<_>) = errors
        .into_iter()
        .partition(|error: &anyhow::Error| error.is::<log::Stopped>());
    if let Some(error) = failed.into_iter().chain(stopped).next() {
        return Err(error);
    }
    let times = times.into_inner().unwrap_or_default();
    Ok(times.of_stage(begun.elapsed()))
}

fn run_lane(lane: Vec<Work>, board: &Board, stop: &AtomicBool, times: &Mutex<Times>) -> Result<()> {
    for work in lane {
        let log = Log::new(&work.name, board, stop);
        let begun = Instant::now();
        let outcome = log.refuse_if_stopped().and_then(|()| (work.run)(&log));
        board.end(&work.name);
        if let Err(error) = outcome {
            stop.store(true, Ordering::Relaxed);
            return Err(error);
        }
        if log.has_run_something() {
            let took = begun.elapsed();
            println!("{}: done after {}", work.name, clock(took));
            if let Ok(mut times) = times.lock() {
                times.add(&work.name, took);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;
    use crate::command::cargo;

    #[test]
    fn works_of_all_lanes_run_and_those_with_something_to_do_are_timed() {
        let version = |log: &Log<'_>| log.run(cargo().arg("--version"), "nothing");

        let times = run_side_by_side(vec![
            vec![Work::new("first", version), Work::new("idle", |_| Ok(()))],
            vec![Work::new("second", version)],
        ])
        .unwrap();

        let names: Vec<_> = times.names().collect();
        assert_eq!(names.len(), 2, "{names:?}");
        assert!(names.contains(&"first") && names.contains(&"second"));
    }

    #[test]
    fn after_a_failure_nothing_new_is_started_and_the_failure_is_the_error() {
        let lane = vec![
            Work::new("broken", |_| bail!("no such luck")),
            Work::new("never", |_| panic!("started after a failure")),
        ];

        let error = run_side_by_side(vec![lane]).unwrap_err();

        assert_eq!(error.to_string(), "no such luck");
    }

    #[test]
    #[cfg(unix)]
    fn a_failure_ends_the_programs_of_the_other_lanes() {
        let begun = Instant::now();
        let endless = Work::new("endless", |log| {
            log.run(std::process::Command::new("sleep").arg("600"), "a minute")
        });
        let broken = Work::new("broken", |_| bail!("no such luck"));

        let error = run_side_by_side(vec![vec![endless], vec![broken]]).unwrap_err();

        assert_eq!(error.to_string(), "no such luck");
        assert!(begun.elapsed() < Duration::from_mins(1));
    }
}

//! How far the works are, for whoever waits.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::times::clock;

/// The works that run, and how far each is.
#[derive(Default)]
pub(super) struct Board {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    running: BTreeMap<String, Running>,
    is_closed: bool,
}

struct Running {
    since: Instant,
    count: Option<Count>,
}

/// How much is done of how much there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count {
    done: u32,
    of: u32,
}

impl Count {
    /// The count in a line of Cargo's progress bar, such as
    /// `Building [====>    ] 123/384: tokio`.
    pub(super) fn in_line(line: &str) -> Option<Self> {
        let (_, behind) = line.split_once("] ")?;
        let (done, rest) = behind.split_once('/')?;
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        Some(Self {
            done: done.trim().parse().ok()?,
            of: rest[..digits].parse().ok()?,
        })
    }
}

impl Board {
    /// A panic of a work spoils nothing in here.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn begin(&self, work: &str) {
        let running = Running {
            since: Instant::now(),
            count: None,
        };
        self.state()
            .running
            .entry(work.to_owned())
            .or_insert(running);
    }

    pub(super) fn advance(&self, work: &str, count: Count) {
        if let Some(running) = self.state().running.get_mut(work) {
            running.count = Some(count);
        }
    }

    pub(super) fn end(&self, work: &str) {
        self.state().running.remove(work);
    }

    /// Ends [`Self::report_until_closed`].
    pub(super) fn close(&self) {
        self.state().is_closed = true;
        self.changed.notify_all();
    }

    /// Prints a line about everything that runs, at each interval.
    pub(super) fn report_until_closed(&self, interval: Duration) {
        let begun = Instant::now();
        let mut next = begun + interval;
        let mut state = self.state();
        while !state.is_closed {
            let now = Instant::now();
            if now < next {
                let waited = self.changed.wait_timeout(state, next - now);
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
                continue;
            }
            next = now + interval;
            if let Some(line) = line(&state.running) {
                println!("{line}");
            }
        }
    }
}

fn line(running: &BTreeMap<String, Running>) -> Option<String> {
    let works: Vec<_> = running
        .iter()
        .map(|(name, running)| {
            let mut text = format!("{name} {}", clock(running.since.elapsed()));
            if let Some(Count { done, of }) = running.count {
                // Writing to a String cannot fail.
                let _ = write!(text, ", {done} of {of} crates");
            }
            text
        })
        .collect();
    (!works.is_empty()).then(|| format!("  still running: {}", works.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_s_progress_bar_says_how_many_crates_are_done() {
        let count = Count::in_line("    Building [======>      ] 123/384: tokio, syn(build)");

        assert_eq!(count, Some(Count { done: 123, of: 384 }));
    }

    #[test]
    fn other_lines_say_nothing_about_progress() {
        for line in [
            "   Compiling tokio v1.54.1",
            "warning: unused [import] a/b",
            "[1] x/y",
            "",
        ] {
            assert_eq!(Count::in_line(line), None, "{line}");
        }
    }

    #[test]
    fn the_line_names_what_runs_how_long_it_has_run_and_how_far_it_is() {
        let board = Board::default();
        board.begin("servers");
        board.begin("trunk");
        board.advance("trunk", Count { done: 7, of: 9 });

        let line = line(&board.state().running).unwrap();

        assert_eq!(
            line,
            "  still running: servers 0:00; trunk 0:00, 7 of 9 crates"
        );
    }

    #[test]
    fn nothing_is_said_when_nothing_runs() {
        let board = Board::default();
        board.begin("servers");
        board.end("servers");

        assert_eq!(line(&board.state().running), None);
    }
}

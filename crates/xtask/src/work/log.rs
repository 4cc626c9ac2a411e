//! The programs of one work: started, followed, and ended when another work fails.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{PipeReader, Read as _, Write as _, pipe};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::progress::{Board, Count};
use crate::command::{cannot_start, shown};
use crate::workspace;

/// How many lines of a failed program's output are shown.
const SHOWN_LINES: usize = 20;

/// How often a running program is looked at: whether it has ended, and whether it
/// must end because another work failed.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The error of a work that was ended because another one failed.
#[derive(Debug)]
pub(super) struct Stopped;

impl std::fmt::Display for Stopped {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("stopped, since something else failed")
    }
}

impl std::error::Error for Stopped {}

/// Runs the programs of one work. What they print goes into a file.
pub(crate) struct Log<'a> {
    work: &'a str,
    board: &'a Board,
    stop: &'a AtomicBool,
    has_run: Cell<bool>,
}

impl<'a> Log<'a> {
    pub(super) fn new(work: &'a str, board: &'a Board, stop: &'a AtomicBool) -> Self {
        Self {
            work,
            board,
            stop,
            has_run: Cell::new(false),
        }
    }

    /// Says what is done, and how long it usually takes.
    fn announce(&self, command: &Command, usually: &str) {
        println!("{}: `{}` (usually {usually})", self.work, shown(command));
        self.board.begin(self.work);
        self.has_run.set(true);
    }

    pub(super) fn has_run_something(&self) -> bool {
        self.has_run.get()
    }

    pub(super) fn refuse_if_stopped(&self) -> Result<()> {
        if self.stop.load(Ordering::Relaxed) {
            bail!(Stopped);
        }
        Ok(())
    }

    /// Runs a program to its end and tells on the way how far it is.
    ///
    /// # Errors
    ///
    /// When it cannot be started or reports failure, with the last lines of what it
    /// printed; when another work failed.
    pub(crate) fn run(&self, command: &mut Command, usually: &str) -> Result<()> {
        self.announce(command, usually);
        let path = self.file()?;
        let (output, input) = pipe().context("cannot make a pipe")?;
        command
            .stdin(Stdio::null())
            .stdout(input.try_clone().context("cannot share a pipe")?)
            .stderr(input)
            .env("CARGO_TERM_COLOR", "never")
            .env("CARGO_TERM_PROGRESS_WHEN", "always")
            .env("CARGO_TERM_PROGRESS_WIDTH", "80");
        let child = command.spawn().with_context(|| cannot_start(command));
        // The pipe ends when nobody can write to it any more.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let status = self.follow(child?, output, &path)?;
        if status.success() {
            return Ok(());
        }
        let printed = fs::read_to_string(&path).unwrap_or_default();
        bail!(
            "`{}` failed ({status}). The last lines of {}:\n{}",
            shown(command),
            path.display(),
            last_lines(&printed)
        );
    }

    fn file(&self) -> Result<PathBuf> {
        let folder = workspace::scratch("logs");
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(folder.join(format!("{}.log", self.work.replace(' ', "-"))))
    }

    /// Waits for the end of a program, or ends it when another work has failed.
    fn follow(&self, mut child: Child, output: PipeReader, path: &Path) -> Result<ExitStatus> {
        let mut file =
            File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        thread::scope(|scope| {
            let (board, work) = (self.board, self.work);
            let reader = scope.spawn(move || {
                each_line(output, |line| {
                    if let Some(count) = Count::in_line(line) {
                        board.advance(work, count);
                    } else {
                        // A log that cannot be written must not end the work.
                        let _ = writeln!(file, "{line}");
                    }
                });
            });
            let status = loop {
                if let Some(status) = child.try_wait().context("lost sight of a program")? {
                    break Ok(status);
                }
                if self.stop.load(Ordering::Relaxed) {
                    let _ = child.kill();
                    let _ = child.wait();
                    break Err(Stopped.into());
                }
                thread::sleep(LOOK_EVERY);
            };
            if status.is_ok() {
                let _ = reader.join();
            }
            status
        })
    }
}

/// Hands over each line as soon as it is there. Lines end as on a terminal: a
/// progress bar writes over its own line.
fn each_line(mut output: PipeReader, mut take: impl FnMut(&str)) {
    let mut line = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = output.read(&mut buffer) {
        for &byte in &buffer[..length] {
            if byte != b'\n' && byte != b'\r' {
                line.push(byte);
            } else if !line.is_empty() {
                take(&String::from_utf8_lossy(&line));
                line.clear();
            }
        }
    }
    if !line.is_empty() {
        take(&String::from_utf8_lossy(&line));
    }
}

fn last_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    let start = lines.len().saturating_sub(SHOWN_LINES);
    lines[start..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::cargo;

    fn run(work: &str, command: &mut Command) -> Result<()> {
        let (board, stop) = (Board::default(), AtomicBool::new(false));
        Log::new(work, &board, &stop).run(command, "a moment")
    }

    #[test]
    fn a_failing_program_is_named_with_what_it_printed_last() {
        let error = run("test of a failure", cargo().arg("--no-such-flag")).unwrap_err();

        let message = error.to_string();
        assert!(
            message.starts_with("`cargo --no-such-flag` failed ("),
            "{message}"
        );
        assert!(message.contains("test-of-a-failure.log"), "{message}");
        assert!(message.contains("unexpected argument"), "{message}");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = run("test of absence", &mut Command::new("no-such-program")).unwrap_err();

        assert_eq!(error.to_string(), "cannot start `no-such-program`");
    }

    #[test]
    fn lines_end_where_a_progress_bar_begins_anew() {
        let (output, mut input) = pipe().unwrap();
        input.write_all(b"one\r two\n\nthree").unwrap();
        drop(input);

        let mut lines = Vec::new();
        each_line(output, |line| lines.push(line.to_owned()));

        assert_eq!(lines, ["one", " two", "three"]);
    }

    #[test]
    fn of_a_long_output_the_end_is_shown() {
        let lines: Vec<_> = (1..=30).map(|number| format!("line {number}")).collect();

        let shown = last_lines(&lines.join("\n"));

        assert!(
            shown.starts_with("line 11\n") && shown.ends_with("line 30"),
            "{shown}"
        );
    }
}

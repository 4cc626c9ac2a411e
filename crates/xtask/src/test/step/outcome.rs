//! What came of a step, and running the commands it consists of.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::command::{cannot_start, shown};
use crate::test::tally::Tally;

/// What came of a step that could be run.
pub(in crate::test) struct Outcome {
    tally: Tally,
    note: Option<String>,
}

impl Outcome {
    /// Runs all commands of a check, which passes when all of them succeed.
    ///
    /// # Errors
    ///
    /// When one cannot be started.
    pub(super) fn of_checks<'a>(
        commands: impl IntoIterator<Item = &'a mut Command>,
    ) -> Result<Self> {
        let mut tally = Tally::ONE_PASSED;
        for command in commands {
            let status = command.status().with_context(|| cannot_start(command))?;
            if !status.success() {
                println!("`{}` failed ({status})", shown(command));
                tally = Tally::ONE_FAILED;
            }
        }
        Ok(Self { tally, note: None })
    }

    /// Runs a test runner, shows its output as it comes and counts its tests.
    ///
    /// # Errors
    ///
    /// When it cannot be started or listened to.
    pub(super) fn of_tests(command: &mut Command) -> Result<Self> {
        let mut runner = command
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| cannot_start(command))?;
        let tally = match runner.stdout.take() {
            Some(output) => pass_on_and_count(BufReader::new(output), std::io::stdout())
                .with_context(|| format!("cannot read what `{}` prints", shown(command)))?,
            None => Tally::default(),
        };
        let status = runner
            .wait()
            .with_context(|| format!("lost sight of `{}`", shown(command)))?;
        if status.success() || tally.failed > 0 {
            let note = (tally.skipped > 0).then(|| {
                format!(
                    "{} tests cannot run there: named above, with the reason",
                    tally.skipped
                )
            });
            return Ok(Self { tally, note });
        }
        // It did not compile, or a test took its whole program down.
        Ok(Self {
            tally: tally + Tally::ONE_FAILED,
            note: Some(format!("`{}` failed ({status})", shown(command))),
        })
    }

    /// A step that has counted by itself.
    pub(super) fn of_counts(passed: usize, failed: usize) -> Self {
        let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            tally: Tally {
                passed: count(passed),
                failed: count(failed),
                skipped: 0,
            },
            note: None,
        }
    }

    /// A step that cannot run on this machine, and why.
    pub(super) fn not_run(is_allowed: bool, missing: &str) -> Self {
        let tally = if is_allowed {
            Tally::default()
        } else {
            Tally::ONE_FAILED
        };
        Self {
            tally,
            note: Some(format!("not run: {missing}")),
        }
    }

    /// A test step that found nothing to run.
    pub(super) fn no_tests() -> Self {
        Self {
            tally: Tally::default(),
            note: None,
        }
    }

    /// The same, with something that the summary must say.
    pub(super) fn with_note(self, note: &str) -> Self {
        Self {
            note: Some(note.to_owned()),
            ..self
        }
    }

    /// The numbers and the note for the summary. That no test ran is a failure:
    /// nothing was shown to work. A step that says why it did not run has not failed.
    pub(in crate::test) fn judged(self) -> (Tally, Option<String>) {
        if self.tally.ran_nothing() && (self.note.is_none() || self.tally.skipped > 0) {
            return (Tally::ONE_FAILED, Some("no test ran".to_owned()));
        }
        (self.tally, self.note)
    }
}

/// Copies each line as soon as it is there.
fn pass_on_and_count(mut from: impl BufRead, mut to: impl Write) -> std::io::Result<Tally> {
    let mut tally = Tally::default();
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line)? > 0 {
        to.write_all(&line)?;
        to.flush()?;
        tally = tally + Tally::from_line(&String::from_utf8_lossy(&line));
        line.clear();
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::cargo;

    #[test]
    fn output_is_passed_on_unchanged_and_its_tests_are_counted() {
        let output = b"test result: ok. 3 passed; 0 failed\nnot text: \xff\n\
                       test result: FAILED. 1 passed; 2 failed\nno newline at the end";
        let mut shown = Vec::new();

        let tally = pass_on_and_count(&output[..], &mut shown).unwrap();

        assert_eq!(shown, output);
        assert_eq!(
            tally,
            Tally {
                passed: 4,
                failed: 2,
                skipped: 0
            }
        );
    }

    #[test]
    fn a_check_fails_once_even_when_several_of_its_commands_fail() {
        let outcome = Outcome::of_checks([
            cargo().arg("--no-such-flag").stderr(Stdio::null()),
            cargo().arg("--version").stdout(Stdio::null()),
            cargo().arg("--no-such-flag").stderr(Stdio::null()),
        ]);

        let (tally, _) = outcome.unwrap().judged();
        assert_eq!(tally, Tally::ONE_FAILED);
    }

    #[test]
    fn a_runner_that_fails_without_naming_a_test_counts_as_one_failure_and_is_named() {
        let outcome = Outcome::of_tests(cargo().arg("--no-such-flag").stderr(Stdio::null()));

        let (tally, note) = outcome.unwrap().judged();
        assert_eq!(tally, Tally::ONE_FAILED);
        assert!(note.unwrap().starts_with("`cargo --no-such-flag` failed"));
    }

    #[test]
    fn a_step_that_cannot_run_is_no_failure_where_that_is_allowed_and_says_why() {
        let reason = Some("not run: Firefox is missing");
        for (is_allowed, expected) in [(true, Tally::default()), (false, Tally::ONE_FAILED)] {
            let (tally, note) = Outcome::not_run(is_allowed, "Firefox is missing").judged();
            assert_eq!((tally, note.as_deref()), (expected, reason));
        }
    }

    #[test]
    fn a_runner_that_succeeds_without_any_test_is_a_failure() {
        let outcome = Outcome::of_tests(cargo().arg("--version"));

        let (tally, note) = outcome.unwrap().judged();
        assert_eq!(tally, Tally::ONE_FAILED);
        assert_eq!(note.as_deref(), Some("no test ran"));
    }
}

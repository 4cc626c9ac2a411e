//! What came of a step, and running the commands it consists of.

use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result};

use crate::command::{cannot_start, shown};
use crate::test::excerpt::Excerpt;
use crate::test::tally::Tally;

/// What came of a step that could be run.
pub(in crate::test) struct Outcome {
    tally: Tally,
    note: Option<String>,
    /// What was printed by what failed.
    why: Vec<String>,
}

/// An outcome in numbers and words, for the summary.
pub(in crate::test) struct Judgement {
    pub(in crate::test) tally: Tally,
    /// What a reader must know besides the numbers.
    pub(in crate::test) note: Option<String>,
    /// What was printed by what failed.
    pub(in crate::test) why: Vec<String>,
}

impl Outcome {
    /// Runs all commands of a check, which passes when all of them succeed.
    ///
    /// # Errors
    ///
    /// When one cannot be started or listened to.
    pub(super) fn of_checks<'a>(
        commands: impl IntoIterator<Item = &'a mut Command>,
    ) -> Result<Self> {
        let mut outcome = Self::of_tally(Tally::ONE_PASSED);
        for command in commands {
            let heard = listen_to(command)?;
            if !heard.status.success() {
                println!("{}", heard.failure);
                outcome.tally = Tally::ONE_FAILED;
                outcome.why.push(heard.failure);
                outcome.why.extend(heard.excerpt.lines());
            }
        }
        Ok(outcome)
    }

    /// Runs a test runner, shows its output as it comes and counts its tests.
    ///
    /// # Errors
    ///
    /// When it cannot be started or listened to.
    pub(super) fn of_tests(command: &mut Command) -> Result<Self> {
        let heard = listen_to(command)?;
        let mut outcome = Self::of_tally(heard.tally);
        if heard.status.success() || heard.tally.failed > 0 {
            outcome.note = (heard.tally.skipped > 0).then(|| {
                format!(
                    "{} tests cannot run there: named above, with the reason",
                    heard.tally.skipped
                )
            });
        } else {
            // It did not compile, or a test took its whole program down.
            outcome.tally = heard.tally + Tally::ONE_FAILED;
            outcome.note = Some(heard.failure);
        }
        if outcome.tally.failed > 0 {
            outcome.why = heard.excerpt.lines();
        }
        Ok(outcome)
    }

    /// A step that has counted by itself.
    pub(super) fn of_counts(passed: usize, failed: usize) -> Self {
        let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
        Self::of_tally(Tally {
            passed: count(passed),
            failed: count(failed),
            skipped: 0,
        })
    }

    /// A step that cannot run on this machine, and why.
    pub(super) fn not_run(is_allowed: bool, missing: &str) -> Self {
        let tally = if is_allowed {
            Tally::default()
        } else {
            Tally::ONE_FAILED
        };
        Self::of_tally(tally).with_note(&format!("not run: {missing}"))
    }

    /// A test step that found nothing to run.
    pub(super) fn no_tests() -> Self {
        Self::of_tally(Tally::default())
    }

    const fn of_tally(tally: Tally) -> Self {
        Self {
            tally,
            note: None,
            why: Vec::new(),
        }
    }

    /// The same, with something that the summary must say.
    pub(super) fn with_note(self, note: &str) -> Self {
        Self {
            note: Some(note.to_owned()),
            ..self
        }
    }

    /// The outcome for the summary. That no test ran is a failure: nothing was shown to
    /// work. A step that says why it did not run has not failed.
    pub(in crate::test) fn judged(self) -> Judgement {
        let Self { tally, note, why } = self;
        let ran_nothing = tally.ran_nothing() && (note.is_none() || tally.skipped > 0);
        let (tally, note) = if ran_nothing {
            (Tally::ONE_FAILED, Some("no test ran".to_owned()))
        } else {
            (tally, note)
        };
        Judgement { tally, note, why }
    }
}

/// What a command printed, and how it ended.
struct Heard {
    tally: Tally,
    excerpt: Excerpt,
    status: ExitStatus,
    /// That it failed, in words, in case it did.
    failure: String,
}

/// Runs a command to its end and shows what it prints as it comes.
fn listen_to(command: &mut Command) -> Result<Heard> {
    let name = shown(command);
    let (output, printed) = std::io::pipe().context("cannot make a pipe")?;
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let mut running = command
        .stderr(printed.try_clone().context("cannot make a pipe")?)
        .stdout(printed)
        .spawn()
        .with_context(|| cannot_start(command))?;
    // The command's own ends of the pipe are closed, so that the output ends with it.
    command.stdout(Stdio::inherit()).stderr(Stdio::inherit());
    let (tally, excerpt) = pass_on_and_listen(BufReader::new(output), std::io::stdout())
        .with_context(|| format!("cannot read what `{name}` prints"))?;
    let status = running
        .wait()
        .with_context(|| format!("lost sight of `{name}`"))?;
    Ok(Heard {
        tally,
        excerpt,
        status,
        failure: format!("`{name}` failed ({status})"),
    })
}

/// Copies each line as soon as it is there.
fn pass_on_and_listen(
    mut from: impl BufRead,
    mut to: impl Write,
) -> std::io::Result<(Tally, Excerpt)> {
    let (mut tally, mut excerpt) = (Tally::default(), Excerpt::default());
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line)? > 0 {
        to.write_all(&line)?;
        to.flush()?;
        let text = String::from_utf8_lossy(&line);
        tally = tally + Tally::from_line(&text);
        excerpt.listen(&text);
        line.clear();
    }
    Ok((tally, excerpt))
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

        let (tally, _) = pass_on_and_listen(&output[..], &mut shown).unwrap();

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
            cargo().arg("--no-such-flag"),
            cargo().arg("--version"),
            cargo().arg("--no-such-flag"),
        ]);

        let Judgement { tally, why, .. } = outcome.unwrap().judged();
        assert_eq!(tally, Tally::ONE_FAILED);
        assert!(why[0].starts_with("`cargo --no-such-flag` failed"));
        assert!(why[1].contains("--no-such-flag"), "{why:?}");
    }

    #[test]
    fn a_runner_that_fails_without_naming_a_test_counts_as_one_failure_and_is_named() {
        let outcome = Outcome::of_tests(cargo().arg("--no-such-flag"));

        let Judgement { tally, note, .. } = outcome.unwrap().judged();
        assert_eq!(tally, Tally::ONE_FAILED);
        assert!(note.unwrap().starts_with("`cargo --no-such-flag` failed"));
    }

    #[test]
    fn a_step_that_cannot_run_is_no_failure_where_that_is_allowed_and_says_why() {
        let reason = Some("not run: Firefox is missing");
        for (is_allowed, expected) in [(true, Tally::default()), (false, Tally::ONE_FAILED)] {
            let outcome = Outcome::not_run(is_allowed, "Firefox is missing");
            let Judgement { tally, note, .. } = outcome.judged();
            assert_eq!((tally, note.as_deref()), (expected, reason));
        }
    }

    #[test]
    fn a_runner_that_succeeds_without_any_test_is_a_failure() {
        let outcome = Outcome::of_tests(cargo().arg("--version"));

        let Judgement { tally, note, .. } = outcome.unwrap().judged();
        assert_eq!(tally, Tally::ONE_FAILED);
        assert_eq!(note.as_deref(), Some("no test ran"));
    }
}

//! `cargo xtask test`: every check and every test, quick ones first.
//!
//! A step that fails does not stop the others: one run shows all that is wrong.

mod step;
mod summary;
mod tally;

use std::process::ExitCode;
use std::time::Instant;

use clap::{Args, ValueEnum};

use self::step::Step;
use self::summary::Report;
use self::tally::Tally;

/// Which steps to run.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Run only this step; may be given several times
    #[arg(long, value_enum, value_name = "STEP")]
    only: Vec<Step>,
}

/// Runs the steps, and ends with one line that says how many passed and failed.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let steps = chosen(&arguments.only);
    let reports: Vec<Report> = steps
        .iter()
        .enumerate()
        .map(|(index, step)| {
            println!("\n[{}/{}] {}", index + 1, steps.len(), step.description());
            run_step(*step)
        })
        .collect();
    print!("{}", summary::text(&reports));
    let all_passed = reports.iter().all(|report| report.tally.failed == 0);
    if all_passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The steps in their usual order, whatever the order they were asked for in.
fn chosen(only: &[Step]) -> Vec<Step> {
    let all = Step::value_variants().iter().copied();
    all.filter(|step| only.is_empty() || only.contains(step))
        .collect()
}

fn run_step(step: Step) -> Report {
    let start = Instant::now();
    let (tally, note) = match step.run() {
        Ok(outcome) => outcome.judged(),
        Err(error) => {
            println!("error: {error:#}");
            (Tally::ONE_FAILED, None)
        }
    };
    Report {
        step: step.name(),
        tally,
        note,
        duration: start.elapsed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_choice_every_step_runs_and_the_end_to_end_tests_come_last() {
        let steps = chosen(&[]);

        assert_eq!(steps.len(), Step::value_variants().len());
        assert_eq!(steps.last(), Some(&Step::EndToEnd));
    }

    #[test]
    fn chosen_steps_run_once_and_in_their_usual_order() {
        let steps = chosen(&[Step::Host, Step::Fmt, Step::Host]);

        assert_eq!(steps, [Step::Fmt, Step::Host]);
    }
}

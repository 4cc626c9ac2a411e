//! `cargo xtask test`: every check and every test, quick ones first.
//!
//! A step that fails does not stop the others: one run shows all that is wrong.

mod busy_cores;
mod excerpt;
mod step;
mod summary;
mod tally;

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::{Args, ValueEnum};

use self::busy_cores::BusyCores;
use self::step::{Judgement, Step};
use self::summary::Report;
use self::tally::Tally;
use crate::setup::{self, Need};

/// Which steps to run.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Run only this step; may be given several times
    #[arg(long, value_enum, value_name = "STEP")]
    only: Vec<Step>,
    /// Run the end-to-end tests in Firefox and WebKit too
    #[arg(long, conflicts_with = "only")]
    every_engine: bool,
    /// Run the steps so many times, one run after the other
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    repeat: u32,
    /// Keep every core busy with something else meanwhile
    #[arg(long)]
    under_load: bool,
}

/// Gets what the steps need, runs them, and ends with one line that says how many
/// passed and failed.
///
/// # Errors
///
/// When something that a step needs is missing and cannot be had.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let begun = Instant::now();
    let steps = chosen(&arguments.only, arguments.every_engine);
    println!("{}", setup::get(&needs_of(&steps))?);
    let setup = begun.elapsed();
    let busy_cores = arguments.under_load.then(BusyCores::start);
    let reports: Vec<Report> = (1..=arguments.repeat)
        .flat_map(|round| run_steps(&steps, round, arguments.repeat))
        .collect();
    drop(busy_cores);
    print!("{}", summary::text(&reports, setup));
    let all_passed = reports.iter().all(|report| report.tally.failed == 0);
    Ok(if all_passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn run_steps(steps: &[Step], round: u32, rounds: u32) -> Vec<Report> {
    if rounds > 1 {
        println!("\nrun {round} of {rounds}");
    }
    let numbered = (1..).zip(steps);
    let reports = numbered.map(|(number, step)| {
        println!("\n[{number}/{}] {}", steps.len(), step.description());
        run_step(*step)
    });
    reports.collect()
}

/// What these steps need, each once.
fn needs_of(steps: &[Step]) -> Vec<Need> {
    let needs = steps.iter().flat_map(|step| step.needs().iter().copied());
    needs.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The steps in their usual order, whatever the order they were asked for in. Without a
/// choice, all but those in the engines that take long and those that have to be asked for.
fn chosen(only: &[Step], every_engine: bool) -> Vec<Step> {
    let all = Step::value_variants().iter().copied();
    all.filter(|step| match only {
        [] => !step.is_on_demand() && (every_engine || !step.is_in_another_engine()),
        only => only.contains(step),
    })
    .collect()
}

fn run_step(step: Step) -> Report {
    let start = Instant::now();
    let judgement = match step.run() {
        Ok(outcome) => outcome.judged(),
        Err(error) => {
            let message = format!("error: {error:#}");
            println!("{message}");
            Judgement {
                tally: Tally::ONE_FAILED,
                note: None,
                why: vec![message],
            }
        }
    };
    Report {
        step: step.name(),
        tally: judgement.tally,
        note: judgement.note,
        why: judgement.why,
        duration: start.elapsed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_choice_every_step_in_chromium_runs_and_what_drives_the_demo_comes_last() {
        let steps = chosen(&[], false);

        assert_eq!(steps.len(), Step::value_variants().len() - 4);
        assert!(steps.ends_with(&[
            Step::Site,
            Step::EndToEnd,
            Step::Examples,
            Step::Package,
            Step::Lighthouse
        ]));
    }

    #[test]
    fn with_every_engine_the_end_to_end_tests_run_in_three() {
        let steps = chosen(&[], true);

        assert_eq!(steps.len(), Step::value_variants().len() - 2);
        assert!(steps.ends_with(&[
            Step::EndToEnd,
            Step::Examples,
            Step::Package,
            Step::Lighthouse,
            Step::Firefox,
            Step::Webkit
        ]));
    }

    #[test]
    fn what_builds_or_downloads_for_long_runs_when_it_is_asked_for() {
        for step in [Step::Release, Step::Recipes] {
            assert!(!chosen(&[], true).contains(&step));
            assert_eq!(chosen(&[step], false), [step]);
        }
    }

    #[test]
    fn what_several_steps_need_is_got_once_and_what_no_step_needs_is_not() {
        let needs = needs_of(&[Step::Fmt, Step::EndToEnd, Step::Size]);

        assert_eq!(needs, [Need::WidgetTools, Need::Browser]);
    }

    #[test]
    fn chosen_steps_run_once_and_in_their_usual_order() {
        let steps = chosen(&[Step::Host, Step::Fmt, Step::Host], false);

        assert_eq!(steps, [Step::Fmt, Step::Host]);
    }
}

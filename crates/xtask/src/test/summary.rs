//! What a run of the tests ends with: why steps failed, a table, and one last line for
//! people and machines.

use std::fmt::Write as _;
use std::time::Duration;

use super::tally::Tally;
use crate::work::clock;

/// What came of one step.
pub(super) struct Report {
    pub(super) step: String,
    pub(super) tally: Tally,
    /// What a reader must know besides the numbers.
    pub(super) note: Option<String>,
    /// What was printed by what failed.
    pub(super) why: Vec<String>,
    pub(super) duration: Duration,
}

/// What failed steps printed, the table, a line that says how long everything took, and
/// the sum of the table as the last line.
pub(super) fn text(reports: &[Report], setup: Duration) -> String {
    let mut text = String::new();
    for report in reports {
        text.push_str(&reasons(report));
    }
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "\n{:<12} {:<7} {:>6} {:>6} {:>9}",
        "step", "outcome", "passed", "failed", "time"
    );
    for report in reports {
        let _ = writeln!(text, "{}", row(report));
    }
    let _ = writeln!(text, "\n{}", times(reports, setup));
    let Tally { passed, failed, .. } = reports.iter().map(|report| report.tally).sum();
    let _ = writeln!(text, "\n{passed} passed, {failed} failed");
    text
}

/// The reasons why a step failed, once more; nothing where it did not.
fn reasons(report: &Report) -> String {
    if report.why.is_empty() {
        return String::new();
    }
    let lines = report.why.join("\n  ");
    format!("\nwhy {} failed:\n  {lines}\n", report.step)
}

fn times(reports: &[Report], setup: Duration) -> String {
    let mut text = format!("times: setup {}, ", clock(setup));
    for Report { step, duration, .. } in reports {
        let _ = write!(text, "{step} {}, ", clock(*duration));
    }
    let steps: Duration = reports.iter().map(|report| report.duration).sum();
    let _ = write!(text, "all together {}", clock(setup + steps));
    text
}

fn row(report: &Report) -> String {
    let Tally { passed, failed, .. } = report.tally;
    let outcome = match (passed, failed) {
        (0, 0) => "not run",
        (_, 0) => "ok",
        _ => "FAILED",
    };
    let seconds = format!("{:.1} s", report.duration.as_secs_f64());
    let note = report.note.as_deref().unwrap_or_default();
    let step = &report.step;
    let row = format!("{step:<12} {outcome:<7} {passed:>6} {failed:>6} {seconds:>9}  {note}");
    row.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(step: &str, passed: u32, failed: u32, note: Option<&str>) -> Report {
        Report {
            step: step.to_owned(),
            tally: Tally {
                passed,
                failed,
                skipped: 0,
            },
            note: note.map(str::to_owned),
            why: Vec::new(),
            duration: Duration::from_millis(62_340),
        }
    }

    #[test]
    fn each_step_is_a_row_and_the_last_line_is_the_sum_alone() {
        let reports = [
            report("fmt", 1, 0, None),
            report("host", 40, 2, None),
            report("browser", 0, 1, Some("no test ran")),
            report("firefox", 0, 0, Some("not run: it is missing")),
        ];

        let text = text(&reports, Duration::from_secs(9));

        assert_eq!(
            text,
            "\n\
             step         outcome passed failed      time\n\
             fmt          ok           1      0    62.3 s\n\
             host         FAILED      40      2    62.3 s\n\
             browser      FAILED       0      1    62.3 s  no test ran\n\
             firefox      not run      0      0    62.3 s  not run: it is missing\n\
             \n\
             times: setup 0:09, fmt 1:02, host 1:02, browser 1:02, firefox 1:02, all together 4:18\n\
             \n\
             41 passed, 3 failed\n"
        );
    }
    #[test]
    fn what_failed_steps_printed_comes_before_the_table() {
        let mut failed = report("chaos", 0, 1, None);
        failed.why = vec!["1 findings".to_owned(), "left unfinished: c d".to_owned()];

        let text = text(&[report("fmt", 1, 0, None), failed], Duration::ZERO);

        let reasons = "\nwhy chaos failed:\n  1 findings\n  left unfinished: c d\n\nstep ";
        assert!(text.starts_with(reasons), "{text}");
    }
}

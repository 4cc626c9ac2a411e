//! How many tests passed and failed, read from what test runners print.

use std::iter::Sum;
use std::ops::Add;

/// A number of passed and of failed tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: u32,
    pub(super) failed: u32,
    /// Tests that could not run, and said why.
    pub(super) skipped: u32,
}

impl Tally {
    pub(super) const ONE_PASSED: Self = Self {
        passed: 1,
        failed: 0,
        skipped: 0,
    };
    pub(super) const ONE_FAILED: Self = Self {
        passed: 0,
        failed: 1,
        skipped: 0,
    };

    /// The tests that one line of a runner's output closes with, if any.
    ///
    /// Known are the closing lines of Rust's tests on host and in the browser
    /// (`test result: ok. 3 passed; 0 failed; …`) and those of Node's runner
    /// (`ℹ pass 3`, or `# pass 3`, one line for each number). Tests that Node
    /// cancelled did not pass, so they count as failed.
    pub(super) fn from_line(line: &str) -> Self {
        let line = line.trim_end();
        if let Some((_, result)) = line.split_once("test result: ") {
            return Self {
                passed: number_before(result, " passed"),
                failed: number_before(result, " failed"),
                skipped: 0,
            };
        }
        let Some(rest) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) else {
            return Self::default();
        };
        match rest.split_once(' ').map(|(word, n)| (word, n.parse())) {
            Some(("pass", Ok(passed))) => Self {
                passed,
                ..Self::default()
            },
            Some(("fail" | "cancelled", Ok(failed))) => Self {
                failed,
                ..Self::default()
            },
            Some(("skipped", Ok(skipped))) => Self {
                skipped,
                ..Self::default()
            },
            _ => Self::default(),
        }
    }

    /// Whether not a single test passed or failed.
    pub(super) const fn ran_nothing(self) -> bool {
        self.passed == 0 && self.failed == 0
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), Add::add)
    }
}

/// The number that stands right before a word, 0 when there is none.
fn number_before(text: &str, word: &str) -> u32 {
    text.split_once(word)
        .and_then(|(before, _)| before.rsplit(' ').next()?.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u32, failed: u32) -> Tally {
        Tally {
            passed,
            failed,
            skipped: 0,
        }
    }

    #[test]
    fn the_closing_line_of_rust_tests_is_read() {
        let passed = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; \
                      3 filtered out; finished in 0.01s";
        let failed = "test result: FAILED. 7 passed; 2 failed; 0 ignored";

        assert_eq!(Tally::from_line(passed), tally(12, 0));
        assert_eq!(Tally::from_line(failed), tally(7, 2));
    }

    #[test]
    fn colours_do_not_hide_the_numbers() {
        let line = "test result: \u{1b}[32mok\u{1b}[0m. 5 passed; 1 failed; 0 ignored";

        assert_eq!(Tally::from_line(line), tally(5, 1));
    }

    #[test]
    fn each_closing_line_of_nodes_runner_is_read_in_both_of_its_formats() {
        for mark in ["ℹ", "#"] {
            let lines = [
                "tests 9",
                "suites 0",
                "pass 5",
                "fail 1",
                "cancelled 2",
                "skipped 1",
            ];
            let sum: Tally = lines
                .iter()
                .map(|line| Tally::from_line(&format!("{mark} {line}\r\n")))
                .sum();

            let skipped = 1;
            assert_eq!(
                sum,
                Tally {
                    skipped,
                    ..tally(5, 3)
                }
            );
        }
    }

    #[test]
    fn other_lines_count_nothing() {
        let lines = [
            "",
            "running 3 tests",
            "test a_passed_test ... ok",
            "# Subtest: pass 3",
            "ℹ pass the parcel",
            "no tests to run!",
        ];
        for line in lines {
            assert_eq!(Tally::from_line(line), Tally::default(), "{line}");
        }
    }

    #[test]
    fn tallies_add_up() {
        let sum: Tally = [tally(3, 0), tally(0, 1), tally(4, 2)].into_iter().sum();

        assert_eq!(sum, tally(7, 3));
    }
}

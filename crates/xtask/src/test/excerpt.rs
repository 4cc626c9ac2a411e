//! The part of a step's output that says why it failed. It is repeated at the end of the
//! run, where a reader looks first, and where logs that are cut keep it.

use std::collections::VecDeque;

/// How many lines are repeated of each command that failed.
const LONGEST: usize = 60;

/// Listens to a command line by line.
#[derive(Default)]
pub(super) struct Excerpt {
    section: Section,
    /// What the test runner itself calls failures.
    named: Vec<String>,
    unrepeated: usize,
    /// What was printed last.
    last: VecDeque<String>,
}

/// Which list of failures is being printed.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Section {
    #[default]
    None,
    /// From `failures:` to the closing line, in each test program.
    Rust,
    /// From `failing tests:` to the end.
    Node,
}

impl Section {
    /// The section that a line belongs to, when the line before belonged to `self`.
    fn with(self, line: &str) -> Self {
        match self {
            Self::None if line == "failures:" => Self::Rust,
            Self::None if line.ends_with("failing tests:") => Self::Node,
            section => section,
        }
    }
}

impl Excerpt {
    /// Takes in the next line.
    pub(super) fn listen(&mut self, line: &str) {
        let line = line.trim_end();
        if self.last.len() == LONGEST {
            self.last.pop_front();
        }
        self.last.push_back(line.to_owned());
        self.section = self.section.with(line);
        if self.section == Section::None {
            return;
        }
        if self.named.len() < LONGEST {
            self.named.push(line.to_owned());
        } else {
            self.unrepeated += 1;
        }
        if self.section == Section::Rust && line.starts_with("test result: ") {
            self.section = Section::None;
        }
    }

    /// The lines to repeat: what the runner calls failures or, where it names none, what was
    /// printed last.
    pub(super) fn lines(self) -> Vec<String> {
        if self.named.is_empty() {
            return self.last.into();
        }
        let mut lines = self.named;
        if self.unrepeated > 0 {
            lines.push(format!("… and {} more lines, above", self.unrepeated));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(output: &str) -> Vec<String> {
        let mut excerpt = Excerpt::default();
        output.lines().for_each(|line| excerpt.listen(line));
        excerpt.lines()
    }

    #[test]
    fn of_rust_tests_the_failures_of_each_program_are_repeated() {
        let output = "test a ... FAILED\n\nfailures:\n\n---- a stdout ----\nleft: 1\n\n\
                      failures:\n    a\n\ntest result: FAILED. 0 passed; 1 failed\n\
                      test b ... ok\ntest result: ok. 1 passed; 0 failed\n\
                      failures:\n    c\ntest result: FAILED. 0 passed; 1 failed\ndone";

        let expected = "failures:\n\n---- a stdout ----\nleft: 1\n\nfailures:\n    a\n\n\
                        test result: FAILED. 0 passed; 1 failed\n\
                        failures:\n    c\ntest result: FAILED. 0 passed; 1 failed";
        assert_eq!(excerpt(output).join("\n"), expected);
    }

    #[test]
    fn of_nodes_runner_the_closing_list_is_repeated() {
        let output = "✖ a (3ms)\n✔ b (1ms)\nℹ fail 1\n\n✖ failing tests:\n\n✖ a (3ms)\n  broken";

        assert_eq!(
            excerpt(output),
            ["✖ failing tests:", "", "✖ a (3ms)", "  broken"]
        );
    }

    #[test]
    fn where_no_failure_is_named_the_last_lines_are_repeated() {
        let numbers = 1..=LONGEST + 5;
        let lines: Vec<_> = numbers.map(|number| format!("line {number}")).collect();

        let excerpt = excerpt(&lines.join("\n"));

        assert_eq!(excerpt.len(), LONGEST);
        assert_eq!(excerpt.first().map(String::as_str), Some("line 6"));
    }

    #[test]
    fn what_is_left_out_of_a_long_list_is_counted() {
        let output = format!("failures:\n{}", "panicked\n".repeat(LONGEST + 1));

        let excerpt = excerpt(&output);

        assert_eq!(excerpt.len(), LONGEST + 1);
        assert_eq!(
            excerpt.last().map(String::as_str),
            Some("… and 2 more lines, above")
        );
    }
}

//! Mistakes and warnings about a content file.

use std::fmt;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be used.
    Mistake,
    /// The file can be used, but this is probably not meant.
    Warning,
}

/// One mistake or warning, with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Counted from 1.
    pub line: usize,
    /// How bad it is.
    pub severity: Severity,
    /// What it is, and what to do.
    pub what: String,
}

/// All mistakes and warnings, in the order of their lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    pub(super) fn add(&mut self, line: usize, severity: Severity, what: impl fmt::Display) {
        self.0.push(Finding {
            line,
            severity,
            what: what.to_string(),
        });
    }

    pub(super) fn in_order(mut self) -> Self {
        self.0.sort_by_key(|finding| finding.line);
        self
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Mistake => "mistake",
            Self::Warning => "warning",
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            severity,
            what,
        } = self;
        write!(formatter, "line {line}: {severity}: {what}")
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(Finding::to_string).collect();
        formatter.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Findings {}

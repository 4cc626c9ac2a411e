//! Mistakes and warnings about a content file.

use std::fmt;

use serde::Serialize;

use super::position::Position;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It has to be changed.
    Mistake,
    /// The file can be used, but this is probably not meant.
    Warning,
}

/// What kind of thing is wrong, for programs that put findings in groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// How it is written: quotation marks, brackets, the encoding of the file. What stands
    /// there cannot be read.
    Notation,
    /// A value that cannot be used, such as a text in place of a number.
    WrongValue,
    /// A key, a language or an id that there is not.
    Unknown,
    /// Something that stands there more than once.
    Twice,
    /// Something that is not there: a text, a language, a version, a definition of Engage's.
    Missing,
    /// A text that a card cannot show well.
    TooLong,
    /// It can be read, but Engage has no such definition or checkpoint.
    NotInEngage,
    /// Engage's definitions are not known, so that nothing was compared with them.
    NotCompared,
}

/// One mistake or warning, with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// How bad it is.
    pub severity: Severity,
    /// What kind of thing is wrong.
    pub topic: Topic,
    /// What it is, as one or more whole sentences.
    pub what: String,
    /// What to type or to do instead, as one or more whole sentences.
    pub instead: String,
    /// What it is about, where that is known: `definition.ID`, `definition.ID.title.sv` or
    /// `definition.ID.checkpoint.3.label.sv`. The id is in lower case with hyphens, and 3 is
    /// the checkpoint's `at`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// All mistakes and warnings, in the order of their places. As JSON they are a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Findings(Vec<Finding>);

impl Finding {
    pub(super) fn new(
        at: Position,
        severity: Severity,
        topic: Topic,
        what: impl Into<String>,
        instead: impl Into<String>,
    ) -> Self {
        Self {
            line: at.line,
            column: at.column,
            severity,
            topic,
            what: what.into(),
            instead: instead.into(),
            path: None,
        }
    }

    pub(super) fn about(self, path: impl Into<String>) -> Self {
        Self {
            path: Some(path.into()),
            ..self
        }
    }
}

impl Findings {
    pub(super) fn add(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    pub(super) fn in_order(mut self) -> Self {
        self.0.sort_by_key(|finding| (finding.line, finding.column));
        self
    }

    /// The mistakes among them.
    #[must_use]
    pub(super) fn mistakes(self) -> Self {
        let is_mistake = |finding: &Finding| finding.severity == Severity::Mistake;
        Self(self.0.into_iter().filter(is_mistake).collect())
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

    /// How many there are of this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        let of_it = |finding: &&Finding| finding.severity == severity;
        self.iter().filter(of_it).count()
    }
}

impl From<Finding> for Findings {
    fn from(finding: Finding) -> Self {
        Self(vec![finding])
    }
}

impl Extend<Finding> for Findings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        self.0.extend(findings);
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
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
            column,
            severity,
            what,
            instead,
            ..
        } = self;
        let told = format!("{what} {instead}");
        let told = told.trim_end();
        write!(
            formatter,
            "line {line}, column {column}: {severity}: {told}"
        )
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(Finding::to_string).collect();
        formatter.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Findings {}

//! The error for a mistake in a seed file, with line and key.

use std::ops::Range;

use super::check::Finding;

/// Why a text is not a seed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line} (`{written}`): {message}")]
pub struct SeedError {
    file: String,
    /// Counted from 1.
    line: usize,
    /// The text of that line, which begins with the key.
    written: String,
    message: String,
}

impl SeedError {
    pub(super) fn of_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        Self::at(file, text, error.span().unwrap_or(0..0), error.message())
    }

    pub(super) fn of_finding(file: &str, text: &str, finding: Finding) -> Self {
        Self::at(file, text, finding.span, &finding.message)
    }

    fn at(file: &str, text: &str, span: Range<usize>, message: &str) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let line = before.matches('\n').count();
        let written = text.lines().nth(line).unwrap_or_default().trim();
        Self {
            file: file.to_owned(),
            line: line + 1,
            written: written.to_owned(),
            message: message.trim_end().replace('\n', " "),
        }
    }

    /// The line, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }
}

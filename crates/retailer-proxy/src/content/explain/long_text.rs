//! Texts in three quotation marks, which may have several lines.

use super::statement::string_end;
use super::{Case, Explanation};

pub(super) fn explain(case: &Case<'_>) -> Option<Explanation> {
    let value = case.statement.value()?;
    let marks = ["\"\"\"", "'''"]
        .into_iter()
        .find(|marks| value.text.starts_with(marks))?;
    let instead = format!("Type `{marks}` behind the end of the text.");
    if case.statement.open.is_some() {
        let what = format!(
            "The text that begins here with {marks} has no end, so that all that follows belongs \
             to it."
        );
        let explanation = Explanation::of(case, value.start, what, instead);
        return Some(explanation.until(case.file.len()));
    }
    let end = string_end(value.text)?;
    let (text, behind) = value.text.split_at_checked(end)?;
    if behind.trim().is_empty() || behind.trim_start().starts_with('#') {
        return None;
    }
    let mut lines = text.lines().skip(1);
    let swallowed = lines.any(|line| line.starts_with('[') || line.contains(" = "));
    if swallowed {
        let what = format!(
            "The text that begins here with {marks} has no end, so that the entries below belong \
             to it."
        );
        let explanation = Explanation::of(case, value.start, what, instead);
        // The marks that were meant to open the next text have closed this one, and the marks
        // behind it now open one.
        let rest = case.file.get(case.statement.end()..).unwrap_or_default();
        let closing = rest.find(marks).map_or(0, |at| at + marks.len());
        let line = rest
            .get(closing..)
            .and_then(|rest| rest.find('\n'))
            .unwrap_or(0);
        return Some(explanation.until(case.statement.end() + closing + line));
    }
    let what = format!("The text ends with its {marks}, and something stands behind them.");
    let instead = "Put everything before the closing marks, or begin a new line behind them.";
    Some(Explanation::of(case, value.start + end, what, instead))
}

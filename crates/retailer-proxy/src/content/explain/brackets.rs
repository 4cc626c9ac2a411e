//! Texts in braces or square brackets: several values in one entry.

use super::{Case, Explanation};

pub(super) fn explain(case: &Case<'_>) -> Option<Explanation> {
    let value = case.statement.value()?;
    let (opening, closing) = match value.text.chars().next()? {
        '{' => ('{', '}'),
        '[' => ('[', ']'),
        _ => return None,
    };
    let name = case.name();
    let instead = format!(
        "It is easier to write a line for each language, as in `{name}.en = \"Five bags\"`."
    );
    if case.statement.open.is_some() {
        let what = format!("The `{opening}` is not closed with a `{closing}`.");
        let explanation = Explanation::of(case, value.start, what, instead);
        return Some(explanation.until(case.file.len()));
    }
    let what = format!(
        "What stands between `{opening}` and `{closing}` cannot be read. Inside, there is a `=` \
         between a name and its text, a comma behind each text, and every text is in straight \
         quotation marks."
    );
    Some(Explanation::of(case, value.start, what, instead))
}

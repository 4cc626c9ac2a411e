//! Texts whose straight quotation marks are not where they have to be.

use super::statement::{Part, Statement, string_end};
use super::{Case, Explanation, type_this, written};

/// In lines. Whoever forgets a mark does not write more before the next one.
const MOST_LINES: usize = 30;

pub(super) fn explain(case: &Case<'_>) -> Option<Explanation> {
    let value = case.statement.value()?;
    let mark = value
        .text
        .chars()
        .next()
        .filter(|mark| matches!(mark, '"' | '\''))?;
    match string_end(value.text) {
        Some(end) => behind_the_text(case, value, mark, end),
        None => Some(several_lines(case, value, mark).unwrap_or_else(|| not_closed(case, value))),
    }
}

/// Something stands behind the closing mark.
fn behind_the_text(
    case: &Case<'_>,
    value: Part<'_>,
    mark: char,
    end: usize,
) -> Option<Explanation> {
    let (text, behind) = value.text.split_at_checked(end)?;
    let rest = behind.trim();
    if rest.is_empty() || rest.starts_with('#') {
        return None;
    }
    let at = value.start + end + behind.len() - behind.trim_start().len();
    let line = |value: &str| format!("{} = {value}", case.name());
    if matches!(rest, "," | ";" | "." | ",," | ";;") {
        let what = format!("There is a `{rest}` behind the text. Nothing has to stand there.");
        let instead = type_this(&line(text), "Delete it.");
        return Some(Explanation::of(case, at, what, instead));
    }
    if is_another_entry(rest) {
        let what = "Two entries stand on one line.";
        let instead = "Begin a new line for the second one, without a comma.";
        return Some(Explanation::of(case, at, what, instead));
    }
    if let Some(sign) = ["//", "--", ";", "–", "—"]
        .into_iter()
        .find(|sign| rest.starts_with(sign))
    {
        let what = format!("A remark does not begin with `{sign}` here.");
        return Some(Explanation::of(case, at, what, "Begin a remark with `#`."));
    }
    let whole = match value.text.rfind(mark) {
        Some(last) if last >= end => value.text.get(1..last),
        _ => None,
    };
    if let Some(whole) = whole {
        let what = if mark == '"' {
            "There are quotation marks inside of the text, and the first of them ends it."
        } else {
            "There is an apostrophe inside of the text, and it ends the text."
        };
        let otherwise = "Type `\\\"` for each mark inside of the text, or put single marks (`'`) \
                         around it.";
        let instead = match type_this(&line(&written(whole)), otherwise) {
            typed if mark == '"' && typed != otherwise && !whole.contains('\'') => {
                let escaped = format!("\"{}\"", whole.replace('"', "\\\""));
                let typed = typed.trim_end_matches('.');
                format!("{typed} or `{}`.", super::shown(&line(&escaped)))
            }
            typed => typed,
        };
        return Some(Explanation::of(case, value.start + end - 1, what, instead));
    }
    let what = "The text goes on behind its closing quotation mark.";
    let inner = text.trim_matches(mark);
    let meant = written(&format!("{inner}{}", behind.trim_end()));
    let instead = type_this(&line(&meant), "Put all of it between the marks.");
    Some(Explanation::of(case, at, what, instead))
}

/// Whether this begins another entry: a name and a `=`, perhaps behind a comma.
fn is_another_entry(rest: &str) -> bool {
    let rest = rest.trim_start_matches([',', ';']).trim_start();
    let name_end = rest.find(|sign: char| !(sign.is_ascii_alphanumeric() || "._-".contains(sign)));
    let Some((name, behind)) = name_end.and_then(|end| rest.split_at_checked(end)) else {
        return false;
    };
    !name.is_empty() && behind.trim_start().starts_with('=')
}

/// A text that goes on in the next lines, up to the one with the closing mark.
fn several_lines(case: &Case<'_>, value: Part<'_>, mark: char) -> Option<Explanation> {
    let mut text = value.text.strip_prefix(mark)?.to_owned();
    let (mut last, mut is_closed) = (None, false);
    for next in case.after.iter().take(MOST_LINES) {
        if is_entry(next) {
            break;
        }
        text.push(' ');
        text.push_str(next.text);
        last = Some(next);
        is_closed = next.text.contains(mark);
        if is_closed {
            break;
        }
    }
    let last = last?;
    // Without the mark, the lines are only what follows if the text breaks off.
    if !is_closed {
        return None;
    }
    let end = text.rfind(mark)?;
    let text = text.get(..end)?;
    let what = "There is a line break inside of the text. A text in one pair of marks stands on \
                one line.";
    let line = format!("{} = {}", case.name(), written(text));
    let one_line = type_this(&line, "Write it on one line.");
    let triple = mark.to_string().repeat(3);
    let instead = format!(
        "{one_line} Or put three marks (`{triple}`) before and behind the text, which may then \
         have several lines."
    );
    Some(Explanation::of(case, value.start, what, instead).until(last.end()))
}

/// Whether it is an entry of its own, and no line of a text.
fn is_entry(statement: &Statement<'_>) -> bool {
    let is_name = |name: &str| !name.is_empty() && !name.contains(char::is_whitespace);
    statement.is_header() || statement.name().is_some_and(is_name)
}

fn not_closed(case: &Case<'_>, value: Part<'_>) -> Explanation {
    let text = value.text.trim_start_matches(['"', '\'']);
    let text = text.trim_end_matches(['"', '\'']);
    let what = "The text has no quotation mark at its end.";
    let line = format!("{} = {}", case.name(), written(text));
    let instead = type_this(&line, "Type the same mark at its end as at its beginning.");
    Explanation::of(case, value.start, what, instead)
}

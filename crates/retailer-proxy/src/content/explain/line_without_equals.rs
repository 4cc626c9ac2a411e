//! Lines that have no `=`, and are neither blank nor in brackets.

use super::curly_quotes::{inner, is_curly};
use super::{Case, Explanation, type_this, written};

/// What other languages begin a comment with.
const COMMENTS: [&str; 6] = ["//", "--", ";", "/*", "<!--", "%"];

pub(super) fn explain(case: &Case<'_>) -> Option<Explanation> {
    let statement = &case.statement;
    if let Some(explanation) = lone_marks(case) {
        return Some(explanation);
    }
    if statement.is_header() || statement.name().is_some() {
        return comment(case);
    }
    comment(case)
        .or_else(|| other_format(case))
        .or_else(|| other_sign(case))
        .or_else(|| Some(prose(case)))
}

fn comment(case: &Case<'_>) -> Option<Explanation> {
    let text = case.statement.text;
    let sign = COMMENTS.iter().find(|sign| text.starts_with(**sign))?;
    let what = format!("A remark does not begin with `{sign}` here.");
    let instead = "Begin each line of a remark with `#`.";
    Some(Explanation::of(case, case.statement.start, what, instead))
}

/// Three quotation marks at the beginning of a line.
fn lone_marks(case: &Case<'_>) -> Option<Explanation> {
    let text = case.statement.text;
    let marks = ["\"\"\"", "'''"]
        .into_iter()
        .find(|marks| text.starts_with(marks))?;
    let what = "These three marks belong to no text.";
    let instead = format!(
        "Delete them. If they are the end of the text above, that text has to begin with \
         `{marks}` too."
    );
    let explanation = Explanation::of(case, case.statement.start, what, instead);
    let is_open = case.statement.open.is_some();
    let until = if is_open {
        case.file.len()
    } else {
        case.statement.end()
    };
    Some(explanation.until(until))
}

/// A file that is JSON or HTML.
fn other_format(case: &Case<'_>) -> Option<Explanation> {
    if !case.before.is_empty() {
        return None;
    }
    let format = match case.statement.text.chars().next()? {
        '{' => "JSON",
        '<' => "HTML or XML",
        _ => return None,
    };
    let what = format!("The file seems to be {format}. A content file is written in another way.");
    let instead = "Begin with the example file, and replace its texts by yours.";
    let explanation = Explanation::of(case, case.statement.start, what, instead);
    Some(explanation.until(case.file.len()))
}

/// `title.en: "…"`, `"title.en": "…",` and `title.en "…"`.
fn other_sign(case: &Case<'_>) -> Option<Explanation> {
    let text = case.statement.text.replace("\":", ":");
    let text = text.trim_start_matches('"').trim_end_matches(',');
    let is_of_name = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_' | '-');
    let (name, rest) = text.split_at(text.find(|sign| !is_of_name(sign))?);
    let behind = rest.trim_start();
    let value = behind.trim_start_matches([':', '\u{ff1a}', '\u{ff1d}', '>', '~']);
    let has_sign = value.len() < behind.len();
    let value = value.trim();
    let is_quoted = value.starts_with(['"', '\'']) || value.starts_with(is_curly);
    let what = format!("There has to be a `=` between `{name}` and what it is.");
    let at = case.statement.start + name.len();
    if has_sign && value.is_empty() && !name.is_empty() {
        let instead = format!("Write all of it on one line, as in `{name}.en = \"…\"`.");
        return Some(Explanation::of(case, at, what, instead));
    }
    if name.is_empty() || value.is_empty() || !has_sign && !is_quoted {
        return None;
    }
    let is_value = toml::de::DeTable::parse(&format!("x = {value}")).is_ok();
    let value = if is_value {
        value.to_owned()
    } else {
        written(inner(value))
    };
    let instead = type_this(&format!("{name} = {value}"), "Type a `=` between them.");
    Some(Explanation::of(case, at, what, instead))
}

fn prose(case: &Case<'_>) -> Explanation {
    let what = "This line is neither a name with a `=` nor a line in square brackets.";
    let instead = "If it belongs to the text above, put three quotation marks (`\"\"\"`) before \
         and behind that text, which may then have several lines. If it is a remark, begin it \
         with `#`.";
    Explanation::of(case, case.statement.start, what, instead)
}

//! Texts in quotation marks that are not the straight ones.

use super::statement::string_end;
use super::{Case, Explanation, type_this, written};

/// Whether it is a quotation mark, and none that the file can use.
pub(super) fn is_curly(sign: char) -> bool {
    matches!(
        sign,
        '“' | '”'
            | '„'
            | '‟'
            | '‘'
            | '’'
            | '‚'
            | '‛'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '″'
            | '′'
            | '`'
            | '´'
            | '「'
            | '」'
            | '『'
            | '』'
            | '〝'
            | '〞'
            | '＂'
            | '＇'
    )
}

/// The text without the quotation marks around it, straight or not.
pub(super) fn inner(text: &str) -> &str {
    let is_mark = |sign: char| is_curly(sign) || matches!(sign, '"' | '\'');
    let text = text.trim();
    let text = text.strip_prefix(is_mark).unwrap_or(text);
    text.strip_suffix(is_mark).unwrap_or(text).trim()
}

pub(super) fn explain(case: &Case<'_>) -> Option<Explanation> {
    let value = case.statement.value()?;
    let first = value.text.chars().next()?;
    let is_straight = matches!(first, '"' | '\'');
    let is_unclosed = is_straight && string_end(value.text).is_none();
    if !(is_curly(first) || is_unclosed) {
        return None;
    }
    // The text ends with the last mark on the line.
    let is_mark = |sign: char| is_curly(sign) || matches!(sign, '"' | '\'');
    let end = value.text.rfind(is_mark)?;
    let last = value.text.get(end..)?.chars().next()?;
    let behind = value.text.get(end + last.len_utf8()..)?.trim();
    let is_closed = end > 0 && (behind.is_empty() || behind.starts_with('#'));
    if is_straight && !(is_closed && is_curly(last)) {
        return None;
    }
    let text = if is_closed {
        value.text.get(..end + last.len_utf8())?
    } else {
        value.text
    };
    let marks = match (
        is_curly(first),
        is_closed && is_curly(last) && first != last,
    ) {
        (true, true) => format!("{first} and {last} are not the straight quotation marks"),
        (true, false) => format!("{first} is not the straight quotation mark"),
        (false, _) => format!("{last} is not the straight quotation mark"),
    };
    let what = format!("{marks} that a text needs. Word processors put such marks in.");
    let line = format!("{} = {}", case.name(), written(inner(text)));
    let instead = type_this(
        &line,
        "Type the straight marks `\"` at both ends of the text.",
    );
    let at = if is_curly(first) {
        value.start
    } else {
        value.start + end
    };
    Some(Explanation::of(case, at, what, instead))
}

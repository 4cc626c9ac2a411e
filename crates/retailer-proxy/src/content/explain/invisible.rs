//! Signs that nobody sees and that came with a copied text.

use super::{Case, Explanation};

pub(super) fn explain(case: &Case<'_>) -> Option<Explanation> {
    line_breaks(case)
        .or_else(|| spaces(case))
        .or_else(|| control(case))
}

/// The line breaks of old Macs.
fn line_breaks(case: &Case<'_>) -> Option<Explanation> {
    let text = case.statement.text;
    let mut breaks = text.match_indices('\r').map(|(at, _)| at);
    let lone = breaks.find(|at| !text.get(at + 1..).unwrap_or_default().starts_with('\n'))?;
    let what = "The file has the line breaks of very old programs, so that it is all one line.";
    let instead = "Save the file with the line breaks of Windows (CRLF) or Unix (LF).";
    let at = case.statement.start + lone;
    Some(Explanation::of(case, at, what, instead).until(case.file.len()))
}

/// A space that is none of the usual ones, where a text does not hold it.
fn spaces(case: &Case<'_>) -> Option<Explanation> {
    let text = case.statement.text;
    let is_odd = |sign: char| is_invisible(sign) || sign.is_whitespace() && !sign.is_ascii();
    let (at, sign) = text.char_indices().find(|(_, sign)| is_odd(*sign))?;
    let repaired = text.replace(is_invisible, "").replace(is_odd, " ");
    if toml::de::DeTable::parse(&repaired).is_err() {
        return None;
    }
    let what = if is_invisible(sign) {
        "There is a sign here that nobody sees. It was probably copied from a web page or a \
         document."
    } else {
        "There is a special space here, such as a non-breaking one. It was probably copied from \
         a web page or a document."
    };
    let instead = "Delete it, and type an ordinary space where one is needed.";
    Some(Explanation::of(
        case,
        case.statement.start + at,
        what,
        instead,
    ))
}

/// A sign that ends a text, rings a bell or moves a cursor.
fn control(case: &Case<'_>) -> Option<Explanation> {
    let is_forbidden = |sign: char| sign.is_ascii_control() && !matches!(sign, '\t' | '\n' | '\r');
    let at = case.statement.text.find(is_forbidden)?;
    let what = "There is a control sign here, which nobody sees and which no text may have.";
    let instead = "Delete it, or type the line again.";
    Some(Explanation::of(
        case,
        case.statement.start + at,
        what,
        instead,
    ))
}

/// Signs without a width.
fn is_invisible(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

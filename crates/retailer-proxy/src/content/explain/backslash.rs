//! A `\` in a text, where it begins a special sign.

use super::statement::string_end;
use super::{Case, Explanation, type_this, written};

const SPECIAL: &str = "The sign `\\` has a special meaning in a text.";

pub(super) fn explain(case: &Case<'_>) -> Option<Explanation> {
    let value = case.statement.value()?;
    if let Some(inside) = value.text.strip_prefix("\"\"\"") {
        let at = value.start + 3 + wrong_backslash(inside, true)?;
        let instead = "Type it twice (`\\\\`), or put the text between three single marks (`'''`).";
        return Some(Explanation::of(case, at, SPECIAL, instead));
    }
    let inside = value.text.strip_prefix('"')?;
    let wrong = wrong_backslash(inside, false)?;
    let at = value.start + 1 + wrong;
    let end = value
        .text
        .rfind('"')
        .filter(|end| *end > 0)
        .unwrap_or(value.text.len());
    let text = value.text.get(1..end)?;
    if is_path_of_a_computer(text) {
        return Some(on_a_computer(case, value.start));
    }
    let line = format!("{} = {}", case.name(), written(text));
    let otherwise = "Type it twice (`\\\\`), or put the text between single quotation marks (`'`).";
    let instead = type_this(&line, otherwise);
    Some(Explanation::of(case, at, SPECIAL, instead))
}

/// The first `\` that does not begin one of the special signs, or that takes away the mark at
/// the end. A text in three marks is long: it has line breaks and marks in it.
fn wrong_backslash(text: &str, is_long: bool) -> Option<usize> {
    let mut signs = text.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' | '\n' if !is_long => return None,
            '\\' => {}
            _ => continue,
        }
        let (_, special) = signs.next()?;
        let digits = match special {
            'b' | 'e' | 'f' | 'n' | 'r' | 't' | '\\' => continue,
            '"' | '\n' | '\r' | ' ' if is_long => continue,
            // It is wrong where no other mark follows on the line.
            '"' => {
                let rest = text.get(at + 1..).unwrap_or_default();
                if string_end(rest).is_some() {
                    continue;
                }
                return Some(at);
            }
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => return Some(at),
        };
        for _ in 0..digits {
            if signs
                .next_if(|(_, sign)| sign.is_ascii_hexdigit())
                .is_none()
            {
                return Some(at);
            }
        }
    }
    None
}

/// Whether the text is the path of a file on somebody's own computer.
pub(in crate::content) fn is_path_of_a_computer(text: &str) -> bool {
    let mut signs = text.chars();
    let has_drive = signs.next().is_some_and(|sign| sign.is_ascii_alphabetic())
        && signs.next() == Some(':')
        && signs.next().is_some_and(|sign| matches!(sign, '\\' | '/'));
    has_drive || text.starts_with("\\\\") || text.starts_with("file:")
}

/// What is said of such a path.
pub(in crate::content) const ON_A_COMPUTER: &str =
    "This is a file on your own computer, which shoppers cannot reach.";
/// What to do about it.
pub(in crate::content) const PUT_IT_ONLINE: &str =
    "Put it on a web server, and type its address, as in `\"https://shop.example/images/a.png\"`.";

fn on_a_computer(case: &Case<'_>, at: usize) -> Explanation {
    Explanation::of(case, at, ON_A_COMPUTER, PUT_IT_ONLINE)
}

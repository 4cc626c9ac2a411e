//! Lines in square brackets, such as `[definition.ID]`.

use super::{Case, Explanation, type_this};

const FORMS: &str = "Type `[definition.ID]` with the definition's id, or \
     `[[definition.ID.checkpoint]]` for a checkpoint of it.";

const BY_ITS_ID: &str = "A definition is named by its id, not by its title. Type `[definition.ID]` \
     with the id in Engage, which `retailer-proxy definitions` lists.";

pub(super) fn explain(case: &Case<'_>) -> Option<Explanation> {
    let statement = &case.statement;
    if !statement.is_header() {
        return None;
    }
    let behind = statement.text.trim_start_matches('[');
    let opened = statement.text.len() - behind.len();
    let (inside, rest) = behind.split_at(behind.find([']', '#']).unwrap_or(behind.len()));
    let closed = rest.len() - rest.trim_start_matches(']').len();
    let rest = rest.trim_start_matches(']').trim();
    let right = right(inside);
    let instead = if is_title(inside) {
        BY_ITS_ID.to_owned()
    } else {
        type_this(&right, FORMS)
    };
    let (at, what) = if toml::de::DeTable::parse(header(statement.text)).is_ok() {
        let has_more = !rest.is_empty() && !rest.starts_with('#');
        if !has_more {
            return None;
        }
        let what = "Something stands behind the bracket. The line ends with the bracket.";
        let instead = "Begin a new line behind the bracket.";
        let at = statement.end() - rest.len();
        return Some(Explanation::of(case, at, what, instead));
    } else if closed == 0 {
        (
            statement.end(),
            "The bracket that opens this line is not closed.".to_owned(),
        )
    } else if opened != closed {
        let what = format!(
            "This line has {} at its beginning and {} at its end.",
            brackets(opened),
            brackets(closed)
        );
        (statement.start, what)
    } else {
        let what = "What stands between these brackets cannot be read.";
        (statement.start, what.to_owned())
    };
    // What follows belongs to a table that is not known.
    let explanation = Explanation::of(case, at, what, instead);
    Some(explanation.values_until(case.next_header()))
}

/// Whether several words stand where the id of a definition should.
fn is_title(inside: &str) -> bool {
    let name = inside.trim().strip_prefix("definition.");
    name.is_some_and(|name| {
        let is_of_checkpoint = name.contains("checkpoint");
        name.split_whitespace().count() > 1 && !is_of_checkpoint && !name.contains('-')
    })
}

/// The line up to its last bracket.
fn header(text: &str) -> &str {
    let end = text.find(']').map_or(text.len(), |at| {
        let rest = text.get(at..).unwrap_or_default();
        at + rest.len() - rest.trim_start_matches(']').len()
    });
    text.get(..end).unwrap_or(text)
}

/// The line as it was probably meant.
fn right(inside: &str) -> String {
    let name: String = inside
        .trim()
        .chars()
        .map(|sign| if is_dash(sign) { '-' } else { sign })
        .filter(|sign| !is_quotation_mark(*sign))
        .collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(".");
    let name = name.replace("..", ".");
    if name.ends_with(".checkpoint") {
        format!("[[{name}]]")
    } else {
        format!("[{name}]")
    }
}

fn brackets(count: usize) -> String {
    match count {
        1 => "one bracket".to_owned(),
        2 => "two brackets".to_owned(),
        count => format!("{count} brackets"),
    }
}

/// A dash that a word processor writes in place of a hyphen.
pub(super) fn is_dash(sign: char) -> bool {
    matches!(sign, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn is_quotation_mark(sign: char) -> bool {
    matches!(sign, '"' | '\'') || super::curly_quotes::is_curly(sign)
}

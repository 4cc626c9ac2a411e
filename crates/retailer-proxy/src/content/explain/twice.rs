//! Entries that cannot stand in one file: the same one twice, or one in two ways.

use super::statement::Statement;
use super::{Case, Explanation};

pub(super) fn explain(case: &Case<'_>) -> Option<Explanation> {
    let places = places(case.before, &case.statement);
    let (own, before) = places.split_last()?;
    let mut before = before.iter().rev();
    let (other, conflict) =
        before.find_map(|other| Some((other, Conflict::between(other, own)?)))?;
    let line = case.line_of(other.start);
    let name = if own.is_header {
        own.name()
    } else {
        case.name().to_owned()
    };
    let (what, instead) = match conflict {
        Conflict::Header => (
            format!(
                "`{}` stands in the file already, on line {line}.",
                case.statement.text
            ),
            "Put everything that belongs to it under one of the two lines, and delete the other \
             one."
                .to_owned(),
        ),
        Conflict::Same => (
            format!("`{name}` stands in the file already, on line {line}."),
            "Delete one of the two lines.".to_owned(),
        ),
        Conflict::TwoWays => (
            format!("`{name}` is written in two ways: here, and on line {line}."),
            "Write it in one way: either one text, or a line for each language, as in \
             `title.en = \"Five bags\"`."
                .to_owned(),
        ),
        Conflict::Brackets => (
            format!("This line and line {line} differ in their brackets."),
            format!("Type `[[{name}]]` on both lines."),
        ),
    };
    let explanation = Explanation::of(case, case.statement.start, what, instead).twice();
    // What follows a line in brackets belongs to a table that is not known.
    let until = if own.is_header {
        case.next_header()
    } else {
        case.statement.end()
    };
    Some(explanation.until(until))
}

enum Conflict {
    /// The same line in brackets.
    Header,
    /// The same entry.
    Same,
    /// A text, and a part of it.
    TwoWays,
    /// One of a list, and the same name without a list.
    Brackets,
}

impl Conflict {
    fn between(other: &Place, own: &Place) -> Option<Self> {
        let is_beginning = |short: &Place, long: &Place| {
            long.path.len() > short.path.len() && long.path.starts_with(&short.path)
        };
        if own.path == other.path {
            let is_header = own.is_header && other.is_header;
            return Some(if is_header { Self::Header } else { Self::Same });
        }
        let is_list = |list: &Place, table: &Place| {
            list.is_header && table.is_header && list.list_name() == Some(table.path.as_slice())
        };
        if is_list(own, other) || is_list(other, own) {
            return Some(Self::Brackets);
        }
        // `title = "…"` and `title.en = "…"`.
        let is_within = |text: &Place, part: &Place| !text.is_header && is_beginning(text, part);
        // `consent.version = "…"` and `[definition.ID.consent]`.
        let is_torn =
            own.is_header && is_beginning(own, other) && other.table_length < own.path.len();
        (is_within(other, own) || is_within(own, other) || is_torn).then_some(Self::TwoWays)
    }
}

/// Where something stands in the structure of the file.
struct Place {
    start: usize,
    /// Its name with the names of the tables around it. The number of a table in a list is a
    /// part of it.
    path: Vec<String>,
    /// How many of these parts are the table around it.
    table_length: usize,
    is_header: bool,
}

impl Place {
    /// The name as it is written.
    fn name(&self) -> String {
        let written = self.path.iter().filter(|part| !is_number(part));
        written.map(String::as_str).collect::<Vec<_>>().join(".")
    }

    /// For a table of a list, the name of the list.
    fn list_name(&self) -> Option<&[String]> {
        let (last, name) = self.path.split_last()?;
        is_number(last).then_some(name)
    }
}

/// The place of each statement.
fn places(before: &[Statement<'_>], own: &Statement<'_>) -> Vec<Place> {
    let mut table: Vec<String> = Vec::new();
    // The table of a list that was begun last: its name, and its number.
    let mut list: (Vec<String>, String) = (Vec::new(), String::new());
    let mut places = Vec::new();
    for statement in before.iter().chain(std::iter::once(own)) {
        let table_length = table.len();
        if statement.is_header() {
            let written = statement.text.split('#').next().unwrap_or_default();
            let name = parts(written.trim().trim_matches(['[', ']']));
            if statement.text.starts_with("[[") {
                list = (name.clone(), format!("#{}", places.len()));
                table = [name, vec![list.1.clone()]].concat();
            } else if name.len() > list.0.len() && !list.0.is_empty() && name.starts_with(&list.0) {
                let (beginning, rest) = name.split_at(list.0.len());
                table = [beginning, std::slice::from_ref(&list.1), rest].concat();
            } else {
                table = name;
            }
            places.push(Place {
                start: statement.start,
                path: table.clone(),
                table_length: 0,
                is_header: true,
            });
        } else {
            let name = parts(statement.name().unwrap_or_default());
            places.push(Place {
                start: statement.start,
                path: [table.clone(), name].concat(),
                table_length,
                is_header: false,
            });
        }
    }
    places
}

fn parts(name: &str) -> Vec<String> {
    let parts = name
        .split('.')
        .map(|part| part.trim().trim_matches(['"', '\'']));
    parts.map(ToOwned::to_owned).collect()
}

/// Whether a part of a path is the number of a table in a list.
fn is_number(part: &str) -> bool {
    part.starts_with('#')
}

//! Explains, in the words of whoever wrote it, what cannot be read in a content file.
//!
//! The parser decides whether something is wrong. What is said about it is decided here, from
//! the text around the place: there is one file for each kind of mistake, each a pure function
//! of that text. What the parser says of one statement has one cause, and is told once.

mod backslash;
mod brackets;
mod case;
mod curly_quotes;
mod header;
mod invisible;
mod line_without_equals;
mod long_text;
mod name;
mod quotation;
mod quotes;
mod statement;
mod twice;
mod unquoted;

pub(super) use backslash::{ON_A_COMPUTER, PUT_IT_ONLINE, is_path_of_a_computer};
use case::Case;
use quotation::type_this;
pub(super) use quotation::{shown, written};
pub(super) use unquoted::{flag, number};

use super::file::MOST_FINDINGS;
use super::findings::{Finding, Severity, Topic};
use super::position::Position;

/// What is wrong with one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Explanation {
    /// Where, in bytes of the file.
    at: usize,
    topic: Topic,
    what: String,
    instead: String,
    /// Where the statement begins.
    from: usize,
    /// Where the text ends whose other mistakes are consequences of this one.
    until: usize,
    /// Where the values end that cannot be judged because of it.
    values_until: usize,
}

/// The kinds of mistakes, in the order in which they are tried: what is more certain comes
/// first.
const KINDS: [fn(&Case<'_>) -> Option<Explanation>; 11] = [
    invisible::explain,
    header::explain,
    line_without_equals::explain,
    name::explain,
    curly_quotes::explain,
    long_text::explain,
    backslash::explain,
    quotes::explain,
    brackets::explain,
    unquoted::explain,
    twice::explain,
];

/// One explanation for each cause of what the parser found: its messages, each with its place
/// in bytes.
pub(super) fn all(file: &str, errors: &[(usize, &str)]) -> Vec<Explanation> {
    if errors.is_empty() {
        return Vec::new();
    }
    let statements = statement::all(file);
    let mut errors = errors.to_vec();
    errors.sort_by_key(|(at, _)| *at);
    let mut explanations: Vec<Explanation> = Vec::new();
    for (at, message) in errors {
        if explanations.len() >= MOST_FINDINGS {
            break;
        }
        let is_covered = |explanation: &Explanation| explanation.covers(at);
        if explanations.iter().any(is_covered) {
            continue;
        }
        let Some(case) = Case::at(file, &statements, at) else {
            explanations.push(unexplained(at, file.len(), message));
            continue;
        };
        let known = KINDS.iter().find_map(|kind| kind(&case));
        let explanation = known.unwrap_or_else(|| unexplained(at, case.statement.end(), message));
        // The cause may lie before what has been explained already.
        if !explanations.iter().any(|other| other.at == explanation.at) {
            explanations.push(explanation);
        }
    }
    explanations
}

/// What the parser says, where nothing better is known.
fn unexplained(at: usize, until: usize, message: &str) -> Explanation {
    Explanation {
        at,
        topic: Topic::Notation,
        what: format!("This cannot be read ({message})."),
        instead: "Compare it with the lines around it and with the example file.".to_owned(),
        from: at,
        until: until.max(at),
        values_until: until.max(at),
    }
}

impl Explanation {
    /// An explanation of this statement.
    fn of(case: &Case<'_>, at: usize, what: impl Into<String>, instead: impl Into<String>) -> Self {
        let until = case.statement.end();
        Self {
            at,
            topic: Topic::Notation,
            what: what.into(),
            instead: instead.into(),
            from: case.statement.start,
            until,
            values_until: until,
        }
    }

    /// The same one, for a mistake that makes what follows unreadable up to here.
    fn until(self, until: usize) -> Self {
        Self {
            until,
            values_until: self.values_until.max(until),
            ..self
        }
    }

    /// The same one, for a mistake that makes the values up to here stand in the wrong place.
    fn values_until(self, values_until: usize) -> Self {
        Self {
            values_until,
            ..self
        }
    }

    /// The same one, for something that stands there twice.
    fn twice(self) -> Self {
        Self {
            topic: Topic::Twice,
            ..self
        }
    }

    fn covers(&self, at: usize) -> bool {
        (self.from..=self.until).contains(&at)
    }

    /// Whether a value at this place cannot be judged.
    pub(super) fn hides(&self, at: usize) -> bool {
        (self.from..=self.values_until).contains(&at)
    }

    /// What is told.
    pub(super) fn finding(self, file: &str) -> Finding {
        let at = Position::of(file, self.at);
        Finding::new(at, Severity::Mistake, self.topic, self.what, self.instead)
    }
}

#[cfg(test)]
mod tests;

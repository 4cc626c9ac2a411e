//! What came of many documents.

use std::fmt;
use std::time::Duration;

use crate::examination::{Examined, Fault, Reading};

/// A document with which something is wrong.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) number: u64,
    pub(crate) fault: Fault,
}

/// The greatest value so far, and the number of its document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Greatest<V> {
    value: V,
    number: u64,
}

/// What came of many documents.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) documents: u64,
    pub(crate) whole: u64,
    pub(crate) partly: u64,
    pub(crate) refused: u64,
    /// How many were rendered as HTML.
    pub(crate) rendered: u64,
    json: Greatest<usize>,
    html: Greatest<usize>,
    slowest: Greatest<Duration>,
    pub(crate) findings: Vec<Finding>,
}

impl Tally {
    /// Adds one document.
    pub(crate) fn note(&mut self, number: u64, outcome: Result<Examined, Fault>, took: Duration) {
        self.documents += 1;
        let greatest = |value| Greatest { value, number };
        self.slowest = self.slowest.max(Greatest {
            value: took,
            number,
        });
        match outcome {
            Ok(examined) => {
                match examined.reading {
                    Reading::Whole => self.whole += 1,
                    Reading::Partly => self.partly += 1,
                    Reading::Refused => self.refused += 1,
                }
                self.rendered += u64::from(examined.html > 0);
                self.json = self.json.max(greatest(examined.json));
                self.html = self.html.max(greatest(examined.html));
            }
            Err(fault) => self.findings.push(Finding { number, fault }),
        }
    }

    /// Adds what came of other documents.
    pub(crate) fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.whole += other.whole;
        self.partly += other.partly;
        self.refused += other.refused;
        self.rendered += other.rendered;
        self.json = self.json.max(other.json);
        self.html = self.html.max(other.html);
        self.slowest = self.slowest.max(other.slowest);
        self.findings.extend(other.findings);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            whole,
            partly,
            refused,
            rendered,
            json,
            html,
            slowest,
            ..
        } = self;
        writeln!(
            formatter,
            "read whole: {whole}, in part: {partly}, refused: {refused}; rendered as HTML: {rendered}"
        )?;
        writeln!(
            formatter,
            "the longest answers: {} bytes as JSON (document {}), {} bytes as HTML (document {})",
            json.value, json.number, html.value, html.number
        )?;
        writeln!(
            formatter,
            "the slowest document: {} ms (document {})",
            slowest.value.as_millis(),
            slowest.number
        )?;
        for Finding { number, fault } in &self.findings {
            writeln!(formatter, "document {number}: {fault}")?;
        }
        match self.findings.len() {
            0 => writeln!(formatter, "nothing is wrong"),
            wrong => writeln!(formatter, "{wrong} documents with which something is wrong"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(number: u64, outcome: Result<Examined, Fault>) -> Tally {
        let mut tally = Tally::default();
        tally.note(number, outcome, Duration::from_millis(number));
        tally
    }

    #[test]
    fn tallies_add_up_and_keep_the_greatest_values_and_all_findings() {
        let examined = |reading, json| Examined {
            reading,
            json,
            html: 7,
        };
        let mut total = tally(1, Ok(examined(Reading::Whole, 30)));
        total.add(tally(2, Ok(examined(Reading::Refused, 50))));
        total.add(tally(3, Err("a text is not escaped".to_owned())));
        let text = total.to_string();
        assert_eq!(total.documents, 3);
        assert!(text.contains("whole: 1, in part: 0, refused: 1"), "{text}");
        assert!(text.contains("50 bytes as JSON (document 2)"), "{text}");
        assert!(text.contains("3 ms (document 3)"), "{text}");
        assert!(text.contains("document 3: a text is not escaped"), "{text}");
    }
}

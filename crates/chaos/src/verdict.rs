//! What is compared in the end: what is on record, what Engage has assigned, and what
//! the shoppers did and were told.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::records::{Pair, Presses};
use crate::shop;

/// One line of the proxy's export of consents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) id: String,
    pub(crate) pair: Pair,
    pub(crate) text_version: Option<String>,
    pub(crate) outcome: Outcome,
}

/// What the record says came of a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nobody knows yet.
    Unfinished,
    /// The shopper has joined.
    Joined,
    /// They have not.
    NotAssigned,
}

/// Reads an export.
pub(crate) fn read(export: &str) -> Result<Vec<Record>> {
    export.lines().map(read_line).collect()
}

fn read_line(line: &str) -> Result<Record> {
    let record: Value = serde_json::from_str(line)?;
    let text = |name: &str| {
        let value = record[name].as_str().map(str::to_owned);
        value.with_context(|| format!("a record without {name}: {line}"))
    };
    let outcome = match text("outcome")?.as_str() {
        "unfinished" => Outcome::Unfinished,
        "assigned" | "already_assigned" => Outcome::Joined,
        "not_assigned" => Outcome::NotAssigned,
        other => bail!("a record with the outcome {other}"),
    };
    Ok(Record {
        id: text("id")?,
        pair: Pair {
            contact: text("contactId")?,
            definition: text("definitionId")?,
        },
        text_version: record["textVersion"].as_str().map(str::to_owned),
        outcome,
    })
}

/// Whether it is too early to say what came of the unfinished ones that Engage has not
/// assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unsettled {
    /// It is: they may stay unfinished.
    Allowed,
    /// There was time enough.
    Wrong,
}

/// How many records still have to change until all is settled.
pub(crate) fn waiting(
    records: &[Record],
    assigned: &BTreeSet<Pair>,
    unsettled: Unsettled,
) -> usize {
    let unfinished = records
        .iter()
        .filter(|record| record.outcome == Outcome::Unfinished);
    let wrong = unfinished
        .filter(|record| unsettled == Unsettled::Wrong || assigned.contains(&record.pair));
    wrong.count()
}

/// Everything that is wrong.
pub(crate) fn findings(
    records: &[Record],
    assigned: &BTreeSet<Pair>,
    presses: &BTreeMap<Pair, Presses>,
    unsettled: Unsettled,
) -> Vec<String> {
    let mut findings = Vec::new();
    let mut ids = BTreeSet::new();
    let mut of_pair: BTreeMap<&Pair, Vec<&Record>> = BTreeMap::new();
    for record in records {
        if !ids.insert(&record.id) {
            findings.push(format!("two records have the id {}", record.id));
        }
        of_pair.entry(&record.pair).or_default().push(record);
    }
    let pairs: BTreeSet<&Pair> = of_pair
        .keys()
        .copied()
        .chain(assigned)
        .chain(presses.keys())
        .collect();
    for pair in pairs {
        let seen = Seen {
            records: of_pair.get(pair).map_or(&[], Vec::as_slice),
            is_assigned: assigned.contains(pair),
            presses: presses.get(pair).copied().unwrap_or_default(),
        };
        let wrong = seen.wrong(pair, unsettled);
        findings.extend(
            wrong
                .into_iter()
                .map(|finding| format!("{finding}: {} {}", pair.contact, pair.definition)),
        );
    }
    findings
}

/// Everything about one contact and one challenge.
struct Seen<'a> {
    records: &'a [&'a Record],
    is_assigned: bool,
    presses: Presses,
}

impl Seen<'_> {
    fn wrong(&self, pair: &Pair, unsettled: Unsettled) -> Vec<&'static str> {
        let with = |outcome| {
            let records = self.records.iter();
            records.filter(|record| record.outcome == outcome).count()
        };
        let (joined, unfinished) = (with(Outcome::Joined), with(Outcome::Unfinished));
        let version = shop::consent_version(&pair.definition);
        let is_other_wording = |record: &&&Record| record.text_version.as_deref() != version;
        let given = usize::try_from(self.presses.consents()).unwrap_or(usize::MAX);
        let checks = [
            (
                self.is_assigned && self.records.is_empty(),
                "assigned without a record",
            ),
            (
                self.is_assigned && !self.records.is_empty() && joined == 0 && unfinished == 0,
                "assigned, and the record says that it is not",
            ),
            (joined > 1, "on record as joined more than once"),
            (
                joined > 0 && !self.is_assigned,
                "on record as joined, and Engage knows nothing of it",
            ),
            (
                self.presses.joined > 0 && !self.is_assigned,
                "told that they have joined, and Engage knows nothing of it",
            ),
            (
                self.presses.joined > 0 && self.records.is_empty(),
                "told that they have joined, and the consent is lost",
            ),
            (
                self.records.len() > given,
                "more consents on record than were given",
            ),
            (unfinished > 1, "more than one unfinished record"),
            (
                unfinished > 0 && (self.is_assigned || unsettled == Unsettled::Wrong),
                "left unfinished",
            ),
            (
                self.records.iter().find(is_other_wording).is_some(),
                "on record with another wording than was agreed to",
            ),
        ];
        let wrong = checks.into_iter().filter(|(is_wrong, _)| *is_wrong);
        wrong.map(|(_, finding)| finding).collect()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const JOINED: Presses = Presses {
        joined: 1,
        refused: 0,
        unanswered: 0,
        without_consent: 0,
    };
    const UNANSWERED: Presses = Presses {
        joined: 0,
        unanswered: 1,
        ..JOINED
    };
    const NONE: Presses = Presses {
        joined: 0,
        ..JOINED
    };

    fn pair() -> Pair {
        Pair {
            contact: "c".to_owned(),
            definition: "d".to_owned(),
        }
    }

    fn record(id: usize, outcome: Outcome) -> Record {
        Record {
            id: id.to_string(),
            pair: pair(),
            text_version: None,
            outcome,
        }
    }

    fn judge(
        outcomes: &[Outcome],
        is_assigned: bool,
        presses: Presses,
        unsettled: Unsettled,
    ) -> Vec<String> {
        let outcomes = outcomes.iter().enumerate();
        let records: Vec<_> = outcomes.map(|(id, outcome)| record(id, *outcome)).collect();
        let assigned = BTreeSet::from_iter(is_assigned.then(pair));
        let presses = BTreeMap::from([(pair(), presses)]);
        findings(&records, &assigned, &presses, unsettled)
    }

    #[rstest]
    #[case::joined(&[Outcome::Joined], true, JOINED)]
    #[case::joined_unnoticed(&[Outcome::Joined], true, UNANSWERED)]
    #[case::never_arrived(&[], false, UNANSWERED)]
    #[case::not_assigned(&[Outcome::NotAssigned], false, UNANSWERED)]
    fn what_should_be_is_no_finding(
        #[case] outcomes: &[Outcome],
        #[case] is_assigned: bool,
        #[case] presses: Presses,
    ) {
        let found = judge(outcomes, is_assigned, presses, Unsettled::Wrong);
        assert_eq!(found, [] as [String; 0]);
    }

    #[rstest]
    #[case::lost(&[], true, JOINED, "assigned without a record")]
    #[case::promised(&[], false, JOINED, "told that they have joined, and Engage")]
    #[case::denied(&[Outcome::NotAssigned], true, UNANSWERED, "assigned, and the record")]
    #[case::claimed(&[Outcome::Joined], false, UNANSWERED, "on record as joined, and")]
    #[case::twice(&[Outcome::Joined; 2], true, Presses { unanswered: 1, ..JOINED }, "on record as joined more than once")]
    #[case::invented(&[Outcome::NotAssigned], false, NONE, "more consents on record")]
    #[case::open(&[Outcome::Unfinished], true, JOINED, "left unfinished")]
    #[case::open_for_ever(&[Outcome::Unfinished], false, UNANSWERED, "left unfinished")]
    #[case::open_twice(&[Outcome::Unfinished; 2], false, Presses { unanswered: 2, ..NONE }, "more than one unfinished")]
    fn what_should_not_be_is_found(
        #[case] outcomes: &[Outcome],
        #[case] is_assigned: bool,
        #[case] presses: Presses,
        #[case] expected: &str,
    ) {
        let found = judge(outcomes, is_assigned, presses, Unsettled::Wrong);
        assert!(
            found.iter().any(|finding| finding.starts_with(expected)),
            "{found:?}"
        );
    }

    #[test]
    fn what_engage_has_not_assigned_may_be_unfinished_for_a_while() {
        let outcomes = [Outcome::Unfinished];
        assert_eq!(
            judge(&outcomes, false, UNANSWERED, Unsettled::Allowed),
            [] as [String; 0]
        );
        assert!(!judge(&outcomes, true, UNANSWERED, Unsettled::Allowed).is_empty());
        let records = [record(0, Outcome::Unfinished)];
        let assigned = BTreeSet::from([pair()]);
        for (assigned, unsettled, expected) in [
            (&assigned, Unsettled::Allowed, 1),
            (&BTreeSet::new(), Unsettled::Allowed, 0),
            (&BTreeSet::new(), Unsettled::Wrong, 1),
        ] {
            assert_eq!(waiting(&records, assigned, unsettled), expected);
        }
    }

    #[test]
    fn another_wording_than_the_one_that_was_shown_is_found() {
        let records = [Record {
            text_version: Some("1".to_owned()),
            ..record(0, Outcome::Joined)
        }];
        let presses = BTreeMap::from([(pair(), JOINED)]);
        let assigned = BTreeSet::from([pair()]);
        let found = findings(&records, &assigned, &presses, Unsettled::Wrong);
        assert!(found[0].starts_with("on record with another wording"));
    }

    #[test]
    fn an_export_is_read_line_by_line() {
        let line = "{\"contactId\":\"c\",\"definitionId\":\"d\",\"givenAt\":\"\",\"id\":\"1\",\
                    \"outcome\":\"already_assigned\",\"settledAt\":null,\"textVersion\":null}\n";
        let expected = Record {
            id: "1".to_owned(),
            ..record(1, Outcome::Joined)
        };
        assert_eq!(read(line).unwrap(), [expected]);
        assert!(read("{}").is_err());
    }
}

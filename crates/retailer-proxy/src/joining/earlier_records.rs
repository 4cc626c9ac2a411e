//! What the ledger says about earlier joins of one shopper and one definition: pure.

use crate::consents::{Consent, Outcome};

/// The records of earlier joins of one shopper and one definition.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct EarlierRecords {
    /// The records whose outcome is not known, the oldest first.
    pub(super) unfinished: Vec<Consent>,
    has_assigned: bool,
}

impl EarlierRecords {
    /// Sorts these records, which are the oldest first.
    pub(super) fn of(records: Vec<Consent>) -> Self {
        let has_assigned = records.iter().any(|record| match record.outcome {
            Outcome::Assigned | Outcome::AlreadyAssigned => true,
            Outcome::Unfinished | Outcome::NotAssigned => false,
        });
        let is_unfinished = |record: &Consent| record.outcome == Outcome::Unfinished;
        let unfinished = records.into_iter().filter(is_unfinished).collect();
        Self {
            unfinished,
            has_assigned,
        }
    }

    /// Whether a record can explain that the shopper has the challenge. It may be an
    /// unfinished one, since its call may have assigned the challenge.
    pub(super) fn explain_the_challenge(&self) -> bool {
        self.has_assigned || !self.unfinished.is_empty()
    }

    /// The latest unfinished record of a consent to this version of the text.
    pub(super) fn unfinished_with(&self, text_version: Option<&str>) -> Option<&Consent> {
        let mut unfinished = self.unfinished.iter().rev();
        unfinished.find(|record| record.text_version.as_deref() == text_version)
    }
}

#[cfg(test)]
mod tests {
    use challenge_model::{ContactId, DefinitionId, UnixMillis};
    use rstest::rstest;

    use super::*;
    use crate::consents::ConsentId;

    const GUID: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";

    fn record(outcome: Outcome, text_version: Option<&str>) -> Consent {
        Consent {
            id: ConsentId::random().unwrap(),
            contact: ContactId::guid(GUID).unwrap(),
            definition: DefinitionId::guid(GUID).unwrap(),
            text_version: text_version.map(str::to_owned),
            given: UnixMillis(0),
            called: None,
            outcome,
            settled: None,
        }
    }

    #[rstest]
    #[case::no_record(&[], false)]
    #[case::not_assigned(&[Outcome::NotAssigned], false)]
    #[case::assigned_later(&[Outcome::NotAssigned, Outcome::Assigned], true)]
    #[case::already_assigned(&[Outcome::AlreadyAssigned], true)]
    #[case::unfinished(&[Outcome::Unfinished], true)]
    fn a_challenge_is_explained_by_a_record_that_assigned_it_or_may_have(
        #[case] outcomes: &[Outcome],
        #[case] expected: bool,
    ) {
        let records = outcomes.iter().map(|outcome| record(*outcome, None));
        let earlier = EarlierRecords::of(records.collect());
        assert_eq!(earlier.explain_the_challenge(), expected);
    }

    #[test]
    fn the_latest_unfinished_record_of_a_text_version_is_found() {
        let records = vec![
            record(Outcome::Unfinished, Some("1")),
            record(Outcome::Unfinished, Some("1")),
            record(Outcome::Unfinished, Some("2")),
            record(Outcome::NotAssigned, Some("3")),
        ];
        let earlier = EarlierRecords::of(records.clone());
        assert_eq!(earlier.unfinished_with(Some("1")), Some(&records[1]));
        assert_eq!(earlier.unfinished_with(Some("3")), None);
        assert_eq!(earlier.unfinished_with(None), None);
    }
}

//! What the records of earlier joins of one shopper and one definition say.

use crate::consents::{Consent, Outcome};

/// What earlier joins left.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Earlier {
    /// The records of which nobody knows yet what came of them.
    pub(super) unfinished: Vec<Consent>,
    has_joined: bool,
}

impl Earlier {
    /// What these records say, all of one shopper and one definition.
    pub(super) fn of(records: Vec<Consent>) -> Self {
        let has_joined = records.iter().any(|record| match record.outcome {
            Outcome::Assigned | Outcome::AlreadyAssigned => true,
            Outcome::Unfinished | Outcome::NotAssigned => false,
        });
        let is_unfinished = |record: &Consent| record.outcome == Outcome::Unfinished;
        let unfinished = records.into_iter().filter(is_unfinished).collect();
        Self {
            unfinished,
            has_joined,
        }
    }

    /// Whether the records of a shopper who has joined say so.
    pub(super) fn says_joined(&self) -> bool {
        self.has_joined || !self.unfinished.is_empty()
    }

    /// The latest unfinished record of the consent to this wording.
    pub(super) fn unfinished_with(&self, text_version: Option<&str>) -> Option<&Consent> {
        let mut unfinished = self.unfinished.iter().rev();
        unfinished.find(|record| record.text_version.as_deref() == text_version)
    }
}

#[cfg(test)]
mod tests {
    use challenge_model::{ContactId, DefinitionId, UnixMillis};

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

    #[test]
    fn only_who_was_assigned_or_may_have_been_has_joined_on_record() {
        let says = |outcomes: &[Outcome]| {
            let records = outcomes.iter().map(|outcome| record(*outcome, None));
            Earlier::of(records.collect()).says_joined()
        };
        assert!(!says(&[]));
        assert!(!says(&[Outcome::NotAssigned]));
        assert!(says(&[Outcome::NotAssigned, Outcome::Assigned]));
        assert!(says(&[Outcome::AlreadyAssigned]));
        assert!(says(&[Outcome::Unfinished]));
    }

    #[test]
    fn a_join_goes_on_with_the_latest_unfinished_record_of_its_wording() {
        let records = vec![
            record(Outcome::Unfinished, Some("1")),
            record(Outcome::Unfinished, Some("1")),
            record(Outcome::Unfinished, Some("2")),
            record(Outcome::NotAssigned, Some("3")),
        ];
        let earlier = Earlier::of(records.clone());
        assert_eq!(earlier.unfinished_with(Some("1")), Some(&records[1]));
        assert_eq!(earlier.unfinished_with(Some("3")), None);
        assert_eq!(earlier.unfinished_with(None), None);
    }
}

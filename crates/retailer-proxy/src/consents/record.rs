//! One consent.

use std::fmt::Write as _;

use aws_lc_rs::rand;
use challenge_model::{ContactId, DefinitionId, UnixMillis};
use serde::Serialize;

use super::error::LedgerError;

/// The id of a record, the same in the ledger and in its export.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsentId(pub(super) String);

/// The outcome of a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Not known yet: Engage is being called, or the proxy stopped before it knew.
    Unfinished,
    /// Engage assigned the challenge.
    Assigned,
    /// The challenge was assigned before, and Engage was not called.
    AlreadyAssigned,
    /// Engage did not assign it, or was never called.
    NotAssigned,
}

/// That a shopper agreed to join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Its id.
    pub id: ConsentId,
    /// Who agreed.
    pub contact: ContactId,
    /// The definition that they joined.
    pub definition: DefinitionId,
    /// The version of the consent text; `None` where no consent was needed.
    pub text_version: Option<String>,
    /// When they agreed.
    pub given: UnixMillis,
    /// When Engage was last called again because of this record; `None` where it was
    /// called only once, right after the consent was given.
    pub called: Option<UnixMillis>,
    /// The outcome.
    pub outcome: Outcome,
    /// When the outcome was known.
    pub settled: Option<UnixMillis>,
}

impl ConsentId {
    /// A new id that nobody can guess.
    pub(crate) fn random() -> Result<Self, LedgerError> {
        random_digits().map(Self)
    }
}

/// 32 hexadecimal digits that nobody can guess.
pub(super) fn random_digits() -> Result<String, LedgerError> {
    let mut bytes = [0_u8; 16];
    rand::fill(&mut bytes).map_err(|_| LedgerError::NoRandomness)?;
    Ok(bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a String cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    }))
}

impl Outcome {
    const ALL: [Self; 4] = [
        Self::Unfinished,
        Self::Assigned,
        Self::AlreadyAssigned,
        Self::NotAssigned,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Unfinished => "unfinished",
            Self::Assigned => "assigned",
            Self::AlreadyAssigned => "already_assigned",
            Self::NotAssigned => "not_assigned",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

impl Consent {
    /// When Engage was last called because of this record.
    pub(crate) fn latest_call(&self) -> UnixMillis {
        self.called.unwrap_or(self.given)
    }

    /// The record as one line of JSON, with dates in UTC.
    #[must_use]
    pub fn to_json_line(&self) -> String {
        let line = serde_json::json!({
            "id": self.id.0,
            "contactId": self.contact.as_str(),
            "definitionId": self.definition.as_str(),
            "textVersion": self.text_version,
            "givenAt": self.given.in_utc().to_string(),
            "outcome": self.outcome.name(),
            "settledAt": self.settled.map(|at| at.in_utc().to_string()),
        });
        line.to_string()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const ALVA: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";
    const HELLO: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";

    /// An unfinished consent of Alva, given at this time.
    pub(in crate::consents) fn consent_at(given: i64) -> Consent {
        Consent {
            id: ConsentId::random().unwrap(),
            contact: ContactId::guid(ALVA).unwrap(),
            definition: DefinitionId::guid(HELLO).unwrap(),
            text_version: Some("2026-03".to_owned()),
            given: UnixMillis(given),
            called: None,
            outcome: Outcome::Unfinished,
            settled: None,
        }
    }

    #[test]
    fn every_outcome_is_found_by_its_name() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::named(outcome.name()), Some(outcome));
        }
    }
}

//! What Engage stores, and how it is found.

use std::collections::BTreeMap;

use serde::Serialize;

use super::challenge::Challenge;
use super::definition::Definition;
use crate::guid::Guid;

/// A contact: Engage's record of a shopper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// The contact's id.
    pub id: Guid,
    /// The name, for people who read the admin paths. The Challenges API never sends it.
    pub name: String,
    /// What this contact is an example of.
    pub comment: Option<String>,
}

/// Everything that Engage stores about challenges.
///
/// Lists have the order of the seed, and new entries are appended. Engage does not
/// document its own order, so no client may rely on it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    pub(crate) contacts: BTreeMap<Guid, Contact>,
    pub(crate) definitions: Vec<Definition>,
    pub(crate) challenges: Vec<Challenge>,
    #[serde(skip)]
    ids_given_out: u64,
}

impl State {
    /// A state with these records.
    pub(crate) fn new(
        contacts: impl IntoIterator<Item = Contact>,
        definitions: Vec<Definition>,
        challenges: Vec<Challenge>,
    ) -> Self {
        Self {
            contacts: contacts
                .into_iter()
                .map(|contact| (contact.id, contact))
                .collect(),
            definitions,
            challenges,
            ids_given_out: 0,
        }
    }

    /// All contacts.
    pub fn contacts(&self) -> impl Iterator<Item = &Contact> {
        self.contacts.values()
    }

    /// All definitions, drafts included.
    #[must_use]
    pub fn definitions(&self) -> &[Definition] {
        &self.definitions
    }

    /// All challenges of all contacts.
    #[must_use]
    pub fn challenges(&self) -> &[Challenge] {
        &self.challenges
    }

    /// The contact with this id.
    #[must_use]
    pub fn contact(&self, id: Guid) -> Option<&Contact> {
        self.contacts.get(&id)
    }

    /// The definition with this id.
    #[must_use]
    pub fn definition(&self, id: Guid) -> Option<&Definition> {
        self.definitions
            .iter()
            .find(|definition| definition.id == id)
    }

    /// The challenge with this id.
    #[must_use]
    pub fn challenge(&self, id: Guid) -> Option<&Challenge> {
        self.challenges.iter().find(|challenge| challenge.id == id)
    }

    /// The challenges of one contact.
    pub fn challenges_of(&self, contact_id: Guid) -> impl Iterator<Item = &Challenge> {
        self.challenges
            .iter()
            .filter(move |challenge| challenge.contact_id == contact_id)
    }

    /// The index of the contact's current challenge of a definition: the newest one that
    /// is not completed, or else the newest of all.
    pub(super) fn current_challenge(&self, contact_id: Guid, definition_id: Guid) -> Option<usize> {
        let of_both = |challenge: &Challenge| {
            challenge.contact_id == contact_id && challenge.definition_id == definition_id
        };
        let open = self
            .challenges
            .iter()
            .rposition(|challenge| of_both(challenge) && !challenge.is_completed());
        open.or_else(|| self.challenges.iter().rposition(of_both))
    }

    /// An id that no contact and no challenge has.
    pub(crate) fn next_id(&mut self) -> Guid {
        loop {
            self.ids_given_out += 1;
            let id = Guid::numbered(self.ids_given_out);
            if self.contact(id).is_none() && self.challenge(id).is_none() {
                return id;
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use jiff::{SignedDuration, Timestamp, tz::Offset};

    use super::*;
    use crate::rules::definition::{Audit, CheckpointAssignOn, Consent, Publication, Repetition};
    use crate::rules::{Activation, Conditions};
    use crate::switches::{Overflow, Recurring};

    pub(in crate::rules) const DEFINITION: Guid = Guid::numbered(0xd1);
    pub(in crate::rules) const CONTACT: Guid = Guid::numbered(0xc1);

    /// Midnight, `day` days after 1 January 2026.
    pub(in crate::rules) fn at(day: i64) -> Timestamp {
        let new_year: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        new_year + SignedDuration::from_hours(24 * day)
    }

    pub(in crate::rules) fn definition() -> Definition {
        let audit = Audit {
            by: "Joe Doe".into(),
            on: at(-1),
        };
        Definition {
            id: DEFINITION,
            name: "Dog food".into(),
            description: None,
            required_checkpoints: 5,
            publication: Publication::Published,
            consent: Consent::NotRequired,
            repetition: Repetition::Once,
            scheduled_from: None,
            scheduled_to: None,
            ended_on: None,
            expiration_months: None,
            checkpoint_assign_on: CheckpointAssignOn::None,
            checkpoint_assign_on_amount: 1.0,
            images: Vec::new(),
            created: audit.clone(),
            modified: audit,
        }
    }

    pub(in crate::rules) fn contact() -> Contact {
        Contact {
            id: CONTACT,
            name: "Alva Lindqvist".into(),
            comment: None,
        }
    }

    /// A state with one contact, one definition and no challenge.
    pub(in crate::rules) fn state(definition: Definition) -> State {
        State::new([contact()], vec![definition], Vec::new())
    }

    pub(in crate::rules) fn conditions(day: i64) -> Conditions {
        Conditions {
            now: at(day),
            offset: Offset::UTC,
            overflow: Overflow::Cap,
            recurring: Recurring::NewAssignment,
        }
    }

    #[test]
    fn the_open_challenge_is_current_even_when_a_completed_one_is_newer() {
        let mut state = state(definition());
        let mut completed = Challenge::fresh(Guid::numbered(2), CONTACT, &definition(), at(0));
        completed.stamp(5, at(0));
        state.challenges = vec![
            Challenge::fresh(Guid::numbered(1), CONTACT, &definition(), at(0)),
            completed,
        ];
        assert_eq!(state.current_challenge(CONTACT, DEFINITION), Some(0));
    }

    #[test]
    fn the_newest_of_several_completed_challenges_is_current() {
        let mut state = state(definition());
        let mut completed = Challenge::fresh(Guid::numbered(1), CONTACT, &definition(), at(0));
        completed.stamp(5, at(0));
        state.challenges = vec![completed.clone(), completed];
        assert_eq!(state.current_challenge(CONTACT, DEFINITION), Some(1));
    }

    #[test]
    fn a_new_id_is_never_one_of_the_seed() {
        let mut state = state(definition());
        let taken = Challenge {
            activation: Activation::Inactive,
            ..Challenge::fresh(Guid::numbered(1), CONTACT, &definition(), at(0))
        };
        state.challenges.push(taken);
        assert_eq!(state.next_id(), Guid::numbered(2));
    }
}

//! The seed: the contacts, definitions and challenges that the simulator starts with.
//!
//! It is read from a TOML file, in which dates may be counted from the clock.

mod check;
mod error;
mod file;

pub use error::SeedError;

use std::collections::HashMap;

use jiff::{Timestamp, tz::Offset};

use crate::guid::Guid;
use crate::rules::{Audit, Challenge, Contact, Definition, State};
use crate::seed_date::SeedDate;
use file::{ChallengeEntry, DefinitionEntry, SeedFile};

const SHOP: &str = include_str!("../seed.toml");
const AWKWARD: &str = include_str!("../seed-awkward.toml");

/// A seed that has been read and checked.
#[derive(Clone, Debug)]
pub struct Seed {
    files: Vec<SeedFile>,
}

impl Seed {
    /// Reads a seed. `name` is the file's name in error messages.
    ///
    /// # Errors
    ///
    /// With line and key, when the text is not a seed: it is not TOML, or has an unknown
    /// key, a wrong value, a reference to an entry that does not exist, or an id twice.
    pub fn parse(name: &str, text: &str) -> Result<Self, SeedError> {
        let file = toml::from_str(text).map_err(|error| SeedError::of_toml(name, text, &error))?;
        check::check(&file).map_err(|finding| SeedError::of_finding(name, text, finding))?;
        Ok(Self { files: vec![file] })
    }

    /// The shop of the demo, and in addition Otto Awkward with every kind of challenge
    /// that may cause trouble for a reader of the API.
    #[must_use]
    pub fn embedded() -> Self {
        let mut files = Self::shop().files;
        files.extend(Self::awkward().files);
        Self { files }
    }

    /// The shop of the demo alone, with Alva, Nils and Ines.
    #[must_use]
    pub fn shop() -> Self {
        embedded("seed.toml", SHOP)
    }

    /// Otto Awkward alone.
    #[must_use]
    pub fn awkward() -> Self {
        embedded("seed-awkward.toml", AWKWARD)
    }

    /// The state that this seed describes, when the clock shows `now` and calendar units
    /// are counted in `offset`.
    pub(crate) fn state(&self, now: Timestamp, offset: Offset) -> State {
        let resolve = Resolve { now, offset };
        let contacts = self.files.iter().flat_map(contacts);
        let definitions = self
            .files
            .iter()
            .flat_map(|file| &file.definitions)
            .map(|entry| resolve.definition(entry))
            .collect();
        let challenges = self
            .files
            .iter()
            .flat_map(|file| resolve.challenges(file))
            .collect();
        State::new(contacts, definitions, challenges)
    }
}

#[expect(
    clippy::expect_used,
    reason = "the embedded seeds are part of the program, and a test reads them"
)]
fn embedded(name: &str, text: &str) -> Seed {
    Seed::parse(name, text).expect("the embedded seed is valid")
}

fn contacts(file: &SeedFile) -> impl Iterator<Item = Contact> {
    file.contacts.iter().map(|entry| Contact {
        id: *entry.id.get_ref(),
        name: entry.name.clone(),
        comment: entry.comment.clone(),
    })
}

/// Turns the entries of a file into records, with dates counted from `now`.
#[derive(Clone, Copy)]
struct Resolve {
    now: Timestamp,
    offset: Offset,
}

impl Resolve {
    fn date(self, date: &SeedDate) -> Timestamp {
        date.resolve(self.now, self.offset)
    }

    fn optional(self, date: Option<&SeedDate>) -> Option<Timestamp> {
        date.map(|date| self.date(date))
    }

    fn definition(self, entry: &DefinitionEntry) -> Definition {
        Definition {
            id: *entry.id.get_ref(),
            name: entry.name.clone(),
            description: entry.description.clone(),
            required_checkpoints: entry.required,
            publication: entry.publication,
            consent: entry.consent,
            repetition: entry.repetition,
            scheduled_from: self.optional(entry.scheduled_from.as_ref()),
            scheduled_to: self.optional(entry.scheduled_to.as_ref()),
            ended_on: None,
            expiration_months: entry.expiration_months,
            checkpoint_assign_on: entry.assign_on,
            checkpoint_assign_on_amount: *entry.assign_on_amount.get_ref(),
            images: entry.images.clone(),
            created: Audit {
                by: entry.created_by.clone(),
                on: self.date(&entry.created_on),
            },
            modified: Audit {
                by: entry.modified_by.clone(),
                on: self.date(&entry.modified_on),
            },
        }
    }

    fn challenges(self, file: &SeedFile) -> Vec<Challenge> {
        let contacts: HashMap<&str, Guid> = file
            .contacts
            .iter()
            .map(|entry| (entry.key.get_ref().as_str(), *entry.id.get_ref()))
            .collect();
        let definitions: HashMap<&str, &DefinitionEntry> = file
            .definitions
            .iter()
            .map(|entry| (entry.key.get_ref().as_str(), entry))
            .collect();
        let resolved = file.challenges.iter().filter_map(|entry| {
            let contact_id = *contacts.get(entry.contact.get_ref().as_str())?;
            let key = entry.definition.as_ref().map(|key| key.get_ref().as_str());
            let definition = key.and_then(|key| definitions.get(key).copied());
            self.challenge(entry, contact_id, definition)
        });
        resolved.collect()
    }

    /// `None` for a reference to an entry that does not exist. The check of the seed has
    /// ruled that out.
    fn challenge(
        self,
        entry: &ChallengeEntry,
        contact_id: Guid,
        definition: Option<&DefinitionEntry>,
    ) -> Option<Challenge> {
        let defined = definition.map(|definition| *definition.id.get_ref());
        Some(Challenge {
            id: *entry.id.get_ref(),
            definition_id: defined.or(entry.missing_definition)?,
            contact_id,
            started: self.optional(entry.start.as_ref()),
            activation: entry.activation,
            completed_checkpoints: entry.completed,
            required_checkpoints: entry
                .required
                .or(definition.map(|definition| definition.required))?,
            latest_checkpoint_on: self.optional(entry.latest.as_ref()),
            completed_on: self.optional(entry.completed_on.as_ref()),
            deadline: self.optional(entry.deadline.as_ref()),
            shown_status: entry.shown_status,
        })
    }
}

#[cfg(test)]
mod tests;

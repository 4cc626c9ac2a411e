//! The format of a seed file.

use std::num::NonZeroU32;

use serde::Deserialize;
use toml::Spanned;

use crate::guid::Guid;
use crate::rules::{
    Activation, AssignmentStatus, CheckpointAssignOn, Consent, Publication, Repetition,
};
use crate::seed_date::SeedDate;

/// A whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeedFile {
    #[serde(default, rename = "contact")]
    pub(super) contacts: Vec<ContactEntry>,
    #[serde(default, rename = "definition")]
    pub(super) definitions: Vec<DefinitionEntry>,
    #[serde(default, rename = "challenge")]
    pub(super) challenges: Vec<ChallengeEntry>,
}

/// `[[contact]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactEntry {
    /// The name by which challenges refer to this contact.
    pub(super) key: Spanned<String>,
    pub(super) id: Spanned<Guid>,
    pub(super) name: String,
    pub(super) comment: Option<String>,
}

/// `[[definition]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DefinitionEntry {
    /// The name by which challenges refer to this definition.
    pub(super) key: Spanned<String>,
    pub(super) id: Spanned<Guid>,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) required: u64,
    #[serde(default)]
    pub(super) publication: Publication,
    #[serde(default)]
    pub(super) consent: Consent,
    #[serde(default)]
    pub(super) repetition: Repetition,
    pub(super) scheduled_from: Option<SeedDate>,
    pub(super) scheduled_to: Option<SeedDate>,
    pub(super) expiration_months: Option<NonZeroU32>,
    #[serde(default)]
    pub(super) assign_on: CheckpointAssignOn,
    #[serde(default = "one")]
    pub(super) assign_on_amount: Spanned<f64>,
    #[serde(default)]
    pub(super) images: Vec<String>,
    pub(super) created_by: String,
    pub(super) created_on: SeedDate,
    pub(super) modified_by: String,
    pub(super) modified_on: SeedDate,
}

/// `[[challenge]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChallengeEntry {
    pub(super) id: Spanned<Guid>,
    /// The key of a contact.
    pub(super) contact: Spanned<String>,
    /// The key of a definition. Either this or `missing_definition` is given.
    pub(super) definition: Option<Spanned<String>>,
    /// The id of a definition that does not exist.
    pub(super) missing_definition: Option<Guid>,
    #[serde(default)]
    pub(super) activation: Activation,
    pub(super) start: Option<SeedDate>,
    #[serde(default)]
    pub(super) completed: u64,
    /// Replaces the definition's required number of checkpoints.
    pub(super) required: Option<u64>,
    pub(super) latest: Option<SeedDate>,
    pub(super) completed_on: Option<SeedDate>,
    /// Replaces the deadline by the definition.
    pub(super) deadline: Option<SeedDate>,
    /// Replaces the status that follows from the rest.
    pub(super) shown_status: Option<AssignmentStatus>,
}

fn one() -> Spanned<f64> {
    Spanned::new(0..0, 1.0)
}

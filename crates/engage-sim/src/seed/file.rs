//! The shape of a seed file.

use std::num::NonZeroU32;

use serde::Deserialize;
use toml::Spanned;

use crate::guid::Guid;
use crate::moment::Moment;
use crate::rules::{
    Activation, AssignmentStatus, CheckpointAssignOn, Consent, Publication, Repetition,
};

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
    /// What challenges call this contact.
    pub(super) key: Spanned<String>,
    pub(super) id: Spanned<Guid>,
    pub(super) name: String,
    pub(super) comment: Option<String>,
}

/// `[[definition]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DefinitionEntry {
    /// What challenges call this definition.
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
    pub(super) scheduled_from: Option<Moment>,
    pub(super) scheduled_to: Option<Moment>,
    pub(super) expiration_months: Option<NonZeroU32>,
    #[serde(default)]
    pub(super) assign_on: CheckpointAssignOn,
    #[serde(default = "one")]
    pub(super) assign_on_amount: Spanned<f64>,
    #[serde(default)]
    pub(super) images: Vec<String>,
    pub(super) created_by: String,
    pub(super) created_on: Moment,
    pub(super) modified_by: String,
    pub(super) modified_on: Moment,
}

/// `[[challenge]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChallengeEntry {
    pub(super) id: Spanned<Guid>,
    /// The key of a contact.
    pub(super) contact: Spanned<String>,
    /// The key of a definition; or none, and the next one.
    pub(super) definition: Option<Spanned<String>>,
    /// The id of a definition that does not exist.
    pub(super) missing_definition: Option<Guid>,
    #[serde(default)]
    pub(super) activation: Activation,
    pub(super) start: Option<Moment>,
    #[serde(default)]
    pub(super) completed: u64,
    /// In place of the definition's number.
    pub(super) required: Option<u64>,
    pub(super) latest: Option<Moment>,
    pub(super) completed_on: Option<Moment>,
    /// In place of the definition's deadline.
    pub(super) deadline: Option<Moment>,
    /// In place of the status that follows from the rest.
    pub(super) shown_status: Option<AssignmentStatus>,
}

fn one() -> Spanned<f64> {
    Spanned::new(0..0, 1.0)
}

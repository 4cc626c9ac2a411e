//! What a shopper may see of a definition: nothing about staff and editing, and nothing
//! about what on a receipt earns checkpoints.

use challenge_model::Definition;
use challenge_model::wire::DefinitionStatus;
use serde::Serialize;
use utoipa::ToSchema;

use super::SanitisedPresentation;
use super::limits::{LONGEST_DESCRIPTION, LONGEST_NAME, shortened};

/// A definition: what challenges are made from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Definition)]
#[serde(rename_all = "camelCase")]
pub struct SanitisedDefinition {
    #[schema(format = "uuid")]
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    required_number_of_checkpoints: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    is_contact_consent_required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    scheduled_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    scheduled_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_months: Option<u32>,
    /// Only where the definition is answered by itself. With a challenge, it is beside the
    /// definition.
    #[serde(skip_serializing_if = "Option::is_none")]
    presentation: Option<SanitisedPresentation>,
}

impl SanitisedDefinition {
    /// The same definition without the request for consent, for one whose consent has no text:
    /// a page must not ask for what nobody can give.
    pub(crate) fn without_consent(self) -> Self {
        Self {
            is_contact_consent_required: false,
            ..self
        }
    }

    /// The same definition with the retailer's texts in it.
    pub(crate) fn presented(self, presentation: Option<SanitisedPresentation>) -> Self {
        Self {
            presentation,
            ..self
        }
    }
}

impl From<&Definition> for SanitisedDefinition {
    fn from(definition: &Definition) -> Self {
        Self {
            id: definition.id.as_str().to_owned(),
            name: text(definition.name.as_deref(), LONGEST_NAME),
            description: text(definition.description.as_deref(), LONGEST_DESCRIPTION),
            required_number_of_checkpoints: definition.required_number_of_checkpoints,
            status: definition.status.map(name),
            is_contact_consent_required: definition.is_contact_consent_required,
            scheduled_from: definition.scheduled_from.map(|moment| moment.to_string()),
            scheduled_to: definition.scheduled_to.map(|moment| moment.to_string()),
            expiration_months: definition.expiration_months,
            presentation: None,
        }
    }
}

fn text(text: Option<&str>, longest: usize) -> Option<String> {
    text.map(|text| shortened(text, longest))
}

fn name(status: DefinitionStatus) -> &'static str {
    match status {
        DefinitionStatus::Active => "Active",
        DefinitionStatus::Draft => "Draft",
        DefinitionStatus::Scheduled => "Scheduled",
        DefinitionStatus::Ended => "Ended",
    }
}

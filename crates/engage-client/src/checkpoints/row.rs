//! One row of a batch of checkpoints.

use std::num::NonZeroU32;

use challenge_model::{ContactId, DefinitionId, NotAGuid};
use serde::{Serialize, Serializer};

/// Checkpoints for one contact in one definition. A batch may have several rows with the
/// same contact and definition (T14).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckpointRow {
    #[serde(serialize_with = "definition_as_text")]
    definition_id: DefinitionId,
    #[serde(serialize_with = "contact_as_text")]
    contact_id: ContactId,
    checkpoint_amount: NonZeroU32,
}

impl CheckpointRow {
    /// This many checkpoints for this contact in this definition.
    ///
    /// # Errors
    ///
    /// When one of the ids is no GUID, since only GUIDs may be sent (T2).
    pub fn new(
        definition_id: DefinitionId,
        contact_id: ContactId,
        checkpoint_amount: NonZeroU32,
    ) -> Result<Self, NotAGuid> {
        let sendable = definition_id.is_guid() && contact_id.is_guid();
        sendable
            .then_some(Self {
                definition_id,
                contact_id,
                checkpoint_amount,
            })
            .ok_or(NotAGuid)
    }

    /// The definition.
    #[must_use]
    pub fn definition_id(&self) -> &DefinitionId {
        &self.definition_id
    }

    /// The contact.
    #[must_use]
    pub fn contact_id(&self) -> &ContactId {
        &self.contact_id
    }

    /// The number of checkpoints.
    #[must_use]
    pub fn checkpoint_amount(&self) -> NonZeroU32 {
        self.checkpoint_amount
    }
}

fn definition_as_text<S: Serializer>(id: &DefinitionId, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(id.as_str())
}

fn contact_as_text<S: Serializer>(id: &ContactId, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(id.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const GUID: &str = "1f3b6a90-6f0c-4c55-9f1e-8b0f4f2c1d11";

    #[rstest]
    #[case(GUID, GUID, true)]
    #[case("4711", GUID, false)]
    #[case(GUID, "4711", false)]
    #[case("4711", "4711", false)]
    fn both_ids_of_a_row_must_be_guids(
        #[case] definition: &str,
        #[case] contact: &str,
        #[case] expected: bool,
    ) {
        let row = CheckpointRow::new(
            DefinitionId::read(definition).unwrap(),
            ContactId::read(contact).unwrap(),
            NonZeroU32::MIN,
        );
        assert_eq!(row.is_ok(), expected);
    }
}

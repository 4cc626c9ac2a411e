//! Reads Engage's answer to a batch of rows.

use challenge_model::wire::{Fields, Json};
use challenge_model::{ContactId, DefinitionId, Unreadable};
use serde_json::Value;

use super::row::CheckpointRow;
use crate::answer;
use crate::error_kind::ErrorKind;

/// Engage's answer to one batch. Any of its lists may be null or absent.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct BatchAnswer {
    pub(super) not_accepted: Vec<Refusal>,
    pub(super) missing_contact_ids: Vec<ContactId>,
    pub(super) missing_definition_ids: Vec<DefinitionId>,
}

/// A row that Engage sends back.
#[derive(Debug, PartialEq)]
pub(super) struct Refusal {
    definition_id: Option<DefinitionId>,
    contact_id: Option<ContactId>,
    checkpoint_amount: Option<u32>,
}

/// Reads the body of the answer. An empty body means that every row was accepted.
pub(crate) fn read_answer(body: &[u8]) -> Result<BatchAnswer, ErrorKind> {
    if body.trim_ascii().is_empty() {
        return Ok(BatchAnswer::default());
    }
    match answer::json(body)? {
        Value::Null => Ok(BatchAnswer::default()),
        value => BatchAnswer::of(&Json::from(&value)).ok_or(ErrorKind::Unreadable),
    }
}

impl BatchAnswer {
    fn of(value: &Json<'_>) -> Option<Self> {
        let mut unreadable = Unreadable::default();
        let fields = Fields::of(value, &mut unreadable)?;
        Some(Self {
            not_accepted: list(&fields, "notAccepted")?
                .iter()
                .map(Refusal::of)
                .collect(),
            missing_contact_ids: ids(&fields, "missingContactIds", ContactId::read)?,
            missing_definition_ids: ids(&fields, "missingDefinitionIds", DefinitionId::read)?,
        })
    }

    /// Whether the answer calls the row's contact or definition unknown.
    ///
    /// Engage also lists such a row as not accepted. This check makes sure that the row
    /// does not count as awarded where Engage omits it from that list.
    pub(super) fn names_missing(&self, row: &CheckpointRow) -> bool {
        self.missing_contact_ids.contains(row.contact_id())
            || self.missing_definition_ids.contains(row.definition_id())
    }
}

impl Refusal {
    fn of(value: &Json<'_>) -> Self {
        let mut unreadable = Unreadable::default();
        let Some(mut fields) = Fields::of(value, &mut unreadable) else {
            return Self {
                definition_id: None,
                contact_id: None,
                checkpoint_amount: None,
            };
        };
        Self {
            definition_id: fields.id("definitionId", DefinitionId::read),
            contact_id: fields.id("contactId", ContactId::read),
            // The documentation spells it in two ways, which differ in case alone.
            checkpoint_amount: fields.count("checkpointAmount"),
        }
    }

    /// The place in the batch of the row that is meant: a row that is not refused yet,
    /// with the same contact and definition, and with the same amount if there is one.
    pub(super) fn find(&self, batch: &[CheckpointRow], refused: &[bool]) -> Option<usize> {
        let same_pair = |index: &usize| {
            let row = &batch[*index];
            !refused[*index]
                && self.definition_id.as_ref() == Some(row.definition_id())
                && self.contact_id.as_ref() == Some(row.contact_id())
        };
        let same_amount =
            |index: &usize| Some(batch[*index].checkpoint_amount().get()) == self.checkpoint_amount;
        let mut candidates = (0..batch.len()).filter(same_pair);
        let exact = candidates.clone().find(same_amount);
        exact.or_else(|| candidates.next())
    }
}

/// The list with this name. It is empty where the member is null or absent, and `None`
/// where the member is something else.
fn list<'value>(fields: &Fields<'value, '_>, name: &str) -> Option<&'value [Json<'value>]> {
    match fields.get(name) {
        None => Some(&[]),
        Some(Json::List(values)) => Some(values),
        Some(_) => None,
    }
}

fn ids<Id>(
    fields: &Fields<'_, '_>,
    name: &str,
    read: impl Fn(&str) -> Option<Id>,
) -> Option<Vec<Id>> {
    let ids = list(fields, name)?.iter().filter_map(|id| match id {
        Json::Text(id) => read(id),
        _ => None,
    });
    Some(ids.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("<html>")]
    #[case("{\"notAccepted\":")]
    #[case("[]")]
    #[case("true")]
    #[case("{\"notAccepted\":\"none\"}")]
    fn an_answer_in_another_form_is_unreadable_and_not_a_success(#[case] body: &str) {
        assert_eq!(read_answer(body.as_bytes()), Err(ErrorKind::Unreadable));
    }
}

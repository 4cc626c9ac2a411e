//! Writes a definition.

use std::num::NonZeroU32;

use super::json::Json;
use super::writer::Writer;
use crate::rules::{CheckpointAssignOn, Consent, Definition, DefinitionStatus};

impl Writer<'_> {
    /// One definition, with its members in the order of the documentation. Like Engage,
    /// this writes drafts and the names of staff.
    pub(crate) fn definition(&self, definition: &Definition) -> Json {
        let assign_on = definition.checkpoint_assign_on;
        let status = definition.status(self.now);
        let window = (definition.scheduled_from, definition.end());
        let object = self
            .object()
            .member(
                "checkpointAssignOn",
                self.enumeration(assign_on as u8, assign_on_name(assign_on)),
            )
            .member(
                "checkpointAssignOnAmount",
                amount(definition.checkpoint_assign_on_amount),
            )
            .member("createdBy", definition.created.by.as_str())
            .member("createdOn", self.date(definition.created.on))
            .optional("description", definition.description.as_deref())
            .optional(
                "expirationMonths",
                definition
                    .expiration_months
                    .map(NonZeroU32::get)
                    .map(u64::from),
            )
            .member("id", definition.id.to_string())
            .member(
                "isContactConsentRequired",
                definition.consent == Consent::Required,
            )
            .member("isScheduled", window != (None, None))
            .member("modifiedBy", definition.modified.by.as_str())
            .member("modifiedOn", self.date(definition.modified.on))
            .member("name", definition.name.as_str())
            .member(
                "requiredNumberOfCheckpoints",
                definition.required_checkpoints,
            )
            .optional("scheduledFrom", window.0.map(|from| self.date(from)))
            .optional("scheduledTo", window.1.map(|to| self.date(to)))
            .member(
                "status",
                self.enumeration(status as u8, status_name(status)),
            )
            .member("links", Vec::new());
        Json::from(object)
    }
}

/// A whole amount is written without a fraction, as in the documentation.
fn amount(amount: f64) -> Json {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "only whole numbers in range get here"
    )]
    if amount.fract() == 0.0 && (0.0..9e15).contains(&amount) {
        Json::from(amount as u64)
    } else {
        Json::from(amount)
    }
}

fn status_name(status: DefinitionStatus) -> &'static str {
    match status {
        DefinitionStatus::Active => "Active",
        DefinitionStatus::Draft => "Draft",
        DefinitionStatus::Scheduled => "Scheduled",
        DefinitionStatus::Ended => "Ended",
    }
}

fn assign_on_name(assign_on: CheckpointAssignOn) -> &'static str {
    match assign_on {
        CheckpointAssignOn::None => "None",
        CheckpointAssignOn::ReceiptTotal => "ReceiptTotal",
        CheckpointAssignOn::ReceiptLineQuantity => "ReceiptLineQuantity",
        CheckpointAssignOn::ReceiptLineTotal => "ReceiptLineTotal",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_amount_that_is_not_whole_has_a_fraction() {
        assert_eq!(amount(1.0).text(), "1");
        assert_eq!(amount(499.5).text(), "499.5");
    }
}

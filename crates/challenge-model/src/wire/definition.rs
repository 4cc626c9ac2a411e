//! A definition: the template of a challenge.

use super::fields::{EnumValue, Fields};
use super::from_wire::{FromWire, Unreadable};
use super::json::Json;
use super::presentation::Presentation;
use crate::identifier::DefinitionId;
use crate::moment::Moment;

/// A definition as Engage sends it (`ChallengeDefinitionModel`), without the names of
/// staff and the dates of editing, which nobody in this project needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The id, which never changes.
    pub id: DefinitionId,
    /// The marketer's name for it: plain text with any characters (T26).
    pub name: Option<String>,
    /// The marketer's description of it: plain text with any characters.
    pub description: Option<String>,
    /// The checkpoints required of contacts who join now (T6).
    pub required_number_of_checkpoints: Option<u32>,
    /// Whether it is running.
    pub status: Option<DefinitionStatus>,
    /// Whether a contact must consent before it is assigned (T30).
    pub is_contact_consent_required: bool,
    /// The beginning of the window in which it is running.
    pub scheduled_from: Option<Moment>,
    /// The end of the window in which it is running.
    pub scheduled_to: Option<Moment>,
    /// The calendar months that a contact has from joining. `None` for no such limit (T23).
    pub expiration_months: Option<u32>,
    /// What on a receipt earns checkpoints.
    pub checkpoint_assign_on: Option<CheckpointAssignOn>,
    /// The amount of money or the quantity that earns one checkpoint (T24).
    pub checkpoint_assign_on_amount: Option<f64>,
}

/// The status of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefinitionStatus {
    /// It is running.
    Active,
    /// It is not published, and must never be shown to shoppers.
    Draft,
    /// It is published, but its window has not opened yet.
    Scheduled,
    /// It is over, unless the marketer moves its end (T29).
    Ended,
}

/// What on a receipt earns checkpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckpointAssignOn {
    /// Nothing: checkpoints are awarded through the API alone.
    None,
    /// The total of the receipt.
    ReceiptTotal,
    /// The quantity of a line.
    ReceiptLineQuantity,
    /// The total of a line.
    ReceiptLineTotal,
}

impl FromWire for Definition {
    fn from_wire(value: &Json<'_>, unreadable: &mut Unreadable) -> Option<Self> {
        let mut fields = Fields::of(value, unreadable)?;
        Some(Self {
            id: fields.id("id", DefinitionId::read)?,
            name: fields.text("name"),
            description: fields.text("description"),
            required_number_of_checkpoints: fields.count("requiredNumberOfCheckpoints"),
            status: fields.enumeration("status", DefinitionStatus::read),
            is_contact_consent_required: fields.flag("isContactConsentRequired").unwrap_or(false),
            scheduled_from: fields.moment("scheduledFrom"),
            scheduled_to: fields.moment("scheduledTo"),
            expiration_months: fields
                .count("expirationMonths")
                .filter(|months| *months > 0),
            checkpoint_assign_on: fields
                .enumeration("checkpointAssignOn", CheckpointAssignOn::read),
            checkpoint_assign_on_amount: fields.decimal("checkpointAssignOnAmount"),
        })
    }
}

/// A definition with what the proxy adds. Engage itself sends only the definition.
#[derive(Clone, Debug, PartialEq)]
pub struct DefinitionItem {
    /// The definition.
    pub definition: Definition,
    /// The retailer's texts and images for it.
    pub presentation: Option<Presentation>,
}

impl FromWire for DefinitionItem {
    fn from_wire(value: &Json<'_>, unreadable: &mut Unreadable) -> Option<Self> {
        let definition = Definition::from_wire(value, unreadable)?;
        let mut fields = Fields::of(value, unreadable)?;
        Some(Self {
            definition,
            presentation: fields.nested("presentation"),
        })
    }
}

impl DefinitionStatus {
    /// Reads a name, or a number in the order in which Engage declares the names. `All` is
    /// not the status of any definition.
    fn read(value: EnumValue<'_>) -> Option<Self> {
        member(
            value,
            &[
                ("All", None),
                ("Active", Some(Self::Active)),
                ("Draft", Some(Self::Draft)),
                ("Scheduled", Some(Self::Scheduled)),
                ("Ended", Some(Self::Ended)),
            ],
        )
    }
}

impl CheckpointAssignOn {
    fn read(value: EnumValue<'_>) -> Option<Self> {
        member(
            value,
            &[
                ("None", Some(Self::None)),
                ("ReceiptTotal", Some(Self::ReceiptTotal)),
                ("ReceiptLineQuantity", Some(Self::ReceiptLineQuantity)),
                ("ReceiptLineTotal", Some(Self::ReceiptLineTotal)),
            ],
        )
    }
}

/// The member of an enumeration whose numbers are the order of its names.
fn member<E: Copy>(value: EnumValue<'_>, members: &[(&str, Option<E>)]) -> Option<E> {
    let found = match value {
        EnumValue::Name(name) => members
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name)),
        EnumValue::Number(number) => members.get(usize::try_from(number).ok()?),
    };
    found.and_then(|(_, member)| *member)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::{Value, json};

    fn read(value: &Value) -> Definition {
        Definition::from_wire(&Json::from(value), &mut Unreadable::default()).unwrap()
    }

    #[rstest]
    #[case(json!(1), Some(DefinitionStatus::Active))]
    #[case(json!("1"), Some(DefinitionStatus::Active))]
    #[case(json!("active"), Some(DefinitionStatus::Active))]
    #[case(json!(2), Some(DefinitionStatus::Draft))]
    #[case(json!(3), Some(DefinitionStatus::Scheduled))]
    #[case(json!("Ended"), Some(DefinitionStatus::Ended))]
    #[case(json!("All"), None)]
    #[case(json!(0), None)]
    #[case(json!(99), None)]
    #[case(json!("Paused"), None)]
    #[case(json!(null), None)]
    #[case(json!({}), None)]
    fn a_status_is_read_from_a_number_or_from_a_name_in_any_case(
        #[case] value: Value,
        #[case] expected: Option<DefinitionStatus>,
    ) {
        assert_eq!(
            read(&json!({ "id": "a", "status": value })).status,
            expected
        );
    }

    #[test]
    fn zero_months_mean_no_limit() {
        assert_eq!(
            read(&json!({ "id": "a", "expirationMonths": 0 })).expiration_months,
            None
        );
        assert_eq!(
            read(&json!({ "id": "a", "expirationMonths": 5.0 })).expiration_months,
            Some(5)
        );
    }

    #[test]
    fn consent_is_required_only_where_the_flag_says_so() {
        assert!(!read(&json!({ "id": "a" })).is_contact_consent_required);
        assert!(
            read(&json!({ "id": "a", "isContactConsentRequired": true }))
                .is_contact_consent_required
        );
    }
}

//! Reads the awards that the shop sends: all of them are taken, or none.

use std::borrow::Cow;
use std::collections::HashMap;
use std::num::NonZeroU32;

use challenge_model::{ContactId, DefinitionId};
use serde::Deserialize;
use serde_json::Value;
use utoipa::openapi::schema::{ArrayBuilder, OneOfBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::award::{Award, AwardId, CustomerNumber, Reason, Recipient};

/// The most awards in one request.
pub(crate) const MOST_AWARDS: usize = 1_000;
/// The most checkpoints in one award. More than this is a mistake of the sender.
pub(crate) const MOST_CHECKPOINTS: u32 = 10_000;

/// The members of an award, and what they hold.
const MEMBERS: &[(&str, &str)] = &[
    ("id", "text"),
    ("definitionId", "text"),
    ("contactId", "text"),
    ("customerNumber", "text"),
    ("checkpoints", "a whole number from 1 to 10,000"),
    ("reason", "text"),
];

/// Why nothing of a request was taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadRequest {
    /// The body is neither an award nor a list of awards.
    #[error("The body must be one award, or a list of awards, as JSON.")]
    NotAwards,
    /// The list is empty or too long.
    #[error("A request has 1 to 1,000 awards.")]
    WrongLength,
    /// One award is not in order.
    #[error("The award at index {index} is not in order: {why}.")]
    BadAward {
        /// Its place in the list, from 0.
        index: usize,
        /// What is wrong with it. It repeats nothing of the request.
        why: String,
    },
}

/// Checkpoints that are to be awarded once, to a contact or to a customer.
#[derive(Deserialize, ToSchema)]
#[schema(
    as = Award,
    example = json!({
        "id": "order-1042",
        "definitionId": "5eafb034-ad40-4099-9152-cf4d8d605b55",
        "customerNumber": "4711",
        "checkpoints": 1,
        "reason": "Order 1042",
    }),
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WrittenAward {
    /// The shop's own id of the award. Sent again with the same content, it counts once.
    #[schema(min_length = 1, max_length = 128, pattern = "^[!-~]+$")]
    id: String,
    /// In which definition.
    #[schema(format = "uuid")]
    definition_id: String,
    /// Who gets the checkpoints. Send this or `customerNumber`.
    #[schema(format = "uuid")]
    contact_id: Option<String>,
    /// The shop's own number of the customer: the custom key of the contact in Engage.
    #[schema(min_length = 1, max_length = 200)]
    customer_number: Option<String>,
    /// How many checkpoints.
    #[schema(minimum = 1, maximum = 10_000)]
    checkpoints: u32,
    /// Why, for people who read the record.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// The body of a request, for the contract.
pub(crate) struct WrittenAwards;

impl ToSchema for WrittenAwards {
    fn name() -> Cow<'static, str> {
        "Awards".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((WrittenAward::name().into(), WrittenAward::schema()));
        WrittenAward::schemas(schemas);
    }
}

impl PartialSchema for WrittenAwards {
    fn schema() -> RefOr<Schema> {
        let award = || Ref::from_schema_name(WrittenAward::name());
        let list = ArrayBuilder::new()
            .items(award())
            .min_items(Some(1))
            .max_items(Some(MOST_AWARDS));
        OneOfBuilder::new()
            .description(Some("One award, or a list of them."))
            .item(award())
            .item(list)
            .into()
    }
}

/// The awards in this body. An award that is in the list twice counts once.
///
/// # Errors
///
/// When anything is wrong with any of them.
pub(crate) fn read(body: &[u8]) -> Result<Vec<Award>, BadRequest> {
    let written = match serde_json::from_slice(body) {
        Ok(Value::Array(list)) => list,
        Ok(one @ Value::Object(_)) => vec![one],
        _ => return Err(BadRequest::NotAwards),
    };
    if !(1..=MOST_AWARDS).contains(&written.len()) {
        return Err(BadRequest::WrongLength);
    }
    let mut awards: Vec<Award> = Vec::with_capacity(written.len());
    let mut places: HashMap<AwardId, usize> = HashMap::new();
    for (index, value) in written.into_iter().enumerate() {
        let bad = |why: String| BadRequest::BadAward { index, why };
        let award = award(value).map_err(bad)?;
        match places.get(&award.id) {
            Some(place) if awards[*place] == award => {}
            Some(_) => return Err(bad("another award in this list has its id".to_owned())),
            None => {
                places.insert(award.id.clone(), awards.len());
                awards.push(award);
            }
        }
    }
    Ok(awards)
}

fn award(value: Value) -> Result<Award, String> {
    let written: WrittenAward =
        serde_path_to_error::deserialize(value).map_err(|error| shape(&error))?;
    let id = AwardId::new(&written.id).map_err(|why| format!("id {why}"))?;
    let definition = DefinitionId::guid(&written.definition_id);
    let definition = definition.map_err(|_| "definitionId must be a GUID")?;
    let recipient = recipient(&written)?;
    let checkpoints = NonZeroU32::new(written.checkpoints)
        .filter(|checkpoints| checkpoints.get() <= MOST_CHECKPOINTS)
        .ok_or("checkpoints must be from 1 to 10,000")?;
    let reason = written.reason.as_deref().map(Reason::new).transpose();
    let reason = reason.map_err(|why| format!("reason {why}"))?;
    Ok(Award {
        id,
        recipient,
        definition,
        checkpoints,
        reason,
    })
}

fn recipient(written: &WrittenAward) -> Result<Recipient, String> {
    match (&written.contact_id, &written.customer_number) {
        (Some(contact), None) => {
            let contact = ContactId::guid(contact);
            let contact = contact.map_err(|_| "contactId must be a GUID")?;
            Ok(Recipient::Contact(contact))
        }
        (None, Some(number)) => {
            let number = CustomerNumber::new(number);
            let number = number.map_err(|why| format!("customerNumber {why}"))?;
            Ok(Recipient::Customer(number))
        }
        (None, None) => Err("contactId or customerNumber is missing".to_owned()),
        (Some(_), Some(_)) => {
            Err("contactId and customerNumber are both there; send one of them".to_owned())
        }
    }
}

/// What is wrong with the members of an award, without their values, which may be
/// personal data.
fn shape(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let member = error.path().to_string();
    let cause = error.inner().to_string();
    for (name, content) in MEMBERS {
        if member == *name {
            return format!("{name} must be {content}");
        }
        if cause == format!("missing field `{name}`") {
            return format!("{name} is missing");
        }
    }
    "it must be an object with the members id, definitionId, contactId or customerNumber, \
     checkpoints and perhaps reason, and no others"
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    const GUID: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";

    fn written(id: &str, checkpoints: u32) -> Value {
        json!({
            "id": id,
            "definitionId": GUID,
            "contactId": GUID,
            "checkpoints": checkpoints,
        })
    }

    fn read_value(value: &Value) -> Result<Vec<Award>, BadRequest> {
        read(value.to_string().as_bytes())
    }

    #[test]
    fn one_award_is_read_as_a_list_of_one_is() {
        let one = read_value(&written("order-1", 2)).unwrap();
        assert_eq!(one, read_value(&json!([written("order-1", 2)])).unwrap());
        assert_eq!(one[0].id.as_str(), "order-1");
        assert_eq!(one[0].checkpoints.get(), 2);
    }

    #[test]
    fn an_award_that_is_repeated_in_a_list_counts_once() {
        let list = json!([written("a", 1), written("b", 1), written("a", 1)]);
        assert_eq!(read_value(&list).unwrap().len(), 2);
    }

    #[test]
    fn two_awards_with_one_id_are_refused_with_the_place_of_the_second() {
        let list = json!([written("a", 1), written("a", 2)]);
        let refused = read_value(&list).unwrap_err();
        assert!(
            matches!(refused, BadRequest::BadAward { index: 1, .. }),
            "{refused:?}"
        );
    }

    #[test]
    fn a_request_has_at_least_one_award_and_at_most_a_thousand() {
        let list = |count: usize| {
            let awards = (0..count).map(|number| written(&format!("order-{number}"), 1));
            read_value(&awards.collect())
        };
        assert_eq!(list(0), Err(BadRequest::WrongLength));
        assert_eq!(list(1_000).unwrap().len(), 1_000);
        assert_eq!(list(1_001), Err(BadRequest::WrongLength));
    }

    #[rstest]
    #[case("id", Value::Null, "id must be text")]
    #[case("customerNumber", json!(4711), "customerNumber must be text")]
    #[case("id", json!("order 1"), "id must have")]
    #[case("definitionId", json!("4711"), "definitionId must be a GUID")]
    #[case("contactId", json!("4711"), "contactId must be a GUID")]
    #[case("checkpoints", json!(0), "checkpoints must be from 1")]
    #[case("checkpoints", json!(10_001), "checkpoints must be from 1")]
    #[case("checkpoints", json!(-1), "checkpoints must be a whole number from 1")]
    #[case("checkpoints", json!(1.5), "checkpoints must be a whole number from 1")]
    #[case("checkpoints", json!("1"), "checkpoints must be a whole number from 1")]
    #[case("reason", json!("two\nlines"), "reason must have")]
    #[case("amount", json!(4711), "it must be an object with the members")]
    fn a_bad_award_is_refused_with_its_place_and_the_reason(
        #[case] member: &str,
        #[case] value: Value,
        #[case] expected: &str,
    ) {
        let mut bad = written("b", 1);
        bad[member] = value;
        let refused = read_value(&json!([written("a", 1), bad])).unwrap_err();
        let BadRequest::BadAward { index: 1, why } = refused else {
            panic!("{refused:?}");
        };
        assert!(why.starts_with(expected), "{why}");
        assert!(!why.contains("4711"), "{why}");
    }

    #[test]
    fn a_member_that_is_missing_is_named() {
        let mut bad = written("a", 1);
        bad.as_object_mut().unwrap().remove("definitionId");
        let refused = read_value(&bad).unwrap_err();
        let why = "definitionId is missing".to_owned();
        assert_eq!(refused, BadRequest::BadAward { index: 0, why });
    }

    #[test]
    fn an_award_names_a_contact_or_a_customer_and_not_both() {
        let mut award = written("a", 1);
        award["customerNumber"] = json!("4711");
        let both = read_value(&award).unwrap_err().to_string();
        assert!(both.contains("both there"), "{both}");
        award.as_object_mut().unwrap().remove("contactId");
        let read = read_value(&award).unwrap();
        let expected = Recipient::Customer(CustomerNumber::new("4711").unwrap());
        assert_eq!(read[0].recipient, expected);
        award.as_object_mut().unwrap().remove("customerNumber");
        let neither = read_value(&award).unwrap_err().to_string();
        assert!(
            neither.contains("contactId or customerNumber is missing"),
            "{neither}"
        );
    }

    #[rstest]
    #[case("")]
    #[case("4711")]
    #[case("null")]
    #[case("[")]
    fn a_body_without_awards_is_refused(#[case] body: &str) {
        assert_eq!(read(body.as_bytes()), Err(BadRequest::NotAwards));
    }
}

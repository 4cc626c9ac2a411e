//! Reads a batch of checkpoints, and repeats the rows that were skipped.

use serde_json::Value;

use super::answer::Refusal;
use crate::rules::{CheckpointRow, MAX_ROWS};
use crate::switches::Nulls;
use crate::wire::{Json, Object};

/// A batch as it was received. Rows that cannot be read keep their place.
pub(super) struct Batch(Vec<Value>);

impl Batch {
    /// Reads a body.
    pub(super) fn parse(body: &[u8]) -> Result<Self, Refusal> {
        let Ok(Value::Array(rows)) = serde_json::from_slice(body) else {
            return Err(Refusal::invalid("The body must be a JSON array of rows."));
        };
        if rows.len() > MAX_ROWS {
            let message = format!("At most {MAX_ROWS} rows are allowed, not {}.", rows.len());
            return Err(Refusal::invalid(message));
        }
        Ok(Self(rows))
    }

    /// The rows. A row that cannot be read is `None`.
    pub(super) fn rows(&self) -> Vec<Option<CheckpointRow>> {
        self.0.iter().map(read).collect()
    }

    /// The row at a place, as `notAccepted` repeats it. A row that cannot be read is
    /// repeated as it was received.
    pub(super) fn repeated(&self, place: usize) -> Json {
        let came = &self.0[place];
        let Some(row) = read(came) else {
            return Json::from(came.clone());
        };
        let repeated = Object::new(Nulls::Omitted)
            .member("definitionId", row.definition_id.to_string())
            .member("contactId", row.contact_id.to_string())
            .member("checkpointAmount", Value::from(row.amount));
        Json::from(repeated)
    }
}

fn read(row: &Value) -> Option<CheckpointRow> {
    Some(CheckpointRow {
        definition_id: member(row, "definitionId")?.as_str()?.parse().ok()?,
        contact_id: member(row, "contactId")?.as_str()?.parse().ok()?,
        amount: member(row, "checkpointAmount")?.as_i64()?,
    })
}

/// A member of a row. The case of its name does not matter, since the documentation
/// itself spells one of the names in two ways.
fn member<'a>(row: &'a Value, name: &str) -> Option<&'a Value> {
    let mut members = row.as_object()?.iter();
    members
        .find(|(other, _)| other.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn batch(body: &Value) -> Batch {
        Batch::parse(body.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn ids_and_member_names_are_read_in_any_case_and_repeated_as_documented() {
        let batch = batch(&json!([{
            "definitionId": "BBF8D0A3-7057-4B21-9FD1-A9BA21116D5C",
            "contactId": "96465573-53e7-453f-a2d9-fa65a68de111",
            "checkPointAmount": 2,
        }]));
        assert!(batch.rows()[0].is_some());
        assert_eq!(
            batch.repeated(0).text(),
            r#"{"definitionId":"bbf8d0a3-7057-4b21-9fd1-a9ba21116d5c","contactId":"96465573-53e7-453f-a2d9-fa65a68de111","checkpointAmount":2}"#
        );
    }

    #[rstest]
    #[case::no_object(json!(7))]
    #[case::nothing(json!(null))]
    #[case::no_ids(json!({"checkpointAmount": 1}))]
    #[case::no_guid(json!({"definitionId": "dogs", "contactId": "alva", "checkpointAmount": 1}))]
    fn unreadable_rows_are_repeated_as_they_were_received(#[case] row: Value) {
        let batch = batch(&json!([row]));
        assert_eq!(batch.rows(), [None]);
        assert_eq!(batch.repeated(0).text(), row.to_string());
    }

    #[rstest]
    #[case::no_json("[{")]
    #[case::no_array("{}")]
    #[case::nothing("")]
    fn a_body_that_is_not_an_array_is_refused(#[case] body: &str) {
        assert!(Batch::parse(body.as_bytes()).is_err());
    }

    #[test]
    fn at_most_a_thousand_rows_are_allowed() {
        let rows = |count| serde_json::to_vec(&vec![Value::Null; count]).unwrap();
        assert!(Batch::parse(&rows(1_000)).is_ok());
        assert!(Batch::parse(&rows(1_001)).is_err());
    }
}

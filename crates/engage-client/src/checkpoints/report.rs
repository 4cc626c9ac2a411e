//! What became of the rows, according to Engage's answers.

use challenge_model::{ContactId, DefinitionId};

use super::answer::BatchAnswer;
use super::row::CheckpointRow;

/// What became of the rows that Engage has answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AwardReport {
    /// Rows whose checkpoints were awarded.
    pub accepted: Vec<CheckpointRow>,
    /// Rows that Engage skipped, in the order in which they were sent.
    pub not_accepted: Vec<CheckpointRow>,
    /// Contacts that Engage does not know, each once.
    pub missing_contact_ids: Vec<ContactId>,
    /// Definitions that Engage does not know, each once.
    pub missing_definition_ids: Vec<DefinitionId>,
    /// The number of rows that Engage calls not accepted although they were never sent.
    /// If it is not 0, the report cannot be trusted and somebody has to investigate.
    pub unknown_rows: usize,
}

impl AwardReport {
    /// Whether every row was awarded. The status of the answer does not say so (T14).
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.not_accepted.is_empty() && self.unknown_rows == 0
    }

    /// Adds what became of one more batch.
    pub(super) fn add(&mut self, batch: &[CheckpointRow], answer: &BatchAnswer) {
        let mut refused = vec![false; batch.len()];
        for refusal in &answer.not_accepted {
            match refusal.find(batch, &refused) {
                Some(index) => refused[index] = true,
                None => self.unknown_rows += 1,
            }
        }
        for (row, refused) in batch.iter().zip(refused) {
            if refused || answer.names_missing(row) {
                self.not_accepted.push(row.clone());
            } else {
                self.accepted.push(row.clone());
            }
        }
        add_new(&mut self.missing_contact_ids, &answer.missing_contact_ids);
        add_new(
            &mut self.missing_definition_ids,
            &answer.missing_definition_ids,
        );
    }
}

fn add_new<Id: PartialEq + Clone>(known: &mut Vec<Id>, ids: &[Id]) {
    for id in ids {
        if !known.contains(id) {
            known.push(id.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::answer::read_answer;
    use super::*;
    use rstest::rstest;
    use serde_json::Value;
    use std::num::NonZeroU32;

    fn fixture(name: &str) -> Vec<u8> {
        let folder = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../challenge-model/tests/fixtures"
        );
        std::fs::read(format!("{folder}/{name}.json")).unwrap()
    }

    fn row(definition: &str, contact: &str, amount: u32) -> CheckpointRow {
        CheckpointRow::new(
            DefinitionId::guid(definition).unwrap(),
            ContactId::guid(contact).unwrap(),
            NonZeroU32::new(amount).unwrap(),
        )
        .unwrap()
    }

    /// The rows of the request in the documentation.
    fn published_rows() -> Vec<CheckpointRow> {
        let value: Value = serde_json::from_slice(&fixture("checkpoints.request")).unwrap();
        let rows = value.as_array().unwrap().iter().map(|value| {
            row(
                value["definitionId"].as_str().unwrap(),
                value["contactId"].as_str().unwrap(),
                u32::try_from(value["checkpointAmount"].as_u64().unwrap()).unwrap(),
            )
        });
        rows.collect()
    }

    fn report(rows: &[CheckpointRow], body: &[u8]) -> AwardReport {
        let mut report = AwardReport::default();
        report.add(rows, &read_answer(body).unwrap());
        report
    }

    #[test]
    fn rows_are_written_as_documented() {
        let written = serde_json::to_value(published_rows()).unwrap();
        let published: Value = serde_json::from_slice(&fixture("checkpoints.request")).unwrap();
        assert_eq!(written, published);
    }

    #[test]
    fn the_documented_partial_answer_splits_the_documented_rows() {
        let rows = published_rows();
        let report = report(&rows, &fixture("checkpoints.response.partial"));
        assert_eq!(report.accepted, rows[..3]);
        assert_eq!(report.not_accepted, rows[3..]);
        assert_eq!(report.missing_contact_ids, [rows[4].contact_id().clone()]);
        assert_eq!(
            report.missing_definition_ids,
            [rows[3].definition_id().clone()]
        );
        assert!(!report.is_complete());
    }

    #[rstest]
    #[case::arrays(fixture("checkpoints.response.ok.empty-arrays"))]
    #[case::nulls(fixture("checkpoints.response.ok.nulls"))]
    #[case::object(fixture("checkpoints.response.ok.empty-object"))]
    #[case::nothing(Vec::new())]
    #[case::null(b"null".to_vec())]
    #[case::more_members(br#"{"notAccepted":[],"errorMessages":["x"]}"#.to_vec())]
    fn every_form_of_a_complete_success_is_understood(#[case] body: Vec<u8>) {
        let rows = published_rows();
        let report = report(&rows, &body);
        assert_eq!(report.accepted, rows);
        assert!(report.is_complete());
    }

    const DEFINITION: &str = "1f3b6a90-6f0c-4c55-9f1e-8b0f4f2c1d11";
    const CONTACT: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";

    #[test]
    fn of_two_rows_with_the_same_ids_only_the_one_that_is_sent_back_is_refused() {
        let rows = [row(DEFINITION, CONTACT, 1), row(DEFINITION, CONTACT, 2)];
        let answer = format!(
            r#"{{"notAccepted":[{{"definitionId":"{DEFINITION}","contactId":"{CONTACT}","checkPointAmount":2}}]}}"#
        );
        let report = report(&rows, answer.as_bytes());
        assert_eq!(report.accepted, rows[..1]);
        assert_eq!(report.not_accepted, rows[1..]);
    }

    const OTHER_DEFINITION: &str = "5eafb034-ad40-4099-9152-cf4d8d605b55";
    const OTHER_CONTACT: &str = "c2a94d10-0d6e-4a7b-8a0c-5b7f6e1d2b02";

    #[rstest]
    #[case::the_first(DEFINITION, CONTACT, 0)]
    #[case::the_same_definition(DEFINITION, OTHER_CONTACT, 1)]
    #[case::the_same_contact(OTHER_DEFINITION, OTHER_CONTACT, 2)]
    fn a_refused_row_is_the_one_with_both_ids(
        #[case] definition: &str,
        #[case] contact: &str,
        #[case] refused: usize,
    ) {
        let rows = [
            row(DEFINITION, CONTACT, 1),
            row(DEFINITION, OTHER_CONTACT, 1),
            row(OTHER_DEFINITION, OTHER_CONTACT, 1),
        ];
        let answer = format!(
            r#"{{"notAccepted":[{{"definitionId":"{definition}","contactId":"{contact}","checkpointAmount":1}}]}}"#
        );
        let report = report(&rows, answer.as_bytes());
        assert_eq!(report.not_accepted, rows[refused..=refused]);
    }

    #[test]
    fn a_row_whose_definition_is_missing_is_not_accepted_even_if_it_is_not_sent_back() {
        let rows = [row(DEFINITION, CONTACT, 1)];
        let answer = format!(r#"{{"missingDefinitionIds":["{DEFINITION}"]}}"#);
        assert_eq!(report(&rows, answer.as_bytes()).not_accepted, rows);
    }

    #[test]
    fn an_id_that_is_missing_in_several_batches_is_listed_once() {
        let rows = [row(DEFINITION, CONTACT, 1)];
        let answer = format!(r#"{{"missingContactIds":["{CONTACT}"]}}"#);
        let answer = read_answer(answer.as_bytes()).unwrap();
        let mut report = AwardReport::default();
        report.add(&rows, &answer);
        report.add(&rows, &answer);
        assert_eq!(report.missing_contact_ids, [rows[0].contact_id().clone()]);
    }

    #[test]
    fn ids_in_another_spelling_are_the_same_ids() {
        let rows = [row(DEFINITION, CONTACT, 1)];
        let answer = format!(
            r#"{{"notAccepted":[{{"definitionId":"{{{}}}","contactId":"{}"}}]}}"#,
            DEFINITION.to_uppercase(),
            CONTACT.replace('-', "")
        );
        assert_eq!(report(&rows, answer.as_bytes()).not_accepted, rows);
    }

    #[test]
    fn a_row_whose_contact_is_missing_is_not_accepted_even_if_it_is_not_sent_back() {
        let rows = [row(DEFINITION, CONTACT, 1)];
        let answer = format!(r#"{{"missingContactIds":["{CONTACT}"],"notAccepted":null}}"#);
        assert_eq!(report(&rows, answer.as_bytes()).not_accepted, rows);
    }

    #[test]
    fn a_row_that_was_never_sent_is_counted() {
        let rows = [row(DEFINITION, CONTACT, 1)];
        let report = report(&rows, br#"{"notAccepted":[{"definitionId":"x"},17]}"#);
        assert_eq!(report.unknown_rows, 2);
        assert!(!report.is_complete());
    }
}

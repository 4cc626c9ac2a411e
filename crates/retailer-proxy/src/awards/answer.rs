//! What Engage's answer to a batch says about each of its rows.

use std::collections::HashMap;

use engage_client::{AwardReport, CheckpointRow};

use super::state::Rejection;

/// What the answer says about one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowAnswer {
    /// Engage has it.
    Awarded,
    /// Engage skipped it.
    Rejected(Rejection),
    /// The answer contradicts itself, so the row is treated as if there were no answer.
    Unclear,
}

/// What the answer says about each row of the batch, in the order of the batch.
///
/// An answer that refuses a row that was never sent cannot be trusted: the row that it
/// meant may be any other one. Then only the rows that it refuses are certain.
pub(crate) fn of_each_row(batch: &[CheckpointRow], report: &AwardReport) -> Vec<RowAnswer> {
    let mut refused: HashMap<&CheckpointRow, usize> = HashMap::new();
    for row in &report.not_accepted {
        *refused.entry(row).or_default() += 1;
    }
    batch
        .iter()
        .map(|row| match refused.get_mut(row) {
            Some(times) if *times > 0 => {
                *times -= 1;
                RowAnswer::Rejected(rejection(row, report))
            }
            _ if report.unknown_rows > 0 => RowAnswer::Unclear,
            _ => RowAnswer::Awarded,
        })
        .collect()
}

fn rejection(row: &CheckpointRow, report: &AwardReport) -> Rejection {
    if report.missing_contact_ids.contains(row.contact_id()) {
        Rejection::ContactUnknown
    } else if report.missing_definition_ids.contains(row.definition_id()) {
        Rejection::DefinitionUnknown
    } else {
        Rejection::NotAccepted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::{ContactId, DefinitionId};
    use std::num::NonZeroU32;

    fn row(definition: u32, contact: u32, checkpoints: u32) -> CheckpointRow {
        CheckpointRow::new(
            DefinitionId::guid(&format!("{definition:032x}")).unwrap(),
            ContactId::guid(&format!("{contact:032x}")).unwrap(),
            NonZeroU32::new(checkpoints).unwrap(),
        )
        .unwrap()
    }

    #[test]
    fn each_row_learns_why_engage_skipped_it() {
        let batch = [row(1, 1, 1), row(1, 2, 1), row(2, 1, 1), row(3, 1, 1)];
        let report = AwardReport {
            not_accepted: batch[1..].to_vec(),
            missing_contact_ids: vec![batch[1].contact_id().clone()],
            missing_definition_ids: vec![batch[2].definition_id().clone()],
            ..AwardReport::default()
        };
        let expected = [
            RowAnswer::Awarded,
            RowAnswer::Rejected(Rejection::ContactUnknown),
            RowAnswer::Rejected(Rejection::DefinitionUnknown),
            RowAnswer::Rejected(Rejection::NotAccepted),
        ];
        assert_eq!(of_each_row(&batch, &report), expected);
    }

    #[test]
    fn of_two_equal_rows_one_can_be_refused() {
        let batch = [row(1, 1, 1), row(1, 1, 1), row(1, 1, 2)];
        let report = AwardReport {
            not_accepted: vec![row(1, 1, 1)],
            ..AwardReport::default()
        };
        let expected = [
            RowAnswer::Rejected(Rejection::NotAccepted),
            RowAnswer::Awarded,
            RowAnswer::Awarded,
        ];
        assert_eq!(of_each_row(&batch, &report), expected);
    }

    #[test]
    fn an_answer_that_refuses_what_was_never_sent_proves_no_award() {
        let batch = [row(1, 1, 1), row(1, 2, 1)];
        let report = AwardReport {
            not_accepted: vec![row(1, 1, 1)],
            unknown_rows: 1,
            ..AwardReport::default()
        };
        let expected = [
            RowAnswer::Rejected(Rejection::NotAccepted),
            RowAnswer::Unclear,
        ];
        assert_eq!(of_each_row(&batch, &report), expected);
    }
}

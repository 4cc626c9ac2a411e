//! Sends rows batch by batch, and knows what became of every row when a batch fails.

use super::answer::BatchAnswer;
use super::report::AwardReport;
use super::row::CheckpointRow;
use crate::error::Error;

/// The most rows that Engage accepts in one call (T15).
const MAX_ROWS_PER_CALL: usize = 1_000;

/// A batch failed. Every row that was passed in is either in the report, or in doubt, or
/// not awarded.
#[derive(Debug, thiserror::Error)]
#[error(
    "awarding checkpoints stopped: {} rows were answered, {} are in doubt, {} were not awarded",
    self.report.accepted.len() + self.report.not_accepted.len(),
    self.in_doubt.len(),
    self.not_awarded.len()
)]
pub struct AwardError {
    /// What became of the rows of earlier batches.
    pub report: AwardReport,
    /// Rows that may have been awarded. Sending them again may award them twice (T13).
    pub in_doubt: Vec<CheckpointRow>,
    /// Rows that were certainly not awarded: Engage refused their batch, or they were
    /// never sent.
    pub not_awarded: Vec<CheckpointRow>,
    /// What happened to the batch that failed.
    #[source]
    pub cause: Error,
}

/// What is known of all rows while they are sent batch by batch.
pub(crate) struct Account<'rows> {
    report: AwardReport,
    /// The rows that have no answer yet. They begin with the batch that is sent now.
    rest: &'rows [CheckpointRow],
}

impl<'rows> Account<'rows> {
    pub(crate) fn of(rows: &'rows [CheckpointRow]) -> Self {
        Self {
            report: AwardReport::default(),
            rest: rows,
        }
    }

    /// The next batch as the body of a call. `None` when all rows have been answered.
    #[expect(
        clippy::expect_used,
        reason = "rows are two texts and a number, which can always be written as JSON"
    )]
    pub(crate) fn next(&self) -> Option<String> {
        let (batch, _) = self.split();
        (!batch.is_empty()).then(|| serde_json::to_string(batch).expect("rows are JSON"))
    }

    /// Adds the answer to the batch.
    pub(crate) fn answered(&mut self, answer: &BatchAnswer) {
        let (batch, after) = self.split();
        self.report.add(batch, answer);
        self.rest = after;
    }

    /// The error to return when the batch has failed.
    pub(crate) fn stopped(self, cause: Error) -> AwardError {
        let (batch, after) = self.split();
        let (in_doubt, not_awarded) = if cause.leaves_doubt() {
            (batch, after)
        } else {
            self.rest.split_at(0)
        };
        AwardError {
            in_doubt: in_doubt.to_vec(),
            not_awarded: not_awarded.to_vec(),
            report: self.report,
            cause,
        }
    }

    /// What became of all rows.
    pub(crate) fn report(self) -> AwardReport {
        self.report
    }

    fn split(&self) -> (&'rows [CheckpointRow], &'rows [CheckpointRow]) {
        self.rest.split_at(self.rest.len().min(MAX_ROWS_PER_CALL))
    }
}

#[cfg(test)]
mod tests {
    use super::super::answer::read_answer;
    use super::*;
    use crate::endpoint::Endpoint;
    use crate::error_kind::ErrorKind;
    use challenge_model::{ContactId, DefinitionId};
    use rstest::rstest;
    use std::num::NonZeroU32;

    fn rows(count: u32) -> Vec<CheckpointRow> {
        let definition = DefinitionId::guid("1f3b6a90-6f0c-4c55-9f1e-8b0f4f2c1d11").unwrap();
        (0..count)
            .map(|number| {
                let contact = format!("{number:032x}");
                CheckpointRow::new(
                    definition.clone(),
                    ContactId::guid(&contact).unwrap(),
                    NonZeroU32::MIN,
                )
                .unwrap()
            })
            .collect()
    }

    fn length_of(body: &str) -> usize {
        let rows: Vec<serde_json::Value> = serde_json::from_str(body).unwrap();
        rows.len()
    }

    #[rstest]
    #[case(0, &[])]
    #[case(1, &[1])]
    #[case(1_000, &[1_000])]
    #[case(1_001, &[1_000, 1])]
    #[case(2_500, &[1_000, 1_000, 500])]
    fn rows_are_sent_in_batches_of_a_thousand(#[case] count: u32, #[case] expected: &[usize]) {
        let rows = rows(count);
        let mut account = Account::of(&rows);
        let mut lengths = Vec::new();
        while let Some(body) = account.next() {
            lengths.push(length_of(&body));
            account.answered(&read_answer(b"{}").unwrap());
        }
        assert_eq!(lengths, expected);
        assert_eq!(account.report().accepted, rows);
    }

    #[rstest]
    #[case::in_doubt(ErrorKind::ConnectionLost, 1_000, 500)]
    #[case::timed_out(ErrorKind::TimedOut, 1_000, 500)]
    #[case::refused(ErrorKind::RateLimited { retry_after: None }, 0, 1_500)]
    #[case::unreachable(ErrorKind::Unreachable, 0, 1_500)]
    fn when_a_batch_in_the_middle_fails_the_error_tells_what_became_of_every_row(
        #[case] kind: ErrorKind,
        #[case] in_doubt: usize,
        #[case] not_awarded: usize,
    ) {
        let rows = rows(2_500);
        let mut account = Account::of(&rows);
        account.answered(&read_answer(b"{}").unwrap());
        let error = account.stopped(Error::new(Endpoint::AwardCheckpoints, kind));
        assert_eq!(error.report.accepted, rows[..1_000]);
        assert_eq!(error.in_doubt, rows[1_000..1_000 + in_doubt]);
        assert_eq!(error.not_awarded, rows[2_500 - not_awarded..]);
    }
}

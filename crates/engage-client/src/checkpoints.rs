//! Awarding checkpoints: rows in, a report of what became of each row out.

mod answer;
mod award;
mod report;
mod row;

pub use award::{AwardError, MAX_ROWS_PER_CALL};
pub use report::AwardReport;
pub use row::CheckpointRow;

pub(crate) use answer::read_answer;
pub(crate) use award::Account;

//! Awarding checkpoints: from rows to a report of what became of each row.

mod answer;
mod award;
mod report;
mod row;

pub use award::AwardError;
pub use report::AwardReport;
pub use row::CheckpointRow;

pub(crate) use answer::read_answer;
pub(crate) use award::Account;

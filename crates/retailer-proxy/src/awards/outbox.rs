//! The awards in the database that holds the consents. The SQL is what both SQLite and
//! PostgreSQL understand, but for the lock of the rows that are sent next.
//!
//! An award that may have been sent is in the state `sent` before the call. Only evidence,
//! Engage's answer, or the certainty that the call was never made takes it out of there.

mod counts;
mod customers;
mod decisions;
mod evidence;
mod intake;
mod lists;
mod removal;
mod row;
mod sending;
#[cfg(test)]
mod tests;

pub use decisions::Decided;
pub use lists::{NotAPlace, Place};
pub use removal::Forgotten;
pub use row::Record;

pub(crate) use evidence::{Evidence, Unanswered};
pub(crate) use intake::Taken;
#[cfg(test)]
pub(crate) use row::Decision;
pub(crate) use sending::Sendable;

use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AnyPool};

use super::award::AwardId;
use crate::consents::{Kind, Ledger};

/// How many awards one statement names, so that no database has too many parameters.
const MOST_NAMED: usize = 1_000;

/// The awards of a shop, in their database. Clones are the same outbox.
#[derive(Clone, Debug)]
pub struct Outbox {
    pool: AnyPool,
    kind: Kind,
}

impl Outbox {
    /// The outbox beside this ledger.
    #[must_use]
    pub fn beside(ledger: &Ledger) -> Self {
        Self {
            pool: ledger.pool().clone(),
            kind: ledger.kind(),
        }
    }
}

/// `$2, $3, $4` for three parameters of which the first is the second of the statement.
fn placeholders(first: usize, count: usize) -> String {
    let names: Vec<_> = (first..first + count)
        .map(|number| format!("${number}"))
        .collect();
    names.join(", ")
}

fn with_ids<'query>(
    query: Query<'query, Any, AnyArguments>,
    ids: impl IntoIterator<Item = &'query AwardId>,
) -> Query<'query, Any, AnyArguments> {
    ids.into_iter()
        .fold(query, |query, id| query.bind(id.as_str()))
}

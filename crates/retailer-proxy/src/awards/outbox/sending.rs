//! Marks awards before they are sent, and notes what Engage answered.

use challenge_model::UnixMillis;
use engage_client::CheckpointRow;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use super::row::{checkpoint_row, id};
use super::{MOST_NAMED, Outbox, placeholders, with_ids};
use crate::awards::award::AwardId;
use crate::awards::batch;
use crate::awards::state::{Rejection, State};
use crate::consents::{Kind, LedgerError};

/// The oldest queued award of each contact and definition of which none is on its way.
/// `$1` is the most that are read, and `$2` is now. Each part of the condition is one look
/// into an index, however many awards a contact has.
const SENDABLE: &str = "SELECT * FROM awards WHERE state = 'queued' AND contact_id IS NOT NULL \
     AND (deferred_until IS NULL OR deferred_until <= $2) \
     AND NOT EXISTS (SELECT 1 FROM awards AS other WHERE other.contact_id = awards.contact_id \
     AND other.definition_id = awards.definition_id AND other.state = 'sent') \
     AND NOT EXISTS (SELECT 1 FROM awards AS other WHERE other.contact_id = awards.contact_id \
     AND other.definition_id = awards.definition_id AND other.state = 'queued' \
     AND (other.received_at, other.id) < (awards.received_at, awards.id)) \
     ORDER BY received_at, id LIMIT $1";

/// Added where several instances share the database: each takes rows that no other one is
/// taking. SQLite has one writer at a time, and no such words.
const OF_NO_OTHER: &str = " FOR UPDATE SKIP LOCKED";

/// An award that can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sendable {
    /// Its id.
    pub(crate) id: AwardId,
    /// What Engage gets.
    pub(crate) row: CheckpointRow,
}

impl Outbox {
    /// Whether there is an award that can be sent now.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) async fn has_sendable(&self, now: UnixMillis) -> Result<bool, LedgerError> {
        let first = sqlx::query(SENDABLE).bind(1_i64).bind(now.0);
        Ok(first.fetch_optional(&self.pool).await?.is_some())
    }

    /// Marks the awards of the next batch as sent, and returns them: at most so many, and
    /// never more than Engage takes. From now on they may have reached Engage. The batch is
    /// empty when there is nothing to send, and when another instance has taken some of it
    /// at the same moment.
    ///
    /// # Errors
    ///
    /// When the database fails. Then none was marked, unless the answer to the commit was
    /// lost; evidence decides about such awards.
    pub(crate) async fn claim(
        &self,
        most: usize,
        now: UnixMillis,
    ) -> Result<Vec<Sendable>, LedgerError> {
        let mut transaction = self.pool.begin().await?;
        let most = i64::try_from(most.min(batch::MOST_ROWS)).unwrap_or(i64::MAX);
        let lock = match self.kind {
            Kind::Sqlite => "",
            Kind::Postgres => OF_NO_OTHER,
        };
        let rows = sqlx::query(AssertSqlSafe(format!("{SENDABLE}{lock}")));
        let rows = rows.bind(most).bind(now.0);
        let rows = rows.fetch_all(&mut *transaction).await?;
        let queued: Result<Vec<_>, _> = rows.iter().map(sendable).collect();
        let queued = queued?;
        // The statement leaves out pairs that are on their way.
        let chosen = batch::choose(queued.iter().map(|award| &award.row), |_| false);
        let awards: Vec<_> = chosen.into_iter().map(|at| queued[at].clone()).collect();
        if awards.is_empty() {
            return Ok(awards);
        }
        let sql = format!(
            "UPDATE awards SET state = 'sent', sent_at = $1 WHERE state = 'queued' AND id IN ({})",
            placeholders(2, awards.len())
        );
        let mark = sqlx::query(AssertSqlSafe(sql)).bind(now.0);
        let mark = with_ids(mark, awards.iter().map(|award| &award.id));
        match mark.execute(&mut *transaction).await {
            Ok(marked) if marked.rows_affected() == awards.len() as u64 => {
                transaction.commit().await?;
                Ok(awards)
            }
            Err(error) if !is_taken(&error) => Err(error.into()),
            Ok(_) | Err(_) => {
                transaction.rollback().await?;
                Ok(Vec::new())
            }
        }
    }

    /// Queues awards again whose batch was certainly not carried out, and does not send them
    /// before this time, where there is one. `sent` is when they were marked; an award that
    /// was settled since then stays as it is.
    ///
    /// # Errors
    ///
    /// When the database fails. Evidence decides about the awards then.
    pub(crate) async fn put_back(
        &self,
        awards: &[Sendable],
        sent: UnixMillis,
        not_before: Option<UnixMillis>,
    ) -> Result<(), LedgerError> {
        for part in awards.chunks(MOST_NAMED) {
            let sql = format!(
                "UPDATE awards SET state = 'queued', deferred_until = $1 \
                 WHERE state = 'sent' AND sent_at = $2 AND id IN ({})",
                placeholders(3, part.len())
            );
            let query = sqlx::query(AssertSqlSafe(sql))
                .bind(not_before.map(|until| until.0))
                .bind(sent.0);
            let query = with_ids(query, part.iter().map(|award| &award.id));
            query.execute(&self.pool).await?;
        }
        Ok(())
    }

    /// Notes what became of awards that were marked as sent at this time, by Engage's answer.
    /// What was seen of an earlier attempt goes. An award that was settled since then stays
    /// as it is.
    ///
    /// # Errors
    ///
    /// When the database fails. Evidence decides about the awards then.
    pub(crate) async fn settle(
        &self,
        awards: &[Sendable],
        sent: UnixMillis,
        state: State,
        now: UnixMillis,
    ) -> Result<(), LedgerError> {
        for part in awards.chunks(MOST_NAMED) {
            let sql = format!(
                "UPDATE awards SET state = $1, rejection = $2, settled_at = $3, looked_at = NULL, \
                 seen_checkpoints = NULL, seen_latest_at = NULL, seen_undated = NULL, doubt = NULL \
                 WHERE state = 'sent' AND sent_at = $4 AND id IN ({})",
                placeholders(5, part.len())
            );
            let query = sqlx::query(AssertSqlSafe(sql))
                .bind(state.name())
                .bind(state.rejection().map(Rejection::name))
                .bind(now.0)
                .bind(sent.0);
            let query = with_ids(query, part.iter().map(|award| &award.id));
            query.execute(&self.pool).await?;
        }
        Ok(())
    }
}

pub(super) fn sendable(row: &AnyRow) -> Result<Sendable, LedgerError> {
    Ok(Sendable {
        id: id(row)?,
        row: checkpoint_row(row)?,
    })
}

/// Whether another instance has sent an award of the same contact and definition.
fn is_taken(error: &sqlx::Error) -> bool {
    let error = error.as_database_error();
    error.is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

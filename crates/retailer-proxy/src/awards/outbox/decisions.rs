//! What people decide: about awards in doubt, about rejected ones whose cause is gone, and
//! about awards that are not to be sent.

use challenge_model::UnixMillis;

use super::Outbox;
use super::row::Decision;
use crate::awards::award::AwardId;
use crate::consents::LedgerError;

/// Whether a decision was noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It was.
    Noted,
    /// There is no such award.
    Unknown,
    /// The award is in this state, in which nobody has to decide.
    InState(&'static str),
}

impl Outbox {
    /// Notes that Engage has an award that is in doubt.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn resolve_as_awarded(
        &self,
        id: &AwardId,
        now: UnixMillis,
    ) -> Result<Decided, LedgerError> {
        let resolved = sqlx::query(
            "UPDATE awards SET state = 'awarded', resolution = $1, resolved_at = $2 \
             WHERE id = $3 AND state = 'in_doubt'",
        )
        .bind(Decision::Awarded.name())
        .bind(now.0)
        .bind(id.as_str())
        .execute(&self.pool)
        .await?;
        self.decided(id, resolved.rows_affected()).await
    }

    /// Queues an award that is in doubt or rejected, so that it is sent once more.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn send_again(&self, id: &AwardId, now: UnixMillis) -> Result<Decided, LedgerError> {
        let resolved = sqlx::query(
            "UPDATE awards SET state = 'queued', rejection = NULL, deferred_until = NULL, \
             resolution = $1, resolved_at = $2 \
             WHERE id = $3 AND state IN ('in_doubt', 'rejected')",
        )
        .bind(Decision::SendAgain.name())
        .bind(now.0)
        .bind(id.as_str())
        .execute(&self.pool)
        .await?;
        self.decided(id, resolved.rows_affected()).await
    }

    /// Withdraws an award that was not sent yet.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn cancel(&self, id: &AwardId, now: UnixMillis) -> Result<Decided, LedgerError> {
        let cancelled = sqlx::query(
            "UPDATE awards SET state = 'cancelled', settled_at = $1 \
             WHERE id = $2 AND state = 'queued'",
        )
        .bind(now.0)
        .bind(id.as_str())
        .execute(&self.pool)
        .await?;
        self.decided(id, cancelled.rows_affected()).await
    }

    async fn decided(&self, id: &AwardId, changed: u64) -> Result<Decided, LedgerError> {
        if changed > 0 {
            return Ok(Decided::Noted);
        }
        let record = self.record(id).await?;
        Ok(record.map_or(Decided::Unknown, |record| {
            Decided::InState(record.state.name())
        }))
    }
}

//! Awards whose answer was lost, and what was seen of them.

use challenge_model::UnixMillis;

use super::Outbox;
use super::row::{evidence, time};
use super::sending::{Sendable, sendable};
use crate::awards::evidence::{Doubt, Look};
use crate::awards::state::State;
use crate::consents::LedgerError;

/// How many awards are read at once.
const MOST_READ: i64 = 500;

/// An award that was about to be sent, and has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unanswered {
    /// The award.
    pub(crate) award: Sendable,
    /// When it was about to be sent.
    pub(crate) sent: UnixMillis,
}

/// What Engage showed of the contact's challenges after an answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// What it showed, and when it was asked.
    pub(crate) look: Look,
    /// Why that does not decide. `None` where it does.
    pub(crate) doubt: Option<Doubt>,
}

impl Outbox {
    /// The oldest awards that were about to be sent at this time or before, have no answer,
    /// and come after this one; at most 500.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) async fn unanswered(
        &self,
        by: UnixMillis,
        after: Option<&Unanswered>,
    ) -> Result<Vec<Unanswered>, LedgerError> {
        let (sent, id) = after.map_or((i64::MIN, ""), |last| (last.sent.0, last.award.id.as_str()));
        let rows = sqlx::query(
            "SELECT * FROM awards WHERE state = 'sent' AND sent_at <= $1 \
             AND (sent_at > $2 OR (sent_at = $2 AND id > $3)) ORDER BY sent_at, id LIMIT $4",
        )
        .bind(by.0)
        .bind(sent)
        .bind(id)
        .bind(MOST_READ)
        .fetch_all(&self.pool)
        .await?;
        let unanswered = rows.iter().map(|row| {
            Ok(Unanswered {
                award: sendable(row)?,
                sent: time(row, "sent_at")?.ok_or(LedgerError::Unreadable)?,
            })
        });
        unanswered.collect()
    }

    /// When Engage last answered another award of the same contact and definition.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) async fn others_until(
        &self,
        award: &Sendable,
    ) -> Result<Option<UnixMillis>, LedgerError> {
        let row = sqlx::query(
            "SELECT MAX(settled_at) AS latest FROM awards WHERE contact_id = $1 \
             AND definition_id = $2 AND state IN ('awarded', 'in_doubt') \
             AND looked_at IS NULL AND id <> $3",
        )
        .bind(award.row.contact_id().as_str())
        .bind(award.row.definition_id().as_str())
        .bind(award.id.as_str())
        .fetch_one(&self.pool)
        .await?;
        time(&row, "latest")
    }

    /// What Engage showed of the contact and definition of this award when it was last asked
    /// because of any award of them.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) async fn last_look(&self, award: &Sendable) -> Result<Option<Look>, LedgerError> {
        let row = sqlx::query(
            "SELECT * FROM awards WHERE contact_id = $1 AND definition_id = $2 \
             AND looked_at IS NOT NULL ORDER BY looked_at DESC LIMIT 1",
        )
        .bind(award.row.contact_id().as_str())
        .bind(award.row.definition_id().as_str())
        .fetch_optional(&self.pool)
        .await?;
        let evidence = row.as_ref().map(evidence).transpose()?.flatten();
        Ok(evidence.map(|evidence| evidence.look))
    }

    /// Notes what the evidence says of an award, unless it was settled since it was read.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) async fn settle_by_evidence(
        &self,
        unanswered: &Unanswered,
        evidence: &Evidence,
        state: State,
        now: UnixMillis,
    ) -> Result<(), LedgerError> {
        let checkpoints = i64::try_from(evidence.look.seen.checkpoints).unwrap_or(i64::MAX);
        sqlx::query(
            "UPDATE awards SET state = $1, settled_at = $2, looked_at = $3, \
             seen_checkpoints = $4, seen_latest_at = $5, seen_undated = $6, doubt = $7 \
             WHERE state = 'sent' AND id = $8 AND sent_at = $9",
        )
        .bind(state.name())
        .bind((state != State::Queued).then_some(now.0))
        .bind(evidence.look.looked.0)
        .bind(checkpoints)
        .bind(evidence.look.seen.latest.map(|latest| latest.0))
        .bind(i64::from(evidence.look.seen.is_undated))
        .bind(evidence.doubt.map(Doubt::name))
        .bind(unanswered.award.id.as_str())
        .bind(unanswered.sent.0)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

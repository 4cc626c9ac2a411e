//! Removes awards: after their time, and those of a contact who is to be forgotten.
//!
//! An award stays while another one of the same contact and definition is on its way. The
//! evidence about that one depends on what else was awarded.
//!
//! Each statement names the states twice. PostgreSQL looks at the row itself once more when
//! another instance has just changed it, and not at what a part of the statement has chosen.

use challenge_model::{ContactId, UnixMillis};
use sqlx::Row as _;

use super::Outbox;
use crate::consents::LedgerError;

/// How many awards one statement removes.
const MOST_REMOVED: i64 = 1_000;

/// What became of the awards of a contact who is to be forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// How many were removed. Those of them that were queued are never sent.
    pub removed: u64,
    /// How many stay because they may be on their way to Engage, or because another one of
    /// the same definition is.
    pub on_their_way: u64,
    /// How many stay because a person has to decide about them.
    pub in_doubt: u64,
}

impl Outbox {
    /// Removes awards that were settled before this time and of which nothing more is to be
    /// decided. Returns how many, which is at most 1,000.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) async fn remove_settled(&self, before: UnixMillis) -> Result<u64, LedgerError> {
        // No award is settled before it is received, and there is an index of that.
        let removed = sqlx::query(
            "DELETE FROM awards WHERE state IN ('awarded', 'rejected', 'cancelled') \
             AND id IN (SELECT id FROM awards AS old \
             WHERE old.state IN ('awarded', 'rejected', 'cancelled') \
             AND old.received_at < $1 AND old.settled_at < $1 AND NOT EXISTS \
             (SELECT 1 FROM awards AS other WHERE other.contact_id = old.contact_id \
             AND other.definition_id = old.definition_id AND other.state = 'sent') LIMIT $2)",
        )
        .bind(before.0)
        .bind(MOST_REMOVED)
        .execute(&self.pool)
        .await?;
        Ok(removed.rows_affected())
    }

    /// Removes the awards of this contact, except those that cannot be removed yet.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn forget(&self, contact: &ContactId) -> Result<Forgotten, LedgerError> {
        let mut transaction = self.pool.begin().await?;
        let removed = sqlx::query(
            "DELETE FROM awards WHERE state NOT IN ('sent', 'in_doubt') \
             AND id IN (SELECT id FROM awards AS old WHERE old.contact_id = $1 AND old.state NOT IN ('sent', 'in_doubt') AND NOT EXISTS \
             (SELECT 1 FROM awards AS other WHERE other.contact_id = old.contact_id \
             AND other.definition_id = old.definition_id AND other.state = 'sent'))",
        )
        .bind(contact.as_str())
        .execute(&mut *transaction)
        .await?;
        let left = sqlx::query("SELECT state FROM awards WHERE contact_id = $1")
            .bind(contact.as_str())
            .fetch_all(&mut *transaction)
            .await?;
        transaction.commit().await?;
        let mut forgotten = Forgotten {
            removed: removed.rows_affected(),
            ..Forgotten::default()
        };
        for row in left {
            let state: String = row.try_get("state")?;
            if state == "in_doubt" {
                forgotten.in_doubt += 1;
            } else {
                forgotten.on_their_way += 1;
            }
        }
        Ok(forgotten)
    }
}

//! Awards of which only the customer number is known.

use challenge_model::{ContactId, UnixMillis};
use sqlx::{AssertSqlSafe, Row as _};

use super::Outbox;
use crate::awards::award::{AwardId, CustomerNumber};
use crate::awards::state::{Rejection, State};
use crate::consents::LedgerError;

/// How many numbers are read at once.
const MOST_READ: i64 = 100;

/// Which awards a decision about a number is about. An award that was cancelled meanwhile is
/// none of them.
const WAITING: &str = "customer_number = $1 AND state = 'queued' AND contact_id IS NULL";

impl Outbox {
    /// The customer numbers whose contacts are not known yet, those of the oldest awards
    /// first; at most 100.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) async fn unknown_customers(
        &self,
        now: UnixMillis,
    ) -> Result<Vec<CustomerNumber>, LedgerError> {
        let rows = sqlx::query(
            "SELECT customer_number FROM awards WHERE state = 'queued' AND contact_id IS NULL \
             AND (deferred_until IS NULL OR deferred_until <= $1) \
             GROUP BY customer_number ORDER BY MIN(received_at) LIMIT $2",
        )
        .bind(now.0)
        .bind(MOST_READ)
        .fetch_all(&self.pool)
        .await?;
        let numbers = rows.iter().map(|row| {
            let number: String = row.try_get("customer_number")?;
            CustomerNumber::new(&number).map_err(|_| LedgerError::Unreadable)
        });
        numbers.collect()
    }

    /// Notes the contact of this number in the awards that wait for it.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) async fn note_contact(
        &self,
        number: &CustomerNumber,
        contact: &ContactId,
    ) -> Result<(), LedgerError> {
        let sql = format!("UPDATE awards SET contact_id = $2 WHERE {WAITING}");
        sqlx::query(AssertSqlSafe(sql))
            .bind(number.as_str())
            .bind(contact.as_str())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Rejects the awards that wait for this number, because it has no contact. Returns their
    /// ids.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) async fn reject_customer(
        &self,
        number: &CustomerNumber,
        now: UnixMillis,
    ) -> Result<Vec<AwardId>, LedgerError> {
        let state = State::Rejected(Rejection::ContactUnknown);
        let sql = format!(
            "UPDATE awards SET state = $2, rejection = $3, settled_at = $4 WHERE {WAITING} \
             RETURNING id"
        );
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(number.as_str())
            .bind(state.name())
            .bind(state.rejection().map(Rejection::name))
            .bind(now.0)
            .fetch_all(&self.pool)
            .await?;
        let ids = rows.iter().map(|row| {
            let id: String = row.try_get("id")?;
            AwardId::new(&id).map_err(|_| LedgerError::Unreadable)
        });
        ids.collect()
    }

    /// Leaves this number alone until this time.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) async fn defer_customer(
        &self,
        number: &CustomerNumber,
        until: UnixMillis,
    ) -> Result<(), LedgerError> {
        let sql = format!("UPDATE awards SET deferred_until = $2 WHERE {WAITING}");
        sqlx::query(AssertSqlSafe(sql))
            .bind(number.as_str())
            .bind(until.0)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

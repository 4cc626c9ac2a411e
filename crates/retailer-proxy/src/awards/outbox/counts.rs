//! How many awards there are, for the metrics.

use challenge_model::UnixMillis;
use sqlx::Row as _;

use super::Outbox;
use super::row::time;
use crate::awards::state::StateName;
use crate::consents::LedgerError;

/// How many awards there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// For each state.
    pub(crate) by_state: Vec<(StateName, u64)>,
    /// When the oldest of the queued ones was handed over.
    pub(crate) oldest_queued: Option<UnixMillis>,
}

impl Outbox {
    /// Counts all awards.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) async fn counts(&self) -> Result<Counts, LedgerError> {
        let counts = "SELECT state, COUNT(*) AS number FROM awards GROUP BY state";
        let rows = sqlx::query(counts).fetch_all(&self.pool).await?;
        let mut by_state = StateName::ALL.map(|state| (state, 0)).to_vec();
        for row in rows {
            let (state, number): (String, i64) = (row.try_get("state")?, row.try_get("number")?);
            let known = by_state.iter_mut().find(|(name, _)| name.as_str() == state);
            let (_, count) = known.ok_or(LedgerError::Unreadable)?;
            *count = u64::try_from(number).unwrap_or_default();
        }
        let oldest = "SELECT MIN(received_at) AS oldest FROM awards WHERE state = 'queued'";
        let oldest = sqlx::query(oldest).fetch_one(&self.pool).await?;
        Ok(Counts {
            by_state,
            oldest_queued: time(&oldest, "oldest")?,
        })
    }
}

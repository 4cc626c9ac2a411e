//! Lists of awards, a part at a time.

use std::str::FromStr;

use challenge_model::UnixMillis;

use super::Outbox;
use super::row::{Record, record};
use crate::awards::award::AwardId;
use crate::awards::state::StateName;
use crate::consents::LedgerError;

/// A place in the list of the awards of one state: after this one. Written as text, it is
/// opaque to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    received: UnixMillis,
    id: AwardId,
}

/// The text is no place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be what an earlier answer has in `next`")]
pub struct NotAPlace;

impl FromStr for Place {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let (received, id) = text.split_once('.').ok_or(NotAPlace)?;
        Ok(Self {
            received: UnixMillis(received.parse().map_err(|_| NotAPlace)?),
            id: AwardId::new(id).map_err(|_| NotAPlace)?,
        })
    }
}

impl Place {
    /// As text.
    pub(crate) fn text(&self) -> String {
        format!("{}.{}", self.received.0, self.id)
    }
}

impl Record {
    /// Where the list goes on after this award.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            received: self.received,
            id: self.award.id.clone(),
        }
    }
}

impl Outbox {
    /// What became of this award. `None` when there is no such award.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn record(&self, id: &AwardId) -> Result<Option<Record>, LedgerError> {
        let row = sqlx::query("SELECT * FROM awards WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(record).transpose()
    }

    /// The awards in this state after this place, the oldest first, at most so many.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn in_state(
        &self,
        state: StateName,
        after: Option<&Place>,
        most: usize,
    ) -> Result<Vec<Record>, LedgerError> {
        let (received, id) = after.map_or((i64::MIN, ""), |place| {
            (place.received.0, place.id.as_str())
        });
        let rows = sqlx::query(
            "SELECT * FROM awards WHERE state = $1 \
             AND (received_at > $2 OR (received_at = $2 AND id > $3)) \
             ORDER BY received_at, id LIMIT $4",
        )
        .bind(state.as_str())
        .bind(received)
        .bind(id)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(record).collect()
    }

    /// All awards after this one, in the order of their ids, at most so many.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn after(
        &self,
        last: Option<&Record>,
        most: usize,
    ) -> Result<Vec<Record>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM awards WHERE id > $1 ORDER BY id LIMIT $2")
            .bind(last.map_or("", |last| last.award.id.as_str()))
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(record).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        let place = Place {
            received: UnixMillis(1_700_000_000_123),
            id: AwardId::new("order.1042").unwrap(),
        };
        assert_eq!(place.text().parse(), Ok(place));
        for text in ["", "7", "7.", "x.order", "7.two words"] {
            assert_eq!(text.parse::<Place>(), Err(NotAPlace), "{text}");
        }
    }
}

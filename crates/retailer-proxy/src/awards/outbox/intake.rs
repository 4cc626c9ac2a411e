//! Takes what the shop hands over.

use std::collections::HashMap;

use challenge_model::{ContactId, UnixMillis};
use sqlx::{Any, AssertSqlSafe, Transaction};

use super::row::record;
use super::{MOST_NAMED, Outbox, placeholders, with_ids};
use crate::awards::award::{Award, AwardId, CustomerNumber, Reason, Recipient};
use crate::consents::LedgerError;

/// How many awards one statement writes.
const MOST_WRITTEN: usize = 200;
/// The parameters of each.
const PARAMETERS: usize = 7;

/// Whether awards were taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// All of them are durable, from now or from an earlier request.
    All,
    /// None of them was taken, because this id belongs to another award.
    Conflict(AwardId),
}

impl Outbox {
    /// Takes all of these awards, or none. An award that is there already is not added
    /// again.
    ///
    /// # Errors
    ///
    /// When the database fails. Then none was taken, unless the answer to the commit was
    /// lost.
    pub(crate) async fn add(
        &self,
        awards: &[Award],
        now: UnixMillis,
    ) -> Result<Taken, LedgerError> {
        // Two requests with the same awards lock them in the same order.
        let mut awards: Vec<_> = awards.iter().collect();
        awards.sort_by(|one, other| one.id.cmp(&other.id));
        let mut transaction = self.pool.begin().await?;
        for part in awards.chunks(MOST_WRITTEN) {
            insert(&mut transaction, part, now).await?;
        }
        for part in awards.chunks(MOST_NAMED) {
            if let Some(other) = first_that_differs(&mut transaction, part).await? {
                transaction.rollback().await?;
                return Ok(Taken::Conflict(other));
            }
        }
        transaction.commit().await?;
        Ok(Taken::All)
    }
}

async fn insert(
    transaction: &mut Transaction<'_, Any>,
    awards: &[&Award],
    now: UnixMillis,
) -> Result<(), LedgerError> {
    let rows: Vec<_> = (0..awards.len())
        .map(|place| {
            format!(
                "({}, 'queued')",
                placeholders(place * PARAMETERS + 1, PARAMETERS)
            )
        })
        .collect();
    let sql = format!(
        "INSERT INTO awards (id, contact_id, customer_number, definition_id, checkpoints, \
         reason, received_at, state) VALUES {} ON CONFLICT (id) DO NOTHING",
        rows.join(", ")
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for award in awards {
        let (contact, number) = match &award.recipient {
            Recipient::Contact(contact) => (Some(contact), None),
            Recipient::Customer(number) => (None, Some(number)),
        };
        query = query
            .bind(award.id.as_str())
            .bind(contact.map(ContactId::as_str))
            .bind(number.map(CustomerNumber::as_str))
            .bind(award.definition.as_str())
            .bind(i64::from(award.checkpoints.get()))
            .bind(award.reason.as_ref().map(Reason::as_str))
            .bind(now.0);
    }
    query.execute(&mut **transaction).await?;
    Ok(())
}

/// The id of the first of these awards under which there is another one.
async fn first_that_differs(
    transaction: &mut Transaction<'_, Any>,
    awards: &[&Award],
) -> Result<Option<AwardId>, LedgerError> {
    let sql = format!(
        "SELECT * FROM awards WHERE id IN ({})",
        placeholders(1, awards.len())
    );
    let query = sqlx::query(AssertSqlSafe(sql));
    let query = with_ids(query, awards.iter().map(|award| &award.id));
    let rows = query.fetch_all(&mut **transaction).await?;
    let known: Result<Vec<_>, _> = rows.iter().map(record).collect();
    let known: HashMap<_, _> = known?
        .into_iter()
        .map(|record| (record.award.id.clone(), record.award))
        .collect();
    let other = awards
        .iter()
        .find(|award| known.get(&award.id) != Some(award));
    Ok(other.map(|award| award.id.clone()))
}

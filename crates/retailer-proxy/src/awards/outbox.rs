//! The awards in the database that holds the consents. The SQL is what both SQLite and
//! PostgreSQL understand.
//!
//! An award that may have been sent is in the state `sent` before the call. Only evidence,
//! Engage's answer, or the certainty that the call was never made takes it out of there.

use std::collections::HashMap;
use std::num::NonZeroU32;

use challenge_model::{ContactId, DefinitionId, UnixMillis};
use engage_client::CheckpointRow;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyPool, AssertSqlSafe, Row as _};

use super::award::{Award, AwardId, Reason};
use super::batch;
use super::state::{Rejection, State};
use crate::consents::{Ledger, LedgerError};

/// How many awards are read at once.
const MOST_READ: i64 = 500;
/// How many awards one statement names, so that no database has too many parameters.
const MOST_NAMED: usize = 1_000;

/// The oldest queued award of each contact and definition of which none is on its way.
/// `$1` is the most that are read.
const SENDABLE: &str = "SELECT * FROM awards WHERE state = 'queued' AND NOT EXISTS \
     (SELECT 1 FROM awards AS other WHERE other.contact_id = awards.contact_id \
     AND other.definition_id = awards.definition_id AND (other.state = 'sent' \
     OR (other.state = 'queued' AND (other.received_at < awards.received_at \
     OR (other.received_at = awards.received_at AND other.id < awards.id))))) \
     ORDER BY received_at, id LIMIT $1";

/// The awards of a shop, in their database. Clones are the same outbox.
#[derive(Clone, Debug)]
pub struct Outbox {
    pool: AnyPool,
}

/// An award, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What the shop handed over.
    pub award: Award,
    /// When it was handed over.
    pub received: UnixMillis,
    /// What became of it.
    pub state: State,
    /// When it was last about to be sent.
    pub sent: Option<UnixMillis>,
    /// When it was known, or in doubt, what became of it.
    pub settled: Option<UnixMillis>,
}

/// Whether awards were taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// All of them are durable, from now or from an earlier request.
    All,
    /// None of them was taken, because this id belongs to another award.
    Conflict(AwardId),
}

impl Outbox {
    /// The outbox beside this ledger.
    #[must_use]
    pub fn beside(ledger: &Ledger) -> Self {
        Self {
            pool: ledger.pool().clone(),
        }
    }

    /// Takes all of these awards, or none. An award that is there already is not added
    /// again.
    ///
    /// # Errors
    ///
    /// When the database fails. Then none was taken.
    pub async fn add(&self, awards: &[Award], now: UnixMillis) -> Result<Taken, LedgerError> {
        // Two requests with the same awards lock them in the same order.
        let mut awards: Vec<_> = awards.iter().collect();
        awards.sort_by(|one, other| one.id.cmp(&other.id));
        let mut transaction = self.pool.begin().await?;
        for award in &awards {
            sqlx::query(
                "INSERT INTO awards (id, contact_id, definition_id, checkpoints, reason, \
                 received_at, state) VALUES ($1, $2, $3, $4, $5, $6, 'queued') \
                 ON CONFLICT (id) DO NOTHING",
            )
            .bind(award.id.as_str())
            .bind(award.row.contact_id().as_str())
            .bind(award.row.definition_id().as_str())
            .bind(i64::from(award.row.checkpoint_amount().get()))
            .bind(award.reason.as_ref().map(Reason::as_str))
            .bind(now.0)
            .execute(&mut *transaction)
            .await?;
        }
        for part in awards.chunks(MOST_NAMED) {
            let sql = format!(
                "SELECT * FROM awards WHERE id IN ({})",
                placeholders(1, part.len())
            );
            let query = sqlx::query(AssertSqlSafe(sql));
            let query = part
                .iter()
                .fold(query, |query, award| query.bind(award.id.as_str()));
            let rows = query.fetch_all(&mut *transaction).await?;
            let known: Result<Vec<_>, _> = rows.iter().map(record).collect();
            let known: HashMap<_, _> = known?
                .into_iter()
                .map(|record| (record.award.id.clone(), record.award))
                .collect();
            if let Some(other) = part
                .iter()
                .find(|award| known.get(&award.id) != Some(award))
            {
                transaction.rollback().await?;
                return Ok(Taken::Conflict(other.id.clone()));
            }
        }
        transaction.commit().await?;
        Ok(Taken::All)
    }

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

    /// The oldest awards that were about to be sent at this time or before, and have no
    /// answer, at most 500.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn unanswered(&self, by: UnixMillis) -> Result<Vec<Record>, LedgerError> {
        let rows = sqlx::query(
            "SELECT * FROM awards WHERE state = 'sent' AND sent_at <= $1 \
             ORDER BY sent_at, id LIMIT $2",
        )
        .bind(by.0)
        .bind(MOST_READ)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(record).collect()
    }

    /// Until when another award of the same contact and definition may have been carried
    /// out, for [`Attempt::others_until`](super::evidence::Attempt::others_until).
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn others_until(&self, award: &Award) -> Result<Option<UnixMillis>, LedgerError> {
        let row = sqlx::query(
            "SELECT MAX(settled_at) AS latest FROM awards WHERE contact_id = $1 \
             AND definition_id = $2 AND state IN ('awarded', 'in_doubt') AND id <> $3",
        )
        .bind(award.row.contact_id().as_str())
        .bind(award.row.definition_id().as_str())
        .bind(award.id.as_str())
        .fetch_one(&self.pool)
        .await?;
        let latest: Option<i64> = row.try_get("latest")?;
        Ok(latest.map(UnixMillis))
    }

    /// Marks the awards of the next batch as sent, and returns them. From now on they may
    /// have reached Engage. The batch is empty when there is nothing to send, and when
    /// another instance has taken some of it at the same moment.
    ///
    /// # Errors
    ///
    /// When the database fails. Then none was marked, unless the answer to the commit was
    /// lost; evidence decides about such awards.
    pub async fn claim(&self, now: UnixMillis) -> Result<Vec<Award>, LedgerError> {
        let mut transaction = self.pool.begin().await?;
        let most = i64::try_from(batch::MOST_ROWS).unwrap_or(i64::MAX);
        let rows = sqlx::query(SENDABLE).bind(most);
        let rows = rows.fetch_all(&mut *transaction).await?;
        let queued: Result<Vec<_>, _> = rows.iter().map(record).collect();
        let queued: Vec<_> = queued?.into_iter().map(|record| record.award).collect();
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
        let marked = with_ids(mark, &awards).execute(&mut *transaction).await;
        match marked {
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

    /// Queues awards again whose batch was certainly not carried out. `sent` is when they
    /// were marked; an award that was settled since then stays as it is.
    ///
    /// # Errors
    ///
    /// When the database fails. Evidence decides about the awards then.
    pub async fn put_back(&self, awards: &[Award], sent: UnixMillis) -> Result<(), LedgerError> {
        for part in awards.chunks(MOST_NAMED) {
            let sql = format!(
                "UPDATE awards SET state = 'queued' WHERE state = 'sent' AND sent_at = $1 \
                 AND id IN ({})",
                placeholders(2, part.len())
            );
            let query = sqlx::query(AssertSqlSafe(sql)).bind(sent.0);
            with_ids(query, part).execute(&self.pool).await?;
        }
        Ok(())
    }

    /// Notes what became of awards that were marked as sent at this time. An award that
    /// was settled since then stays as it is.
    ///
    /// # Errors
    ///
    /// When the database fails. Evidence decides about the awards then.
    pub async fn settle(
        &self,
        awards: &[Award],
        sent: UnixMillis,
        state: State,
        now: UnixMillis,
    ) -> Result<(), LedgerError> {
        for part in awards.chunks(MOST_NAMED) {
            let sql = format!(
                "UPDATE awards SET state = $1, rejection = $2, settled_at = $3 \
                 WHERE state = 'sent' AND sent_at = $4 AND id IN ({})",
                placeholders(5, part.len())
            );
            let query = sqlx::query(AssertSqlSafe(sql))
                .bind(state.name())
                .bind(state.rejection().map(Rejection::name))
                .bind(now.0)
                .bind(sent.0);
            with_ids(query, part).execute(&self.pool).await?;
        }
        Ok(())
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
    awards: &'query [Award],
) -> Query<'query, Any, AnyArguments> {
    awards
        .iter()
        .fold(query, |query, award| query.bind(award.id.as_str()))
}

/// Whether another instance has sent an award of the same contact and definition.
fn is_taken(error: &sqlx::Error) -> bool {
    let error = error.as_database_error();
    error.is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

fn record(row: &AnyRow) -> Result<Record, LedgerError> {
    let id: String = row.try_get("id")?;
    let state: String = row.try_get("state")?;
    let rejection: Option<String> = row.try_get("rejection")?;
    let sent: Option<i64> = row.try_get("sent_at")?;
    let settled: Option<i64> = row.try_get("settled_at")?;
    let reason: Option<String> = row.try_get("reason")?;
    let reason = reason.as_deref().map(Reason::new).transpose();
    Ok(Record {
        award: Award {
            id: AwardId::new(&id).map_err(|_| LedgerError::Unreadable)?,
            row: checkpoint_row(row)?.ok_or(LedgerError::Unreadable)?,
            reason: reason.map_err(|_| LedgerError::Unreadable)?,
        },
        received: UnixMillis(row.try_get("received_at")?),
        state: State::named(&state, rejection.as_deref()).ok_or(LedgerError::Unreadable)?,
        sent: sent.map(UnixMillis),
        settled: settled.map(UnixMillis),
    })
}

fn checkpoint_row(row: &AnyRow) -> Result<Option<CheckpointRow>, LedgerError> {
    let contact: String = row.try_get("contact_id")?;
    let definition: String = row.try_get("definition_id")?;
    let checkpoints: i64 = row.try_get("checkpoints")?;
    let checkpoints = u32::try_from(checkpoints).ok().and_then(NonZeroU32::new);
    let (Ok(contact), Ok(definition), Some(checkpoints)) = (
        ContactId::guid(&contact),
        DefinitionId::guid(&definition),
        checkpoints,
    ) else {
        return Ok(None);
    };
    Ok(CheckpointRow::new(definition, contact, checkpoints).ok())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[cfg(unix)]
    use temporary_postgres::{StartError, TemporaryPostgres};

    use super::*;

    const NOW: UnixMillis = UnixMillis(1_000);
    const LATER: UnixMillis = UnixMillis(2_000);

    fn award(id: &str, contact: u32, checkpoints: u32) -> Award {
        let definition = DefinitionId::guid(&format!("{:032x}", 7)).unwrap();
        let contact = ContactId::guid(&format!("{contact:032x}")).unwrap();
        let checkpoints = NonZeroU32::new(checkpoints).unwrap();
        Award {
            id: AwardId::new(id).unwrap(),
            row: CheckpointRow::new(definition, contact, checkpoints).unwrap(),
            reason: Some(Reason::new("an order").unwrap()),
        }
    }

    /// A database server, where PostgreSQL is installed.
    #[cfg(unix)]
    fn server() -> Option<TemporaryPostgres> {
        match TemporaryPostgres::start() {
            Ok(server) => Some(server),
            Err(missing @ StartError::NotInstalled) => {
                eprintln!("SKIPPED: {missing}");
                None
            }
            Err(error) => panic!("{error}"),
        }
    }

    async fn outbox(address: &str) -> Outbox {
        Outbox::beside(&Ledger::open(address).await.unwrap())
    }

    #[tokio::test]
    async fn an_award_is_taken_once_and_sent_once() {
        takes_and_sends_once(&outbox("sqlite::memory:").await).await;
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn postgresql_takes_and_sends_an_award_once_as_sqlite_does() {
        if let Some(server) = server() {
            let (one, other) = (outbox(server.url()).await, outbox(server.url()).await);
            takes_and_sends_once(&one).await;
            two_instances_send_each_award_once(&one, &other).await;
        }
    }

    /// What holds for every database.
    async fn takes_and_sends_once(outbox: &Outbox) {
        let (first, second) = (award("a", 1, 1), award("b", 1, 2));
        let other = award("c", 2, 1);
        let all = [second.clone(), first.clone(), other.clone()];
        for _ in 0..2 {
            assert_eq!(outbox.add(&all, NOW).await.unwrap(), Taken::All);
        }
        let conflict = [award("d", 3, 1), award("a", 1, 9)];
        let refused = Taken::Conflict(first.id.clone());
        assert_eq!(outbox.add(&conflict, NOW).await.unwrap(), refused);
        assert_eq!(outbox.record(&conflict[0].id).await.unwrap(), None);

        let sent = [first.clone(), other.clone()];
        assert_eq!(outbox.claim(NOW).await.unwrap(), sent);
        assert_eq!(outbox.claim(LATER).await.unwrap(), []);
        assert_eq!(outbox.unanswered(NOW).await.unwrap().len(), 2);
        outbox.put_back(&sent[1..], NOW).await.unwrap();
        outbox.put_back(&sent[..1], LATER).await.unwrap();
        assert_eq!(outbox.claim(LATER).await.unwrap(), sent[1..]);
        assert_eq!(outbox.others_until(&second).await.unwrap(), None);

        let settle = outbox.settle(&sent[..1], NOW, State::Awarded, LATER);
        settle.await.unwrap();
        let rejected = State::Rejected(Rejection::ContactUnknown);
        let too_old = outbox.settle(&sent[1..], NOW, State::Awarded, LATER);
        too_old.await.unwrap();
        let settle = outbox.settle(&sent[1..], LATER, rejected, LATER);
        settle.await.unwrap();
        let record = outbox.record(&first.id).await.unwrap().unwrap();
        assert_eq!(
            (record.state, record.settled),
            (State::Awarded, Some(LATER))
        );
        assert_eq!(record.award, first);
        let record = outbox.record(&other.id).await.unwrap().unwrap();
        assert_eq!(record.state, rejected);
        assert_eq!(outbox.others_until(&second).await.unwrap(), Some(LATER));
        assert_eq!(outbox.claim(LATER).await.unwrap(), [second]);
    }

    #[cfg(unix)]
    async fn two_instances_send_each_award_once(one: &Outbox, other: &Outbox) {
        let awards: Vec<_> = (0..400)
            .map(|number| award(&format!("order-{number}"), 100 + number % 90, 1))
            .collect();
        assert_eq!(one.add(&awards, NOW).await.unwrap(), Taken::All);
        let mut sent = HashSet::new();
        for round in 0..1_000 {
            if sent.len() == awards.len() {
                return;
            }
            let now = UnixMillis(3_000 + round);
            let (mine, theirs) = tokio::join!(one.claim(now), other.claim(now));
            for batch in [mine, theirs] {
                // The database may refuse one of two claims that block each other.
                let batch = batch.unwrap_or_default();
                for award in &batch {
                    assert!(sent.insert(award.id.clone()), "{} is sent twice", award.id);
                }
                let settle = one.settle(&batch, now, State::Awarded, now);
                settle.await.unwrap();
            }
        }
        panic!("{} of {} awards were sent", sent.len(), awards.len());
    }
}

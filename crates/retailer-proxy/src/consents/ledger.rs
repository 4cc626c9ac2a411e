//! The ledger in its database, SQLite or PostgreSQL. The SQL is what both understand.

use std::time::Duration;

use challenge_model::{ContactId, DefinitionId, UnixMillis};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, AnyRow};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyPool, Executor, Row, SqlSafeStr};

use super::address::{Kind, with_mode};
use super::error::LedgerError;
use super::record::{Consent, ConsentId, Outcome};

/// How many records are read at once.
const BATCH: i64 = 500;
const MOST_CONNECTIONS: u32 = 8;
/// How long to wait for a connection, while a shopper waits for the answer.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// The consent ledger. Clones are the same ledger.
#[derive(Clone, Debug)]
pub struct Ledger {
    pool: AnyPool,
}

impl Ledger {
    /// Opens the ledger at this URL (`sqlite:consents.sqlite`,
    /// `postgres://user@host/database`) and migrates its tables.
    ///
    /// # Errors
    ///
    /// When there is no such database, or it cannot be used.
    pub async fn open(address: &str) -> Result<Self, LedgerError> {
        let kind = Kind::of(address).ok_or(LedgerError::Address)?;
        sqlx::any::install_default_drivers();
        let options: AnyConnectOptions = with_mode(kind, address).parse()?;
        let pool = match kind {
            // One connection, because SQLite has one writer, and because a database in
            // memory lives as long as its connection.
            Kind::Sqlite => AnyPoolOptions::new()
                .max_connections(1)
                .idle_timeout(None)
                .max_lifetime(None)
                .after_connect(|connection, _| {
                    Box::pin(async move {
                        // FULL: a commit is on the disk before it is answered.
                        connection
                            .execute(
                                "PRAGMA busy_timeout = 3000; PRAGMA journal_mode = WAL; \
                                 PRAGMA synchronous = FULL;",
                            )
                            .await?;
                        Ok(())
                    })
                }),
            Kind::Postgres => AnyPoolOptions::new().max_connections(MOST_CONNECTIONS),
        };
        let pool = pool
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_with(options)
            .await?;
        migrations().run(&pool).await?;
        Ok(Self { pool })
    }

    /// Opens a ledger that lasts as long as this process, for demonstrations.
    ///
    /// # Errors
    ///
    /// When SQLite cannot be used.
    pub async fn in_memory() -> Result<Self, LedgerError> {
        Self::open("sqlite::memory:").await
    }

    /// Writes a consent down. When this returns, the record is durable.
    pub(crate) async fn write(&self, consent: &Consent) -> Result<(), LedgerError> {
        sqlx::query(
            "INSERT INTO consents \
             (id, contact_id, definition_id, text_version, given_at, outcome, settled_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&consent.id.0)
        .bind(consent.contact.as_str())
        .bind(consent.definition.as_str())
        .bind(consent.text_version.as_deref())
        .bind(consent.given.0)
        .bind(consent.outcome.name())
        .bind(consent.settled.map(|settled| settled.0))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Notes the outcome of a consent. It is for the request that called Engage and is
    /// certain of the outcome, so it replaces whatever was noted before.
    pub(crate) async fn settle(
        &self,
        id: &ConsentId,
        outcome: Outcome,
        now: UnixMillis,
    ) -> Result<(), LedgerError> {
        sqlx::query("UPDATE consents SET outcome = $1, settled_at = $2 WHERE id = $3")
            .bind(outcome.name())
            .bind(now.0)
            .bind(&id.0)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Notes the outcome that was found out later, unless the request that called
    /// Engage has noted one meanwhile.
    pub(crate) async fn settle_if_unfinished(
        &self,
        id: &ConsentId,
        outcome: Outcome,
        now: UnixMillis,
    ) -> Result<(), LedgerError> {
        sqlx::query(
            "UPDATE consents SET outcome = $1, settled_at = $2 \
             WHERE id = $3 AND outcome = 'unfinished'",
        )
        .bind(outcome.name())
        .bind(now.0)
        .bind(&id.0)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The oldest consents whose outcome is unknown, at most 500.
    pub(crate) async fn unfinished(&self) -> Result<Vec<Consent>, LedgerError> {
        let rows = sqlx::query(
            "SELECT * FROM consents WHERE outcome = 'unfinished' \
             ORDER BY given_at, id LIMIT $1",
        )
        .bind(BATCH)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(consent).collect()
    }

    /// The consents that come after this one, the oldest first, at most 500.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn after(&self, last: Option<&Consent>) -> Result<Vec<Consent>, LedgerError> {
        let (given, id) = last.map_or((i64::MIN, ""), |last| (last.given.0, last.id.0.as_str()));
        let rows = sqlx::query(
            "SELECT * FROM consents WHERE given_at > $1 OR (given_at = $1 AND id > $2) \
             ORDER BY given_at, id LIMIT $3",
        )
        .bind(given)
        .bind(id)
        .bind(BATCH)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(consent).collect()
    }
}

/// Embedded, so that the program is one file.
fn migrations() -> Migrator {
    let consents = include_str!("../../migrations/0001_consents.sql").into_sql_str();
    Migrator::with_migrations(vec![Migration::new(
        1,
        "consents".into(),
        MigrationType::Simple,
        consents,
        false,
    )])
}

fn consent(row: &AnyRow) -> Result<Consent, LedgerError> {
    let outcome: String = row.try_get("outcome")?;
    let contact: String = row.try_get("contact_id")?;
    let definition: String = row.try_get("definition_id")?;
    let settled: Option<i64> = row.try_get("settled_at")?;
    Ok(Consent {
        id: ConsentId(row.try_get("id")?),
        contact: ContactId::read(&contact).ok_or(LedgerError::Unreadable)?,
        definition: DefinitionId::read(&definition).ok_or(LedgerError::Unreadable)?,
        text_version: row.try_get("text_version")?,
        given: UnixMillis(row.try_get("given_at")?),
        outcome: Outcome::named(&outcome).ok_or(LedgerError::Unreadable)?,
        settled: settled.map(UnixMillis),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consent(contact: &str, given: i64) -> Consent {
        Consent {
            id: ConsentId::random().unwrap(),
            contact: ContactId::guid(contact).unwrap(),
            definition: DefinitionId::guid("3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33").unwrap(),
            text_version: Some("2026-03".to_owned()),
            given: UnixMillis(given),
            outcome: Outcome::Unfinished,
            settled: None,
        }
    }

    const ALVA: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";

    #[tokio::test]
    async fn a_consent_is_written_and_settled_once_for_all() {
        let ledger = Ledger::in_memory().await.unwrap();
        writes_and_settles(ledger).await;
    }

    /// The same with PostgreSQL, in a database server that the test starts.
    #[cfg(unix)]
    #[tokio::test]
    async fn postgresql_writes_consents_as_sqlite_does() {
        match crate::consents::postgres_server::Postgres::start() {
            Some(server) => {
                let ledger = Ledger::open(&server.address).await.unwrap();
                writes_and_settles(ledger).await;
                // The tables are migrated already, so opening again changes nothing.
                let again = Ledger::open(&server.address).await.unwrap();
                assert_eq!(again.after(None).await.unwrap().len(), 2);
            }
            None => eprintln!(
                "SKIPPED: PostgreSQL is not tried, since initdb and pg_ctl are not there; \
                 apt-get install postgresql brings them to /usr/lib/postgresql"
            ),
        }
    }

    /// What holds for every database.
    async fn writes_and_settles(ledger: Ledger) {
        let first = consent(ALVA, 1);
        let second = Consent {
            text_version: None,
            ..consent(ALVA, 2)
        };
        ledger.write(&second).await.unwrap();
        ledger.write(&first).await.unwrap();
        let both = [first.clone(), second.clone()];
        assert_eq!(ledger.unfinished().await.unwrap(), both);
        let now = UnixMillis(9);
        let assigned = ledger.settle(&first.id, Outcome::Assigned, now).await;
        assigned.unwrap();
        for id in [&first.id, &second.id] {
            let late = ledger.settle_if_unfinished(id, Outcome::NotAssigned, now);
            late.await.unwrap();
        }
        let all = ledger.after(None).await.unwrap();
        let outcomes: Vec<_> = all.iter().map(|consent| consent.outcome).collect();
        assert_eq!(outcomes, [Outcome::Assigned, Outcome::NotAssigned]);
        assert_eq!(all[0].settled, Some(now));
        assert_eq!(all[1].text_version, None);
        assert_eq!(ledger.after(Some(&all[0])).await.unwrap(), all[1..]);
        assert_eq!(ledger.unfinished().await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_ledger_is_not_opened_at_a_url_of_another_kind() {
        for address in ["", "mysql://localhost/x", "consents.sqlite"] {
            assert!(matches!(
                Ledger::open(address).await,
                Err(LedgerError::Address)
            ));
        }
    }
}

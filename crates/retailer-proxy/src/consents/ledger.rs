//! The database behind the ledger: SQLite, or PostgreSQL by its address. The SQL
//! is what both understand.

use std::time::Duration;

use challenge_model::{ContactId, DefinitionId, UnixMillis};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, AnyRow};
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AnyPool, Executor, Row, SqlSafeStr};

use super::record::{Consent, ConsentId, Outcome};

/// How many records are read at once.
const BATCH: i64 = 500;
const MOST_CONNECTIONS: u32 = 8;
/// A shopper is waiting.
const PATIENCE: Duration = Duration::from_secs(3);

/// Why the ledger cannot be used. Neither the address, which may hold a password,
/// nor any record is repeated.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// It is none of the addresses that are understood.
    #[error("is no address of a database: it begins with sqlite: or postgres:")]
    Address,
    /// The database does not do what it is asked.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// Its tables cannot be brought up to date.
    #[error("the tables cannot be brought up to date: {0}")]
    Migration(#[from] MigrateError),
    /// There is a record that this version cannot have written.
    #[error("there is a record that cannot be read")]
    Unreadable,
    /// The machine gives out no random numbers.
    #[error("the machine gives out no random numbers")]
    NoRandomness,
}

/// The consent ledger. Clones are the same ledger.
#[derive(Clone, Debug)]
pub struct Ledger {
    pool: AnyPool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A file, or the memory of this process.
    Sqlite,
    Postgres,
}

impl Kind {
    fn of(address: &str) -> Option<Self> {
        let scheme = address.split(':').next()?;
        match scheme {
            "sqlite" => Some(Self::Sqlite),
            "postgres" | "postgresql" => Some(Self::Postgres),
            _ => None,
        }
    }
}

/// An address that no database can be at.
pub(crate) fn check_address(address: &str) -> Result<(), LedgerError> {
    let kind = Kind::of(address).ok_or(LedgerError::Address)?;
    sqlx::any::install_default_drivers();
    let options: Result<AnyConnectOptions, _> = with_mode(kind, address).parse();
    options.map(drop).map_err(|_| LedgerError::Address)
}

/// A SQLite file that is not there yet is made.
fn with_mode(kind: Kind, address: &str) -> String {
    let in_memory = address.contains(":memory:");
    match kind {
        Kind::Sqlite if !address.contains('?') && !in_memory => format!("{address}?mode=rwc"),
        _ => address.to_owned(),
    }
}

impl Ledger {
    /// The ledger at this address (`sqlite:consents.sqlite`,
    /// `postgres://user@host/database`), its tables brought up to date.
    ///
    /// # Errors
    ///
    /// When there is no such database, or it cannot be used.
    pub async fn open(address: &str) -> Result<Self, LedgerError> {
        let kind = Kind::of(address).ok_or(LedgerError::Address)?;
        sqlx::any::install_default_drivers();
        let options: AnyConnectOptions = with_mode(kind, address).parse()?;
        let pool = match kind {
            // One connection: SQLite has one writer, and whatever is in memory
            // alone lasts as long as its connection.
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
        let pool = pool.acquire_timeout(PATIENCE).connect_with(options).await?;
        migrations().run(&pool).await?;
        Ok(Self { pool })
    }

    /// A ledger that lasts as long as this process: for a demonstration.
    ///
    /// # Errors
    ///
    /// When SQLite cannot be used.
    pub async fn in_memory() -> Result<Self, LedgerError> {
        Self::open("sqlite::memory:").await
    }

    /// Writes a consent down. When this returns, it is durable.
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

    /// Notes what came of a consent. Whoever called Engage knows it for sure and
    /// is believed, whatever was noted before.
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

    /// The same for one who only found it out later, and gives way to whoever
    /// called Engage.
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

    /// The oldest consents of which nobody knows what came of them.
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

    /// Up to 500 consents, the oldest first, that come after this one.
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
    async fn a_consent_is_kept_and_settled_once_for_all() {
        let ledger = Ledger::in_memory().await.unwrap();
        keeps_and_settles(ledger).await;
    }

    /// The same as with SQLite, in a database server of the test's own.
    #[cfg(unix)]
    #[tokio::test]
    async fn postgresql_keeps_consents_alike() {
        match crate::consents::postgres_server::Postgres::start() {
            Some(server) => {
                let ledger = Ledger::open(&server.address).await.unwrap();
                keeps_and_settles(ledger).await;
                // Brought up to date already: opening it again changes nothing.
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
    async fn keeps_and_settles(ledger: Ledger) {
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
    async fn an_address_of_another_kind_is_refused() {
        for address in ["", "mysql://localhost/x", "consents.sqlite"] {
            assert!(matches!(
                Ledger::open(address).await,
                Err(LedgerError::Address)
            ));
            assert!(check_address(address).is_err());
        }
        for address in ["sqlite:consents.sqlite", "postgres://shop@db.test/consents"] {
            assert!(check_address(address).is_ok());
        }
    }
}

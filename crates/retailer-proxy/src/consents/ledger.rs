//! The ledger in its database, SQLite or PostgreSQL. The SQL is what both understand.

use std::time::Duration;

use challenge_model::{ContactId, DefinitionId, UnixMillis};
use sqlx::any::{AnyPoolOptions, AnyRow};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, AnyPool, Connection as _, Executor, Row, SqlSafeStr};
use tokio::time::timeout;

use super::address::{Kind, ServerIdentity, checked};
use super::error::LedgerError;
use super::record::{Consent, ConsentId, Outcome};
use super::sqlite_file;

/// How many records are read at once.
const BATCH: i64 = 500;
const MOST_CONNECTIONS: u32 = 8;
/// How long to wait for a connection, while a shopper waits for the answer.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// How long an answer may take when it is only asked whether the database answers.
const ASKED_WITHIN: Duration = Duration::from_secs(5);
/// How long to wait at the start for a database server that is busy.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// The consent ledger. Clones are the same ledger.
#[derive(Clone, Debug)]
pub struct Ledger {
    pool: AnyPool,
    kind: Kind,
}

impl Ledger {
    /// Opens the ledger at this URL (`sqlite:consents.sqlite`,
    /// `postgres://user@host/database`) and migrates its tables. A PostgreSQL server on
    /// another machine has to prove its identity: the URL needs `sslmode=verify-full`.
    ///
    /// # Errors
    ///
    /// When there is no such database, or it cannot be used.
    pub async fn open(address: &str) -> Result<Self, LedgerError> {
        Self::open_with(address, ServerIdentity::Verified).await
    }

    /// The same, where the server may have to prove nothing.
    ///
    /// # Errors
    ///
    /// When there is no such database, or it cannot be used.
    pub async fn open_with(address: &str, identity: ServerIdentity) -> Result<Self, LedgerError> {
        let (kind, options) = checked(address, identity)?;
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
        let pool = pool.acquire_timeout(ACQUIRE_TIMEOUT);
        let pool = match kind {
            Kind::Sqlite => {
                sqlite_file::protect(&options).map_err(LedgerError::File)?;
                let pool = pool.connect_with(options).await?;
                migrations().run(&pool).await?;
                pool
            }
            Kind::Postgres => {
                // Nobody waits for an answer at the start, so a busy server has more
                // time than ACQUIRE_TIMEOUT, which a connection of the pool would get.
                let connection = AnyConnection::connect_with(&options);
                let connection = timeout(START_TIMEOUT, connection).await;
                let mut connection = connection.map_err(|_| sqlx::Error::PoolTimedOut)??;
                migrations().run(&mut connection).await?;
                connection.close().await?;
                pool.connect_lazy_with(options)
            }
        };
        Ok(Self { pool, kind })
    }

    /// The same, where the database has to be there already: no file of SQLite is made.
    ///
    /// # Errors
    ///
    /// When there is no such database, or it cannot be used.
    pub async fn open_existing(
        address: &str,
        identity: ServerIdentity,
    ) -> Result<Self, LedgerError> {
        let (kind, options) = checked(address, identity)?;
        if kind == Kind::Sqlite {
            sqlite_file::found(&options)?;
        }
        Self::open_with(address, identity).await
    }

    /// Opens a ledger that lasts as long as this process, for demonstrations.
    ///
    /// # Errors
    ///
    /// When SQLite cannot be used.
    pub async fn in_memory() -> Result<Self, LedgerError> {
        Self::open("sqlite::memory:").await
    }

    pub(crate) fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// Asks the database for nothing.
    ///
    /// # Errors
    ///
    /// When it does not answer within seconds.
    pub(super) async fn ask(&self) -> Result<(), LedgerError> {
        let asking = sqlx::query("SELECT 1").execute(&self.pool);
        // A connection that is open already may lead to nobody.
        let asked = timeout(ASKED_WITHIN, asking).await;
        asked.map_err(|_| sqlx::Error::PoolTimedOut)??;
        Ok(())
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
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

    /// Notes the outcome that was found out later, unless a request has noted one, or
    /// has called Engage again, since this record was read.
    pub(crate) async fn settle_if_unfinished(
        &self,
        consent: &Consent,
        outcome: Outcome,
        now: UnixMillis,
    ) -> Result<(), LedgerError> {
        sqlx::query(
            "UPDATE consents SET outcome = $1, settled_at = $2 \
             WHERE id = $3 AND outcome = 'unfinished' AND COALESCE(called_at, given_at) = $4",
        )
        .bind(outcome.name())
        .bind(now.0)
        .bind(&consent.id.0)
        .bind(consent.latest_call().0)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// All consents of this contact to this definition, the oldest first.
    pub(crate) async fn records_of(
        &self,
        contact: &ContactId,
        definition: &DefinitionId,
    ) -> Result<Vec<Consent>, LedgerError> {
        let rows = sqlx::query(
            "SELECT * FROM consents WHERE contact_id = $1 AND definition_id = $2 \
             ORDER BY given_at, id",
        )
        .bind(contact.as_str())
        .bind(definition.as_str())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(consent).collect()
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
    let leases = include_str!("../../migrations/0002_leases.sql").into_sql_str();
    let awards = include_str!("../../migrations/0003_awards.sql").into_sql_str();
    let kind = MigrationType::Simple;
    Migrator::with_migrations(vec![
        Migration::new(1, "consents".into(), kind, consents, false),
        Migration::new(2, "leases".into(), kind, leases, false),
        Migration::new(3, "awards".into(), kind, awards, false),
    ])
}

fn consent(row: &AnyRow) -> Result<Consent, LedgerError> {
    let outcome: String = row.try_get("outcome")?;
    let contact: String = row.try_get("contact_id")?;
    let definition: String = row.try_get("definition_id")?;
    let settled: Option<i64> = row.try_get("settled_at")?;
    let called: Option<i64> = row.try_get("called_at")?;
    Ok(Consent {
        id: ConsentId(row.try_get("id")?),
        contact: ContactId::read(&contact).ok_or(LedgerError::Unreadable)?,
        definition: DefinitionId::read(&definition).ok_or(LedgerError::Unreadable)?,
        text_version: row.try_get("text_version")?,
        given: UnixMillis(row.try_get("given_at")?),
        called: called.map(UnixMillis),
        outcome: Outcome::named(&outcome).ok_or(LedgerError::Unreadable)?,
        settled: settled.map(UnixMillis),
    })
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use temporary_postgres::TemporaryPostgres;
    use tokio::net::TcpListener;
    use tokio::time::{Instant, sleep};

    use super::*;
    use crate::consents::DatabaseUrlError;
    use crate::consents::record::tests::consent_at;

    #[tokio::test]
    async fn a_consent_is_written_and_settled_once_for_all() {
        let ledger = Ledger::in_memory().await.unwrap();
        writes_and_settles(ledger).await;
    }

    /// The same with PostgreSQL, in a database server that the test starts.
    #[cfg(unix)]
    #[tokio::test]
    async fn postgresql_writes_consents_as_sqlite_does() {
        if let Some(server) = TemporaryPostgres::for_test() {
            let ledger = Ledger::open(server.url()).await.unwrap();
            writes_and_settles(ledger).await;
            // The tables are migrated already, so opening again changes nothing.
            let again = Ledger::open(server.url()).await.unwrap();
            assert_eq!(again.after(None).await.unwrap().len(), 2);
        }
    }

    /// What holds for every database.
    async fn writes_and_settles(ledger: Ledger) {
        let first = consent_at(1);
        let mut second = Consent {
            text_version: None,
            ..consent_at(2)
        };
        let lease = ledger.lease("a").await.unwrap().unwrap();
        assert!(ledger.lease("a").await.unwrap().is_none());
        assert!(lease.write(&second).await.unwrap());
        assert!(lease.write(&first).await.unwrap());
        second.called = Some(UnixMillis(5));
        assert!(lease.note_call(&second).await.unwrap());
        lease.release().await;
        let both = [first.clone(), second.clone()];
        assert_eq!(ledger.unfinished().await.unwrap(), both);
        let records = ledger.records_of(&first.contact, &first.definition);
        assert_eq!(records.await.unwrap(), both);
        let now = UnixMillis(9);
        let assigned = ledger.settle(&first.id, Outcome::Assigned, now).await;
        assigned.unwrap();
        let before_the_call = Consent {
            called: None,
            ..second.clone()
        };
        for (consent, left) in [(&first, 1), (&before_the_call, 1), (&second, 0)] {
            let late = ledger.settle_if_unfinished(consent, Outcome::NotAssigned, now);
            late.await.unwrap();
            assert_eq!(ledger.unfinished().await.unwrap().len(), left);
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
    async fn a_ledger_of_the_first_version_keeps_its_records() {
        let name = format!("first-version-{}.sqlite", std::process::id());
        let file = std::env::temp_dir().join(name);
        let address = format!("sqlite:{}", file.display());
        sqlx::any::install_default_drivers();
        let old = AnyPool::connect(&format!("{address}?mode=rwc"))
            .await
            .unwrap();
        let first = migrations().iter().next().unwrap().clone();
        let first = Migrator::with_migrations(vec![first]);
        first.run(&old).await.unwrap();
        let consent = consent_at(1);
        for id in ["a", "b"] {
            sqlx::query("INSERT INTO consents VALUES ($1, $2, $3, NULL, 1, 'unfinished', NULL)")
                .bind(id)
                .bind(consent.contact.as_str())
                .bind(consent.definition.as_str())
                .execute(&old)
                .await
                .unwrap();
        }
        old.close().await;

        let ledger = Ledger::open(&address).await.unwrap();
        let records = ledger.records_of(&consent.contact, &consent.definition);
        let records = records.await.unwrap();
        std::fs::remove_file(&file).unwrap();
        assert_eq!(records.len(), 2);
        assert_eq!(records[0].latest_call(), records[0].given);
        let lease = ledger.lease("a").await.unwrap().unwrap();
        assert!(lease.write(&consent).await.unwrap());
    }

    /// A server that is so busy that a connection fails only after this time.
    async fn busy_server(time: Duration) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            sleep(time).await;
            drop(listener.accept().await);
        });
        format!("postgres://shop@127.0.0.1:{port}/postgres")
    }

    #[tokio::test(start_paused = true)]
    async fn a_start_waits_for_a_busy_server_longer_than_a_shopper_does() {
        let url = busy_server(ACQUIRE_TIMEOUT * 2).await;
        let start = Instant::now();
        let error = Ledger::open(&url).await.unwrap_err();
        assert_eq!(start.elapsed().as_secs(), (ACQUIRE_TIMEOUT * 2).as_secs());
        let is_timeout = matches!(error, LedgerError::Database(sqlx::Error::PoolTimedOut));
        assert!(!is_timeout, "{error}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_start_does_not_wait_for_a_busy_server_forever() {
        let url = busy_server(START_TIMEOUT * 2).await;
        let start = Instant::now();
        let error = Ledger::open(&url).await.unwrap_err();
        assert_eq!(start.elapsed().as_secs(), START_TIMEOUT.as_secs());
        let is_timeout = matches!(error, LedgerError::Database(sqlx::Error::PoolTimedOut));
        assert!(is_timeout, "{error}");
    }

    #[tokio::test]
    async fn a_ledger_is_not_opened_at_a_url_of_another_kind() {
        for address in ["", "mysql://localhost/x", "consents.sqlite"] {
            assert!(matches!(
                Ledger::open(address).await,
                Err(LedgerError::Address(DatabaseUrlError::NotADatabase))
            ));
        }
    }
}

//! Leases let only one of several instances do a certain thing at a time.
//!
//! A lease is a row in the ledger's database and not a lock of a connection, so that a
//! join that waits for Engage holds no connection. The holder renews the lease while it
//! needs it, and removes it afterwards. The lease of a killed instance is not renewed,
//! and ends some seconds later. All times are those of the database's clock, so that
//! all instances agree on them.

use std::time::Duration;

use sqlx::Any;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tracing::Instrument as _;

use super::address::Kind;
use super::error::LedgerError;
use super::ledger::Ledger;
use super::record::{Consent, random_digits};

/// How long a lease lasts after it was taken or renewed.
pub(crate) const LEASE_DURATION: Duration = Duration::from_secs(5);
/// How often a lease is renewed: often enough for it to last when two renewals fail.
const RENEWAL_INTERVAL: Duration = Duration::from_millis(1_500);
/// How long to wait before the first retry of a lease that another holds. Each further
/// wait is twice as long, so that many who wait do not keep the database busy.
const FIRST_RETRY: Duration = Duration::from_millis(25);
const LONGEST_RETRY: Duration = Duration::from_millis(400);

/// The right to do something that nobody else may do at the same time.
///
/// A lease that is dropped without [`release`](Self::release) ends after
/// [`LEASE_DURATION`].
#[derive(Debug)]
pub(crate) struct Lease {
    ledger: Ledger,
    name: String,
    holder: String,
    renewals: JoinHandle<()>,
}

/// The SQL of one kind of database. Only the expression for the current time differs.
struct Statements {
    take: &'static str,
    renew: &'static str,
    write: &'static str,
    note_call: &'static str,
    remove_ended: &'static str,
}

macro_rules! statements {
    (now: $now:literal) => {
        Statements {
            take: concat!(
                "INSERT INTO leases (name, holder, ends_at) VALUES ($1, $2, ",
                $now,
                " + $3) ON CONFLICT (name) DO UPDATE \
                 SET holder = excluded.holder, ends_at = excluded.ends_at \
                 WHERE leases.ends_at <= ",
                $now
            ),
            renew: concat!(
                "UPDATE leases SET ends_at = ",
                $now,
                " + $3 WHERE name = $1 AND holder = $2"
            ),
            write: concat!(
                "INSERT INTO consents (id, contact_id, definition_id, text_version, given_at, \
                 outcome, settled_at) SELECT $3, $4, $5, $6, $7, $8, $9 WHERE EXISTS \
                 (SELECT 1 FROM leases WHERE name = $1 AND holder = $2 AND ends_at > ",
                $now,
                ")"
            ),
            note_call: concat!(
                "UPDATE consents SET called_at = $4 WHERE id = $3 AND outcome = 'unfinished' \
                 AND EXISTS \
                 (SELECT 1 FROM leases WHERE name = $1 AND holder = $2 AND ends_at > ",
                $now,
                ")"
            ),
            remove_ended: concat!("DELETE FROM leases WHERE ends_at <= ", $now),
        }
    };
}

const SQLITE: Statements = statements!(now: "CAST(unixepoch('subsec') * 1000 AS INTEGER)");
const POSTGRES: Statements =
    statements!(now: "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)");

fn statements(kind: Kind) -> &'static Statements {
    match kind {
        Kind::Sqlite => &SQLITE,
        Kind::Postgres => &POSTGRES,
    }
}

impl Ledger {
    /// Takes the lease of this name. Returns `None` while another holds it.
    pub(crate) async fn lease(&self, name: &str) -> Result<Option<Lease>, LedgerError> {
        let (name, holder) = (name.to_owned(), random_digits()?);
        let taken = sqlx::query(statements(self.kind()).take)
            .bind(&name)
            .bind(&holder)
            .bind(milliseconds(LEASE_DURATION))
            .execute(self.pool())
            .await?;
        if taken.rows_affected() == 0 {
            return Ok(None);
        }
        let renewals = keep_renewing(self.clone(), name.clone(), holder.clone());
        // The log lines of the renewals carry the id of the request that needs the lease.
        let renewals = tokio::spawn(renewals.in_current_span());
        Ok(Some(Lease {
            ledger: self.clone(),
            name,
            holder,
            renewals,
        }))
    }

    /// Takes the lease of this name. Returns `None` when another still holds it at the
    /// deadline.
    pub(crate) async fn lease_by(
        &self,
        name: &str,
        deadline: Instant,
    ) -> Result<Option<Lease>, LedgerError> {
        let mut wait = FIRST_RETRY;
        loop {
            let lease = self.lease(name).await?;
            if lease.is_some() || Instant::now() + wait > deadline {
                return Ok(lease);
            }
            sleep(wait).await;
            wait = (wait * 2).min(LONGEST_RETRY);
        }
    }

    /// Removes the rows of leases that ended without being released.
    pub(crate) async fn remove_ended_leases(&self) -> Result<(), LedgerError> {
        let remove = sqlx::query(statements(self.kind()).remove_ended);
        remove.execute(self.pool()).await?;
        Ok(())
    }
}

impl Lease {
    /// Writes a consent down. With `true`, the record is durable. With `false`, nothing
    /// was written, because the lease has ended.
    pub(crate) async fn write(&self, consent: &Consent) -> Result<bool, LedgerError> {
        let written = self
            .held(statements(self.ledger.kind()).write)
            .bind(&consent.id.0)
            .bind(consent.contact.as_str())
            .bind(consent.definition.as_str())
            .bind(consent.text_version.as_deref())
            .bind(consent.given.0)
            .bind(consent.outcome.name())
            .bind(consent.settled.map(|settled| settled.0))
            .execute(self.ledger.pool())
            .await?;
        Ok(written.rows_affected() == 1)
    }

    /// Notes that Engage is called again because of this unfinished consent, at the time
    /// in `consent.called`. With `false`, nothing was noted, because the consent was
    /// settled or the lease has ended.
    pub(crate) async fn note_call(&self, consent: &Consent) -> Result<bool, LedgerError> {
        let noted = self
            .held(statements(self.ledger.kind()).note_call)
            .bind(&consent.id.0)
            .bind(consent.called.map(|called| called.0))
            .execute(self.ledger.pool())
            .await?;
        Ok(noted.rows_affected() == 1)
    }

    /// Ends the lease, so that the next one can have it at once.
    pub(crate) async fn release(self) {
        self.renewals.abort();
        let release = sqlx::query("DELETE FROM leases WHERE name = $1 AND holder = $2")
            .bind(&self.name)
            .bind(&self.holder)
            .execute(self.ledger.pool())
            .await;
        if let Err(error) = release {
            tracing::error!("a lease is not released, and ends later: {error}");
        }
    }

    /// A statement whose first two parameters identify this lease.
    fn held(&self, statement: &'static str) -> Query<'_, Any, AnyArguments> {
        sqlx::query(statement).bind(&self.name).bind(&self.holder)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.renewals.abort();
    }
}

async fn keep_renewing(ledger: Ledger, name: String, holder: String) {
    loop {
        sleep(RENEWAL_INTERVAL).await;
        let renewed = sqlx::query(statements(ledger.kind()).renew)
            .bind(&name)
            .bind(&holder)
            .bind(milliseconds(LEASE_DURATION))
            .execute(ledger.pool())
            .await;
        if let Err(error) = renewed {
            tracing::error!("a lease is not renewed: {error}");
        }
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ledger() -> Ledger {
        Ledger::in_memory().await.unwrap()
    }

    /// Moves the end of a lease forward, as if its holder had been killed before.
    async fn age(ledger: &Ledger, name: &str, by: Duration) {
        sqlx::query("UPDATE leases SET ends_at = ends_at - $1 WHERE name = $2")
            .bind(milliseconds(by))
            .bind(name)
            .execute(ledger.pool())
            .await
            .unwrap();
    }

    async fn count(ledger: &Ledger) -> usize {
        let leases = sqlx::query("SELECT name FROM leases");
        leases.fetch_all(ledger.pool()).await.unwrap().len()
    }

    #[tokio::test]
    async fn a_lease_is_held_by_one_until_it_is_released() {
        let ledger = ledger().await;
        let lease = ledger.lease("a").await.unwrap().unwrap();
        assert!(ledger.lease("a").await.unwrap().is_none());
        ledger.lease("b").await.unwrap().unwrap().release().await;
        lease.release().await;
        assert_eq!(count(&ledger).await, 0);
        assert!(ledger.lease("a").await.unwrap().is_some());
    }

    #[tokio::test]
    async fn a_lease_whose_holder_is_gone_ends_after_its_duration() {
        let ledger = ledger().await;
        drop(ledger.lease("a").await.unwrap().unwrap());
        let one_second = Duration::from_secs(1);
        age(&ledger, "a", LEASE_DURATION.saturating_sub(one_second)).await;
        assert!(ledger.lease("a").await.unwrap().is_none());
        age(&ledger, "a", one_second).await;
        assert!(ledger.lease("a").await.unwrap().is_some());
    }

    #[tokio::test]
    async fn a_former_holder_can_neither_use_nor_end_the_lease() {
        use crate::consents::record::tests::consent_at;

        let ledger = ledger().await;
        let lost = ledger.lease("a").await.unwrap().unwrap();
        age(&ledger, "a", LEASE_DURATION).await;
        assert!(!lost.write(&consent_at(1)).await.unwrap());
        let held = ledger.lease("a").await.unwrap().unwrap();
        assert!(!lost.write(&consent_at(1)).await.unwrap());
        lost.release().await;
        assert!(held.write(&consent_at(1)).await.unwrap());
    }

    #[tokio::test]
    async fn a_lease_is_given_to_one_who_waits_when_it_is_released() {
        let ledger = ledger().await;
        let lease = ledger.lease("a").await.unwrap().unwrap();
        let now = Instant::now();
        assert!(ledger.lease_by("a", now).await.unwrap().is_none());
        let deadline = now + Duration::from_mins(1);
        let (waited, ()) = tokio::join!(ledger.lease_by("a", deadline), lease.release());
        assert!(waited.unwrap().is_some());
    }

    #[tokio::test]
    async fn the_rows_of_ended_leases_are_removed() {
        let ledger = ledger().await;
        drop(ledger.lease("a").await.unwrap());
        let _held = ledger.lease("b").await.unwrap();
        age(&ledger, "a", LEASE_DURATION).await;
        ledger.remove_ended_leases().await.unwrap();
        assert_eq!(count(&ledger).await, 1);
    }
}

//! Whether a ledger could be opened, without a change to anything.

use std::path::PathBuf;
use std::time::Duration;

use sqlx::{AnyConnection, Connection as _, Executor as _};
use tokio::time::timeout;

use super::address::{Kind, ServerIdentity, checked};
use super::error::LedgerError;
use super::sqlite_file;

/// How long a database server may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Looks whether the ledger at this URL could be opened.
///
/// # Errors
///
/// When it could not: the server does not answer or lets nobody in, the file cannot be read, or
/// there is none and none can be made.
pub async fn check(url: &str, identity: ServerIdentity) -> Result<(), LedgerError> {
    let (kind, options) = checked(url, identity)?;
    if kind == Kind::Sqlite {
        match sqlite_file::path(&options) {
            Some(file) if !file.exists() => {
                return sqlite_file::could_be_made(&file).map_err(LedgerError::File);
            }
            Some(_) => {}
            None => return Ok(()),
        }
    }
    let looked = async {
        let mut connection = AnyConnection::connect_with(&options).await?;
        let look = match kind {
            // Unlike a constant, this makes SQLite read the file.
            Kind::Sqlite => "PRAGMA schema_version",
            Kind::Postgres => "SELECT 1",
        };
        connection.execute(look).await?;
        connection.close().await
    };
    let looked = timeout(PATIENCE, looked).await;
    Ok(looked.map_err(|_| sqlx::Error::PoolTimedOut)??)
}

/// The file of the ledger at this URL, for messages; `None` for one in memory or on a server.
#[must_use]
pub fn file_of(url: &str) -> Option<PathBuf> {
    let (kind, options) = checked(url, ServerIdentity::Unverified).ok()?;
    (kind == Kind::Sqlite).then(|| sqlite_file::path(&options))?
}

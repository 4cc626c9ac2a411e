//! A copy of a ledger in a file of its own, while the proxy goes on.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use sqlx::{AnyConnection, Connection as _};

use super::address::{Kind, ServerIdentity, checked};
use super::error::LedgerError;
use super::sqlite_file;

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The ledger is in a PostgreSQL database.
    #[error(
        "consents.database is a PostgreSQL database. Back it up with its own program: \
         pg_dump --format=custom --file=FILE DATABASE"
    )]
    OnServer,
    /// The name of the file is no text that SQLite reads.
    #[error("the name of the backup is not UTF-8")]
    Name,
    /// There is something of this name.
    #[error("it is there already, and a backup overwrites nothing. Choose another name")]
    Exists,
    /// The file cannot be written.
    #[error("the file cannot be written: {0}")]
    File(io::Error),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// Copies the ledger at this URL into a new file that only its owner can read. The copy has
/// everything that was written down when it began. The ledger is not changed.
///
/// # Errors
///
/// When the ledger is no file or cannot be read, or the new file is there already or cannot be
/// written. Then there is no new file.
pub async fn back_up(
    url: &str,
    identity: ServerIdentity,
    backup: &Path,
) -> Result<(), BackupError> {
    let (kind, options) = checked(url, identity).map_err(LedgerError::from)?;
    if kind == Kind::Postgres {
        return Err(BackupError::OnServer);
    }
    sqlite_file::found(&options)?;
    let name = backup.to_str().ok_or(BackupError::Name)?;
    // SQLite writes into a file that is empty, and keeps its rights.
    sqlite_file::make_new(backup).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists,
        _ => BackupError::File(error),
    })?;
    let copied = async {
        let connection = AnyConnection::connect_with(&options).await;
        let mut connection = connection.map_err(LedgerError::from)?;
        let copied = sqlx::query("VACUUM INTO $1").bind(name);
        let copied = copied.execute(&mut connection).await;
        copied.map_err(LedgerError::from)?;
        connection.close().await.map_err(LedgerError::from)?;
        // SQLite leaves it to the system when the copy gets to the disk.
        let written = File::open(backup).and_then(|file| file.sync_all());
        written.map_err(BackupError::File)
    };
    let copied = copied.await;
    if copied.is_err() {
        // What was begun must not be taken for a backup. The first error says why.
        let _ = fs::remove_file(backup);
    }
    copied
}

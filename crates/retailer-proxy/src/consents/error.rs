//! Why the ledger cannot be used.

use std::io;
use std::path::PathBuf;

use sqlx::migrate::MigrateError;

use super::address::DatabaseUrlError;

/// Why the ledger cannot be used. The error repeats neither the URL, which may hold a
/// password, nor any record.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The URL of the database cannot be used.
    #[error("the address of the database {0}")]
    Address(#[from] DatabaseUrlError),
    /// The file of the database cannot be made, or others keep their rights to it.
    #[error("the file of the database cannot be made, or kept from others: {0}")]
    File(io::Error),
    /// There is no file of the database, and none may be made.
    #[error("there is no file {}", .0.display())]
    NoFile(PathBuf),
    /// The database is in memory, where no other program can reach it.
    #[error("the database is in the memory of the proxy, where no other program can reach it")]
    InMemory,
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The tables cannot be migrated.
    #[error("the tables cannot be brought up to date: {0}")]
    Migration(#[from] MigrateError),
    /// There is a record that this version cannot have written.
    #[error("there is a record that cannot be read")]
    Unreadable,
    /// The machine gives no random numbers.
    #[error("the machine gives out no random numbers")]
    NoRandomness,
}

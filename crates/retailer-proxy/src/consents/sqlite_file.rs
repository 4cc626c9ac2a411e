//! The files of a SQLite ledger can be read and written by this program's user alone.

use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use sqlx::any::AnyConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use super::error::LedgerError;

/// What SQLite adds to the name of a database for the files beside it.
const BESIDE: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// The access rights of everybody but the owner.
#[cfg(unix)]
const OF_OTHERS: u32 = 0o077;

/// Makes the file of this database with the right access rights, unless it is there, and
/// takes away the rights that others have to existing files. SQLite gives the files
/// that it makes beside the database the same rights.
///
/// # Errors
///
/// When the file cannot be made, or its rights cannot be changed.
pub(super) fn protect(options: &AnyConnectOptions) -> io::Result<()> {
    let Some(file) = path(options) else {
        return Ok(());
    };
    if has_mode(options, "rwc") {
        make(&file)?;
    }
    for suffix in BESIDE {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        limit(&PathBuf::from(name))?;
    }
    Ok(())
}

/// The file of this database; `None` for one in memory.
pub(super) fn path(options: &AnyConnectOptions) -> Option<PathBuf> {
    let url = options.database_url.as_str();
    if url.contains(":memory:") || has_mode(options, "memory") {
        return None;
    }
    // Connecting reports what is wrong with the URL.
    let sqlite = SqliteConnectOptions::from_str(url).ok()?;
    Some(sqlite.get_filename().to_owned())
}

/// The file of this database, which has to be there.
///
/// # Errors
///
/// When there is none, or the database is in memory, where no other program can reach it.
pub(super) fn found(options: &AnyConnectOptions) -> Result<PathBuf, LedgerError> {
    let file = path(options).ok_or(LedgerError::InMemory)?;
    if file.is_file() {
        return Ok(file);
    }
    // Whoever reads the message has to see in which folder was looked.
    let file = std::path::absolute(&file).unwrap_or(file);
    Err(LedgerError::NoFile(file))
}

/// Makes an empty file that only its owner can use.
///
/// # Errors
///
/// When there is something of that name, or it cannot be made.
pub(super) fn make_new(file: &Path) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(file).map(drop)
}

/// Whether a file could be made beside this one, whose name is free.
///
/// # Errors
///
/// When it could not.
pub(super) fn could_be_made(file: &Path) -> io::Result<()> {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".check-{}", std::process::id()));
    std::fs::File::create_new(&name)?;
    std::fs::remove_file(&name)
}

fn has_mode(options: &AnyConnectOptions, wanted: &str) -> bool {
    let mut parameters = options.database_url.query_pairs();
    parameters.any(|(name, mode)| name == "mode" && mode == wanted)
}

#[cfg(unix)]
fn make(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;

    let mut options = std::fs::OpenOptions::new();
    let options = options.append(true).create(true).mode(0o600);
    options.open(file).map(drop)
}

#[cfg(unix)]
fn limit(file: &Path) -> io::Result<()> {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = match std::fs::metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        metadata => metadata?,
    };
    let rights = metadata.permissions().mode();
    if rights & OF_OTHERS == 0 {
        return Ok(());
    }
    std::fs::set_permissions(file, Permissions::from_mode(0o600))?;
    tracing::warn!("others could use a file of the consents database; its rights are 0600 now");
    Ok(())
}

/// Elsewhere, a file has the rights that its folder gives it.
#[cfg(not(unix))]
fn make(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn limit(_: &Path) -> io::Result<()> {
    Ok(())
}

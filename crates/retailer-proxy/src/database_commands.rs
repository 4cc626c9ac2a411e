//! The database as commands use it: they need its settings alone, and make none.

use std::path::Path;

use anyhow::{Context as _, anyhow};
use retailer_proxy::config::{ConsentsSettings, Problems};
use retailer_proxy::consents::{self, Ledger, LedgerError};
use secrecy::ExposeSecret as _;

use crate::commands::usable;

/// A database that was there, and its name for messages.
pub(crate) struct Database {
    pub(crate) ledger: Ledger,
    place: String,
}

impl Database {
    /// Opens the database of these settings, and brings its tables up to date.
    ///
    /// # Errors
    ///
    /// When the settings are wrong, or there is no such database.
    pub(crate) async fn open(settings: Result<ConsentsSettings, Problems>) -> anyhow::Result<Self> {
        let settings = usable(settings)?;
        let url = settings.database.expose_secret();
        let opened = Ledger::open_existing(url, settings.server_identity).await;
        // The URL of a server may hold a password.
        let file = consents::file_of(url);
        let place = file.map(|file| std::path::absolute(&file).unwrap_or(file));
        let place = place.map(|file| file.display().to_string());
        Ok(Self {
            ledger: opened.map_err(explained)?,
            place: place.unwrap_or_else(|| "the database".to_owned()),
        })
    }

    /// Says that there is nothing of a kind. It goes to standard error, since standard output
    /// is for lines of JSON.
    pub(crate) fn say_that_there_are_no(&self, what: &str) {
        eprintln!("There are no {what} in {}.", self.place);
    }
}

/// Makes a backup in a new file.
///
/// # Errors
///
/// When the settings are wrong, or there is no backup.
pub(crate) async fn back_up(
    settings: Result<ConsentsSettings, Problems>,
    file: &Path,
) -> anyhow::Result<()> {
    let settings = usable(settings)?;
    let url = settings.database.expose_secret();
    let name = file.display();
    match consents::back_up(url, settings.server_identity, file).await {
        Ok(()) => {
            println!("{name} has all consents and awards that were written down until now.");
            Ok(())
        }
        Err(consents::BackupError::Ledger(error)) => Err(explained(error)),
        Err(error) => Err(error).with_context(|| format!("there is no backup in {name}")),
    }
}

fn explained(error: LedgerError) -> anyhow::Error {
    match error {
        LedgerError::NoFile(file) => anyhow!(
            "there is no database {}. This command makes none. Look at consents.database, and at \
             the folder in which you started the command: relative paths begin there",
            file.display()
        ),
        error => anyhow!(error).context("the database of consents.database cannot be used"),
    }
}

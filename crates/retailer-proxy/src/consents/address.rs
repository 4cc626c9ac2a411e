//! The URL of the ledger's database.

use sqlx::any::AnyConnectOptions;

use super::error::LedgerError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A file, or the memory of this process.
    Sqlite,
    Postgres,
}

impl Kind {
    pub(super) fn of(address: &str) -> Option<Self> {
        let scheme = address.split(':').next()?;
        match scheme {
            "sqlite" => Some(Self::Sqlite),
            "postgres" | "postgresql" => Some(Self::Postgres),
            _ => None,
        }
    }
}

/// Checks that a text is the URL of a database, for the settings.
pub(crate) fn check_address(address: &str) -> Result<(), LedgerError> {
    let kind = Kind::of(address).ok_or(LedgerError::Address)?;
    sqlx::any::install_default_drivers();
    let options: Result<AnyConnectOptions, _> = with_mode(kind, address).parse();
    options.map(drop).map_err(|_| LedgerError::Address)
}

/// The URL with the mode that makes SQLite create a missing file.
pub(super) fn with_mode(kind: Kind, address: &str) -> String {
    let in_memory = address.contains(":memory:");
    match kind {
        Kind::Sqlite if !address.contains('?') && !in_memory => format!("{address}?mode=rwc"),
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_of_another_kind_is_refused() {
        for address in ["", "mysql://localhost/x", "consents.sqlite"] {
            assert!(check_address(address).is_err());
        }
        for address in ["sqlite:consents.sqlite", "postgres://shop@db.test/consents"] {
            assert!(check_address(address).is_ok());
        }
    }
}

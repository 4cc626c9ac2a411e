//! The URL of the ledger's database, and whether it may be used: the password in it must
//! not reach a server that has not proved its identity.

use std::net::IpAddr;
use std::str::FromStr as _;

use reqwest::Url;
use sqlx::any::AnyConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::sqlite::SqliteConnectOptions;

/// Parameters that a PostgreSQL URL may have. sqlx writes unknown ones to the log, with
/// their values.
const PARAMETERS: [&str; 18] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-mode",
    "ssl-root-cert",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A file, or the memory of this process.
    Sqlite,
    Postgres,
}

/// What a server on another machine has to prove.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServerIdentity {
    /// It has to prove its name by a certificate: `sslmode=verify-full` for PostgreSQL, TLS for
    /// Valkey.
    #[default]
    Verified,
    /// It has to prove nothing, so whoever answers in its place gets the password and what the
    /// server is told.
    Unverified,
}

/// Why the URL of a database is not used. The error does not repeat the URL, which may
/// hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseUrlError {
    /// The text is not the URL of a database that is supported.
    #[error("is no address of a database: it begins with sqlite: or postgres:")]
    NotADatabase,
    /// A parameter is not known.
    #[error("has a parameter that is not known; these are: {}", PARAMETERS.join(", "))]
    UnknownParameter,
    /// The server is on another machine and does not have to prove its identity.
    #[error(
        "leads to another machine and needs ?sslmode=verify-full at its end, so that no other \
         server gets the password (or set consents.server_identity to password_at_risk)"
    )]
    Unverified,
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

/// Checks that a text is the URL of a database that may be used, and returns its kind.
pub(crate) fn check_address(
    address: &str,
    identity: ServerIdentity,
) -> Result<(), DatabaseUrlError> {
    checked(address, identity).map(drop)
}

/// The kind of the database, and how it is connected to.
pub(super) fn checked(
    address: &str,
    identity: ServerIdentity,
) -> Result<(Kind, AnyConnectOptions), DatabaseUrlError> {
    let kind = Kind::of(address).ok_or(DatabaseUrlError::NotADatabase)?;
    if kind == Kind::Postgres {
        check_server(address, identity)?;
    }
    sqlx::any::install_default_drivers();
    let options: Result<AnyConnectOptions, _> = with_mode(kind, address).parse();
    let options = options.map_err(|_| DatabaseUrlError::NotADatabase)?;
    if kind == Kind::Sqlite {
        let sqlite = SqliteConnectOptions::from_str(options.database_url.as_str());
        sqlite.map_err(|_| DatabaseUrlError::NotADatabase)?;
    }
    Ok((kind, options))
}

/// Reads the URL as sqlx does, which also takes hosts and TLS modes from parameters and
/// from the environment (`PGHOST`, `PGSSLMODE`), and looks at the result.
fn check_server(address: &str, identity: ServerIdentity) -> Result<(), DatabaseUrlError> {
    let url: Url = address
        .parse()
        .map_err(|_| DatabaseUrlError::NotADatabase)?;
    let is_known = |name: &str| {
        PARAMETERS.contains(&name) || name.starts_with("options[") && name.ends_with(']')
    };
    if url.query_pairs().any(|(name, _)| !is_known(&name)) {
        return Err(DatabaseUrlError::UnknownParameter);
    }
    let options =
        PgConnectOptions::from_str(address).map_err(|_| DatabaseUrlError::NotADatabase)?;
    let is_verified = matches!(options.get_ssl_mode(), PgSslMode::VerifyFull);
    if identity == ServerIdentity::Unverified || is_verified || is_on_this_machine(&options) {
        Ok(())
    } else {
        Err(DatabaseUrlError::Unverified)
    }
}

/// Whether the server is reached by a Unix socket or a loopback address.
fn is_on_this_machine(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = address
        .parse()
        .is_ok_and(|address: IpAddr| address.is_loopback());
    options.get_socket().is_some() || host.starts_with('/') || host == "localhost" || is_loopback
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
    use rstest::rstest;

    #[rstest]
    #[case("")]
    #[case("mysql://localhost/x")]
    #[case("consents.sqlite")]
    #[case("postgres://localhost/x?port=many")]
    #[case("postgres:// /x")]
    #[case("sqlite:consents.sqlite?mode=any")]
    fn a_url_of_another_kind_is_refused(#[case] address: &str) {
        let checked = check_address(address, ServerIdentity::Unverified);
        assert_eq!(checked, Err(DatabaseUrlError::NotADatabase));
    }

    #[rstest]
    #[case("sqlite:consents.sqlite")]
    #[case("postgres://shop@localhost/consents")]
    #[case("postgres://shop@127.0.0.1/consents")]
    #[case("postgres://shop@127.8.9.1:5433/consents")]
    #[case("postgres://shop@[::1]/consents")]
    #[case("postgres://%2Fvar%2Frun%2Fpostgresql/consents")]
    #[case("postgres://db.test/consents?host=/var/run/postgresql")]
    #[case("postgres://shop@db.test/consents?sslmode=verify-full")]
    #[case("postgres://db.test/x?ssl-mode=verify-full&sslrootcert=ca.pem&options[a]=b")]
    fn a_database_here_or_with_a_verified_server_is_used(#[case] address: &str) {
        assert_eq!(check_address(address, ServerIdentity::Verified), Ok(()));
    }

    #[rstest]
    #[case("postgres://shop@db.test/consents")]
    #[case("postgres://shop@db.test/consents?sslmode=disable")]
    #[case("postgres://shop@db.test/consents?sslmode=prefer")]
    #[case("postgres://shop@db.test/consents?sslmode=require")]
    #[case("postgres://shop@db.test/consents?sslmode=verify-ca")]
    #[case("postgres://shop@db.test/consents?sslmode=verify-full&sslmode=require")]
    #[case("postgres://localhost/consents?host=db.test")]
    #[case("postgres://localhost/consents?hostaddr=192.0.2.1")]
    #[case("postgres://127.0.0.1.db.test/consents")]
    #[case("postgres://localhost.db.test/consents")]
    #[case("postgres://localhost,db.test/consents")]
    #[case("postgres://0.0.0.0/consents")]
    #[case("postgres://[::]/consents")]
    #[case("postgres://[::ffff:192.0.2.1]/consents")]
    #[case("postgres://shop@[2001:db8::1]/consents")]
    #[case("postgresql://10.0.0.1/consents")]
    fn a_server_elsewhere_that_proves_nothing_is_refused(#[case] address: &str) {
        let checked = check_address(address, ServerIdentity::Verified);
        assert_eq!(checked, Err(DatabaseUrlError::Unverified));
        assert_eq!(check_address(address, ServerIdentity::Unverified), Ok(()));
    }

    #[rstest]
    #[case("postgres://localhost/x?passwort=4711")]
    #[case("postgres://localhost/x?sslmode=verify-full&SSLMODE=disable")]
    #[case("postgres://localhost/x?options[")]
    fn a_parameter_that_is_not_known_is_refused(#[case] address: &str) {
        let checked = check_address(address, ServerIdentity::Verified);
        assert_eq!(checked, Err(DatabaseUrlError::UnknownParameter));
    }
}

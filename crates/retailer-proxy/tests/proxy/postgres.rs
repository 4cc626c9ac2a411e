//! A PostgreSQL server for a test, where the machine has one.

use temporary_postgres::{StartError, TemporaryPostgres};

/// `None` where PostgreSQL is not installed. That is said, and the test cannot run:
/// `cargo xtask test` notes it beside the result.
pub(crate) fn server() -> Option<TemporaryPostgres> {
    match TemporaryPostgres::start() {
        Ok(server) => Some(server),
        Err(missing @ StartError::NotInstalled) => {
            eprintln!("SKIPPED: {missing}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

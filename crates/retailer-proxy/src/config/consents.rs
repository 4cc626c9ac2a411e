//! Where consents are kept.

use secrecy::SecretString;

use super::form::{Text, secret};
use super::given::{Given, Wrong};
use super::setting::section;
use crate::consents;

section! {
    "consents" as CONSENTS: Consents {
        /// The database that records who agreed to what: a file of SQLite, or the URL of a
        /// PostgreSQL database, `postgres://USER:PASSWORD@HOST/NAME`. With several proxies, or on
        /// machines that lose their disks, it has to be PostgreSQL. A URL with a password is best
        /// kept in a file of its own. `retailer-proxy consents export` writes all records as lines
        /// of JSON.
        database: Text<SecretString> = secret(Some("sqlite:consents.sqlite")),
            example "sqlite:/var/lib/retailer-proxy/consents.sqlite",
            file "/run/secrets/consents-database";
    }
}

pub(super) fn read(given: &mut Given) -> Result<SecretString, Wrong> {
    given.secret(&CONSENTS.database, |database| {
        consents::check_address(database)
            .map(|()| SecretString::from(database))
            .map_err(|_| "is no address of a database: it begins with sqlite: or postgres:")
    })
}

//! Where consents are kept.

use std::path::Path;

use secrecy::SecretString;

use super::form::{Choice, Text, secret};
use super::given::{Given, Wrong};
use super::setting::section;
use super::{Problems, load};
use crate::consents::{self, ServerIdentity};

section! {
    "consents" as CONSENTS: Consents {
        /// The database that records who agreed to what: a file of SQLite, or the URL of a
        /// PostgreSQL database, `postgres://USER:PASSWORD@HOST/NAME`. With several proxies, or on
        /// machines that lose their disks, it has to be PostgreSQL. On another machine, its URL
        /// ends in `?sslmode=verify-full`, with `&sslrootcert=FILE` for an authority of your own. A
        /// URL with a password is best kept in a file of its own. `retailer-proxy consents export`
        /// writes all records as lines of JSON.
        database: Text<SecretString> = secret(Some("sqlite:consents.sqlite")),
            example "sqlite:/var/lib/retailer-proxy/consents.sqlite",
            file "/run/secrets/consents-database";
        /// Whether a PostgreSQL server on another machine has to prove its identity. With
        /// `password_at_risk`, any `sslmode` is accepted, and whoever answers in place of the server
        /// gets the password and the consents.
        server_identity: Choice<ServerIdentity> = Choice(&[
            ("verified", ServerIdentity::Verified),
            ("password_at_risk", ServerIdentity::Unverified),
        ]);
    }
}

/// The database that keeps the consents.
#[derive(Clone, Debug)]
pub struct ConsentsSettings {
    /// Its URL. It may hold a password.
    pub database: SecretString,
    /// What its server has to prove when it is on another machine.
    pub server_identity: ServerIdentity,
}

impl ConsentsSettings {
    /// Reads this section alone, for commands that need nothing but the database. The others may
    /// have values that are missing, or secrets that only the service can read.
    ///
    /// # Errors
    ///
    /// With everything that is wrong with the form of the file or with this section.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Problems> {
        load(file, environment, read)
    }
}

pub(super) fn read(given: &mut Given) -> Result<ConsentsSettings, Wrong> {
    let server_identity = given.read(&CONSENTS.server_identity);
    // A wrong word for the identity is one fault, and must not cause another.
    let accepted = server_identity.unwrap_or(ServerIdentity::Unverified);
    let database = given.secret(&CONSENTS.database, |database| {
        consents::check_address(database, accepted).map(|()| SecretString::from(database))
    });
    Ok(ConsentsSettings {
        database: database?,
        server_identity: server_identity?,
    })
}

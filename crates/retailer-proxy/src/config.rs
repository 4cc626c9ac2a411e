//! The program's settings: a TOML file, the environment over it, and a check that
//! finds everything that is wrong with them at once.

mod check;
mod consents;
mod content;
mod environment;
mod file;
mod findings;
mod identity;
mod joining;
mod live;
mod problems;
mod running;

pub use live::LiveSettings;
pub use problems::{Problem, Problems};
pub use running::{LogFormat, Running};

use std::net::SocketAddr;
use std::path::Path;

use engage_client::ClientOptions;
use secrecy::SecretString;

use crate::content::ContentSource;
use crate::sessions::Sessions;

/// Settings that were checked: with them, a proxy starts.
#[derive(Debug)]
pub struct Settings {
    /// Where to listen.
    pub address: SocketAddr,
    /// The path before the proxy's own, `/` for none.
    pub base_path: String,
    /// How Engage is called.
    pub engage: ClientOptions,
    /// How sessions are read.
    pub sessions: Sessions,
    /// The retailer's own words.
    pub content: ContentSource,
    /// The address of the database that keeps the consents; it may hold a password.
    pub consents: SecretString,
    /// Origins besides the proxy's own whose pages may join.
    pub joining_origins: Vec<String>,
    /// How pages learn of changes.
    pub live: LiveSettings,
    /// How the program is run.
    pub running: Running,
}

impl Settings {
    /// Reads the file, where there is one, and lays the environment over it.
    ///
    /// # Errors
    ///
    /// With everything that is wrong, each naming its key.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Problems> {
        let table = match file {
            Some(path) => file::read(path)?,
            None => toml::Table::new(),
        };
        let table = environment::lay_over(table, environment)?;
        check::check(file::sections(table)?)
    }
}

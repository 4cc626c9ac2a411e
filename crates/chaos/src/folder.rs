//! The folder of a run: the content file, the logs, and the databases of SQLite.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

use anyhow::{Context as _, Result};
use temporary_postgres::TemporaryPostgres;

use crate::proxy::Program;
use crate::shop;

/// A folder that is removed when the run is over and nothing was found.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A folder for a run of this name, with the content file of the shop in it.
    pub(crate) fn new(name: &str) -> Result<Self> {
        let folder = env::temp_dir().join(format!("{name}-{}", process::id()));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("content.toml"), shop::content()?)?;
        Ok(Self(folder))
    }

    /// The database of the instances that are killed, and that of the survivor: one server of
    /// PostgreSQL for both, or a file of SQLite for each.
    pub(crate) fn databases(&self, postgres: Option<&TemporaryPostgres>) -> [String; 2] {
        match postgres {
            Some(server) => [server.url().to_owned(), server.url().to_owned()],
            None => ["killed", "survivor"].map(|name| {
                let file = self.0.join(format!("{name}.sqlite"));
                format!("sqlite:{}", file.display())
            }),
        }
    }

    /// How the program at this path is run in the folder, with this Engage.
    pub(crate) fn program(&self, path: &Path, engage: &str) -> Result<Program> {
        let absolute = path.canonicalize();
        Ok(Program {
            path: absolute.with_context(|| format!("{}", path.display()))?,
            engage: engage.to_owned(),
            folder: self.0.clone(),
            settings: Vec::new(),
        })
    }

    /// Removes the folder where nothing was found, and else says where the logs are.
    pub(crate) fn close(&self, findings: &[String]) {
        if findings.is_empty() {
            // What is left over is in the folder for temporary files.
            let _ = fs::remove_dir_all(&self.0);
        } else {
            println!("the logs are in {}", self.0.display());
        }
    }
}

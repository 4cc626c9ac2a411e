//! The folder of a release, and the names of its files.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::VERSION;
use super::programs::{PLATFORM, Program};
use crate::workspace;

/// The folder that the files are written into.
pub(crate) struct Release {
    folder: PathBuf,
}

impl Release {
    /// An empty folder, without the files of an earlier release.
    pub(super) fn begin() -> Result<Self> {
        let folder = workspace::release();
        if folder.exists() {
            fs::remove_dir_all(&folder)
                .with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        Ok(Self { folder })
    }

    /// Where the files are.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a file that belongs to one part of the project. Its name says which, in which
    /// version, and ends as given.
    pub(super) fn write(&self, part: &str, ending: &str, content: &[u8]) -> Result<()> {
        self.write_named(&format!("{part}-{VERSION}{ending}"), content)
    }

    /// Writes a file whose name follows a rule of its own.
    pub(super) fn write_named(&self, name: &str, content: &[u8]) -> Result<()> {
        let file = self.folder.join(name);
        fs::write(&file, content).with_context(|| format!("cannot write {}", file.display()))
    }

    /// Writes a program, which can be run.
    pub(super) fn write_program(&self, program: Program, content: &[u8]) -> Result<()> {
        let name = format!("{}-{VERSION}-{PLATFORM}", program.name());
        self.write_named(&name, content)?;
        make_executable(&self.folder.join(name))
    }

    /// All files with their contents, in the order of their names.
    pub(super) fn files(&self) -> Result<Vec<(String, Vec<u8>)>> {
        let unreadable = || format!("cannot read {}", self.folder.display());
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder).with_context(unreadable)? {
            let entry = entry.with_context(unreadable)?;
            let content = fs::read(entry.path())
                .with_context(|| format!("cannot read {}", entry.path().display()))?;
            files.push((entry.file_name().to_string_lossy().into_owned(), content));
        }
        files.sort();
        Ok(files)
    }

    /// The names of all files, with their sizes.
    pub(super) fn table(&self) -> Result<String> {
        let mut table = String::new();
        for (name, content) in self.files()? {
            // Writing to a String cannot fail.
            let _ = writeln!(table, "{name:<48} {:>10} bytes", content.len());
        }
        Ok(table)
    }
}

#[cfg(unix)]
fn make_executable(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
        .with_context(|| format!("cannot make {} executable", file.display()))
}

/// Only Linux builds the programs.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn make_executable(_: &Path) -> Result<()> {
    Ok(())
}

//! Where things are in the repository.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The repository's folder.
pub(crate) fn root() -> &'static Path {
    let this_crate = Path::new(env!("CARGO_MANIFEST_DIR"));
    // This crate is `crates/xtask`.
    this_crate.ancestors().nth(2).unwrap_or(this_crate)
}

/// Where Trunk puts the built site.
pub(crate) fn site() -> PathBuf {
    root().join("dist")
}

/// Where the packages of a release are put. A new build of the site takes them away: they
/// would be of another build.
pub(crate) fn release() -> PathBuf {
    site().join("release")
}

/// A folder for what the commands make and can make again.
pub(crate) fn scratch(name: &str) -> PathBuf {
    root().join("target").join("xtask").join(name)
}

/// A program of this workspace that `cargo build` has built.
pub(crate) fn built_program(name: &str) -> Result<PathBuf> {
    Ok(program_in(&built_programs()?, name))
}

/// The folder of the programs that `cargo build` has built.
///
/// It is where the program that runs now lies, wherever `CARGO_TARGET_DIR` points.
pub(crate) fn built_programs() -> Result<PathBuf> {
    let this_program = env::current_exe().context("cannot tell where this program lies")?;
    let folder = this_program.parent().context("no folder of programs")?;
    Ok(folder.to_owned())
}

/// The folder of the programs that `cargo build --release` has built.
pub(crate) fn release_programs() -> Result<PathBuf> {
    Ok(built_programs()?.with_file_name("release"))
}

/// The file of a program in a folder of built programs.
pub(crate) fn program_in(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).with_extension(env::consts::EXE_EXTENSION)
}

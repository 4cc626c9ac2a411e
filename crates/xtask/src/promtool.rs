//! promtool, which checks the alert rules of Prometheus: finding it, and getting it out of
//! Debian's package. The package is not installed, because that would start a Prometheus.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::command::on_path;
use crate::work::{Log, Work};
use crate::{apt, cache, download};

/// What is said where it cannot be had.
pub(crate) const MISSING: &str =
    "not there (Debian, Ubuntu: apt-get install prometheus; elsewhere put promtool on PATH)";

const PACKAGE: &str = "prometheus";

/// The program: the one on the `PATH`, or the one that was got before.
///
/// # Errors
///
/// When no variable tells where the user's files are.
pub(crate) fn program() -> Result<Option<PathBuf>> {
    let own = folder()?.join("promtool");
    Ok(on_path("promtool").or_else(|| own.is_file().then_some(own)))
}

/// Gets it when it is missing and apt can. Where it cannot be had, what needs it says so.
pub(crate) fn install() -> Work {
    Work::new("promtool", |log| {
        if program()?.is_some() || !apt::can_install() {
            return Ok(());
        }
        download::from("promtool with apt-get (19 MB)", get(log))
    })
}

fn folder() -> Result<PathBuf> {
    Ok(cache::folder()?.join("promtool"))
}

/// Only what is whole is put in its place, so that nobody finds half a program.
fn get(log: &Log<'_>) -> Result<()> {
    let folder = folder()?;
    let unpacked = folder.join("unpacked");
    fs::create_dir_all(&unpacked).with_context(|| format!("cannot make {}", unpacked.display()))?;
    apt::unpack(PACKAGE, &unpacked, log)?;
    let program = unpacked.join("usr/bin/promtool");
    fs::rename(&program, folder.join("promtool"))
        .with_context(|| format!("{PACKAGE} has no {}", program.display()))?;
    fs::remove_dir_all(&unpacked).with_context(|| format!("cannot remove {}", unpacked.display()))
}

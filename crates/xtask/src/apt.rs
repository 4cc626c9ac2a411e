//! Installing what Debian and its relatives bring as packages.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::command::{command, on_path, text};
use crate::work::Log;

/// Whether packages can be installed here unasked: there is apt, and this is root.
pub(crate) fn can_install() -> bool {
    let user = text(command("id").arg("-u"));
    on_path("apt-get").is_some() && user.is_ok_and(|user| user == "0")
}

/// Installs these packages.
///
/// # Errors
///
/// When one cannot be had.
pub(crate) fn install(packages: &[&str], log: &Log<'_>) -> Result<()> {
    log.run(apt_get().args(["update", "--quiet"]), "half a minute")?;
    log.run(
        apt_get()
            .args(["install", "--quiet", "--yes", "--no-install-recommends"])
            .args(packages),
        "1 to 3 minutes, once",
    )
}

/// Downloads a package without what it needs, and unpacks it into this folder. Nothing is
/// installed or started.
///
/// # Errors
///
/// When it cannot be had.
pub(crate) fn unpack(package: &str, folder: &Path, log: &Log<'_>) -> Result<()> {
    log.run(apt_get().args(["update", "--quiet"]), "half a minute")?;
    log.run(
        apt_get()
            .args(["download", "--quiet", package])
            .current_dir(folder),
        "some seconds, once",
    )?;
    let archive = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|file| file.extension().is_some_and(|ending| ending == "deb"))
        .with_context(|| format!("apt-get has not written {package}"))?;
    log.run(
        command("dpkg-deb")
            .arg("--extract")
            .arg(&archive)
            .arg(folder),
        "some seconds, once",
    )
}

/// A download that fails is tried again, and another program that installs is waited
/// for.
fn apt_get() -> Command {
    let mut apt_get = command("apt-get");
    apt_get
        .args(["--option", "Acquire::Retries=3"])
        .args(["--option", "DPkg::Lock::Timeout=300"])
        .env("DEBIAN_FRONTEND", "noninteractive");
    apt_get
}

//! The npm package of the widget, which npm itself packs so that the same files make the same
//! bytes.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::VERSION;
use crate::command::text;
use crate::{node, workspace};

/// Makes the npm package of the widget that is built, and returns its file.
///
/// # Errors
///
/// When Node or npm is missing or fails.
pub(crate) fn npm() -> Result<PathBuf> {
    let folder = workspace::scratch("npm-package");
    let mut build = node::script_command(["npm/build.mjs"])?;
    text(build.arg(workspace::site()).arg(&folder).arg(VERSION))?;
    let release = workspace::release();
    fs::create_dir_all(&release)
        .with_context(|| format!("cannot make the folder {}", release.display()))?;
    let mut pack = node::npm_command()?;
    pack.arg("pack").arg(&folder).arg("--pack-destination");
    // Npm prints the name of the file last.
    let printed = text(pack.arg(&release).arg("--silent"))?;
    let file = printed.lines().last().unwrap_or_default();
    Ok(release.join(file))
}

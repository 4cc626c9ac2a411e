//! `cargo xtask package`: what a release consists of, in `dist/release`. That is the npm
//! package, which npm itself packs so that the same files make the same bytes.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::command::text;
use crate::{node, widget, workspace};

/// The version in the workspace's `Cargo.toml`. All crates have it, and so has the package.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Builds the widget, makes the packages, and says where they are.
///
/// # Errors
///
/// When a tool is missing and cannot be had, or a build fails.
pub(crate) fn run() -> Result<()> {
    widget::build()?;
    println!("{}", npm()?.display());
    Ok(())
}

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

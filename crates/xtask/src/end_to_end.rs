//! Running TypeScript that drives a browser with Node against the demo: the tests
//! under `tests/end-to-end`, and what uses their means.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::command::run;
use crate::engine::Engine;
use crate::{node, workspace};

/// The files of the end-to-end tests, in the order of their names.
///
/// # Errors
///
/// When their folder cannot be read.
pub(crate) fn test_files() -> Result<Vec<PathBuf>> {
    let folder = folder();
    let entries =
        fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(".test.ts"))
        .collect();
    files.sort();
    Ok(files)
}

/// A command that runs these TypeScript files of one folder with Node, told where
/// the built programs and the built site are, and which browser is to be used.
///
/// # Errors
///
/// When Node or the browser cannot be had, or a file does not compile.
pub(crate) fn node_command(
    engine: Engine,
    node_arguments: &[&str],
    files: &[PathBuf],
) -> Result<Command> {
    let mut node = plain_node_command(node_arguments, files)?;
    node.env("DEMO_SHOP_BINARY", workspace::built_program("demo-shop")?)
        .env("PROXY_BINARY", workspace::built_program("retailer-proxy")?)
        .env("SITE_DIR", workspace::site())
        .envs(engine.variables()?);
    Ok(node)
}

/// A command that runs these TypeScript files of one folder with Node, and needs neither the
/// demo nor a browser.
///
/// # Errors
///
/// When Node cannot be had, or a file does not compile.
pub(crate) fn plain_node_command(node_arguments: &[&str], files: &[PathBuf]) -> Result<Command> {
    let bundles = bundle(files)?;
    let mut node = node::script_command(["--enable-source-maps"])?;
    node.args(node_arguments).args(bundles);
    Ok(node)
}

/// The folder of the end-to-end tests.
pub(crate) fn folder() -> PathBuf {
    workspace::root().join("tests").join("end-to-end")
}

/// Translates the files into JavaScript: Node 20 does not read TypeScript.
fn bundle(files: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let Some(folder) = files.first().and_then(|file| file.parent()) else {
        return Ok(Vec::new());
    };
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let bundles = workspace::scratch(&name);
    let outdir = format!("--outdir={}", bundles.display());
    let outbase = format!("--outbase={}", folder.display());
    run(node::package_command("esbuild")?.args(files).args([
        "--bundle",
        "--packages=external",
        "--platform=node",
        "--target=node20",
        "--format=esm",
        "--sourcemap=inline",
        "--log-level=warning",
        &outdir,
        &outbase,
    ]))?;
    let names = files.iter().filter_map(|file| file.file_name());
    Ok(names
        .map(|name| bundles.join(name).with_extension("js"))
        .collect())
}

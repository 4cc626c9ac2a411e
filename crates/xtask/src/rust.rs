//! The parts of a Rust installation that not everyone has, and the crates.
//!
//! `rust-toolchain.toml` names them too. rustup installs what is named there only
//! where it may do so unasked, and Rust from elsewhere does not read that file.

use std::path::Path;

use anyhow::{Result, bail};

use crate::command::{cargo, command, on_path, succeeds, text};
use crate::download;
use crate::standard_library::{self, StandardLibrary};
use crate::work::{Log, Work};
use crate::workspace;

/// The target the widget is compiled for.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Adds the wasm target, the formatter, the linter and the sources of the standard library
/// when they are missing. Without the sources the widget is larger, and no other.
pub(crate) fn parts() -> Work {
    Work::new("Rust", |log| {
        ensure_target(WASM_TARGET, log)?;
        ensure_component("fmt", "rustfmt", log)?;
        ensure_component("clippy", "clippy", log)?;
        add_library_sources(log)
    })
}

/// The crates of `Cargo.lock`, for every platform: Trunk runs Cargo with `--offline`, and
/// Cargo then wants to see all of them. Those of the standard library too, where it is compiled
/// with the widget: they have a `Cargo.lock` of their own.
pub(crate) fn crates() -> Work {
    Work::new("crates", |log| {
        let own = workspace::root().join("Cargo.toml");
        fetch("the crates of Cargo.lock", &own, log)?;
        match StandardLibrary::of_this_machine()? {
            StandardLibrary::Compiled => {
                let library = standard_library::manifest()?;
                fetch("the crates of Rust's standard library", &library, log)
            }
            StandardLibrary::Installed => Ok(()),
        }
    })
}

/// Fetches the crates of a workspace, if any is missing.
fn fetch(what: &str, manifest: &Path, log: &Log<'_>) -> Result<()> {
    let command = |option: &[&str]| {
        let mut fetch = cargo();
        fetch
            .args(["fetch", "--locked", "--manifest-path"])
            .arg(manifest)
            .args(option);
        standard_library::allow_unstable(&mut fetch);
        fetch
    };
    if succeeds(&mut command(&["--offline"])) {
        return Ok(());
    }
    download::from(
        &format!("{what} from crates.io"),
        log.run(&mut command(&[]), "half a minute, once"),
    )
}

/// Adds a target when it is missing.
///
/// # Errors
///
/// When it is missing and rustup is not there to add it, or fails.
pub(crate) fn ensure_target(target: &str, log: &Log<'_>) -> Result<()> {
    let libraries = text(command("rustc").args(["--print", "target-libdir", "--target", target]))?;
    if Path::new(&libraries).is_dir() {
        return Ok(());
    }
    add("target", target, log)
}

/// The file of the toolchain does not name this component: where it cannot be had, rustup
/// would refuse to start Cargo at all.
fn add_library_sources(log: &Log<'_>) -> Result<()> {
    if StandardLibrary::of_this_machine()? == StandardLibrary::Installed
        && let Err(problem) = add("component", "rust-src", log)
    {
        println!("{problem:#}\nThe widget will be 10 KB larger without it.");
    }
    Ok(())
}

fn ensure_component(subcommand: &str, component: &str, log: &Log<'_>) -> Result<()> {
    if succeeds(cargo().args([subcommand, "--version"])) {
        return Ok(());
    }
    add("component", component, log)
}

fn add(kind: &str, name: &str, log: &Log<'_>) -> Result<()> {
    if on_path("rustup").is_none() {
        bail!(
            "Rust's {kind} {name} is missing and rustup is not there to add it: \
             install it the way Rust was installed, or install Rust from https://rustup.rs"
        );
    }
    download::from(
        &format!("Rust's {kind} {name} with rustup"),
        log.run(
            command("rustup").args([kind, "add", name]),
            "half a minute, once",
        ),
    )
}

//! The parts of a Rust installation that not everyone has.

use std::path::Path;

use anyhow::{Result, bail};

use crate::command::{cargo, command, on_path, run, succeeds, text};

/// The target the widget is compiled for.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Adds the wasm target when it is missing.
///
/// # Errors
///
/// When it is missing and rustup is not there to add it, or fails.
pub(crate) fn ensure_wasm_target() -> Result<()> {
    let libraries =
        text(command("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]))?;
    if Path::new(&libraries).is_dir() {
        return Ok(());
    }
    add("target", WASM_TARGET)
}

/// Adds the formatter when it is missing.
///
/// # Errors
///
/// When it is missing and rustup is not there to add it, or fails.
pub(crate) fn ensure_formatter() -> Result<()> {
    ensure_component("fmt", "rustfmt")
}

/// Adds the linter when it is missing.
///
/// # Errors
///
/// When it is missing and rustup is not there to add it, or fails.
pub(crate) fn ensure_linter() -> Result<()> {
    ensure_component("clippy", "clippy")
}

fn ensure_component(subcommand: &str, component: &str) -> Result<()> {
    if succeeds(cargo().args([subcommand, "--version"])) {
        return Ok(());
    }
    add("component", component)
}

fn add(kind: &str, name: &str) -> Result<()> {
    if on_path("rustup").is_none() {
        bail!(
            "Rust's {kind} {name} is missing and rustup is not there to add it: \
             install it the way Rust was installed, or install Rust from https://rustup.rs"
        );
    }
    println!("Rust's {kind} {name} is missing: adding it");
    run(command("rustup").args([kind, "add", name]))
}

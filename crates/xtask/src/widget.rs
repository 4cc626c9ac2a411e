//! Building the widget and its page with Trunk, as a release.

mod fingerprint;
mod sources;

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use self::fingerprint::Fingerprint;
use crate::command::command;
use crate::setup::{self, Need};
use crate::standard_library::StandardLibrary;
use crate::work::{Times, Work, run_side_by_side};
use crate::{node, remapping, tools, workspace};

/// What the site is built from besides the crates the widget depends on.
const INPUTS: &[&str] = &[
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "crates/demo-shop/assets",
    "index.html",
    "locales",
    "package-lock.json",
    "src",
    "style",
];

/// Builds the site into `dist`, unless what lies there was built from just these
/// inputs: running Trunk again takes several seconds even when nothing changed.
///
/// The parts of Rust, the tools, the crates and the npm packages must be there.
pub(crate) fn work() -> Work {
    Work::new("widget", |log| {
        let record = workspace::scratch("site-fingerprint");
        let library = StandardLibrary::of_this_machine()?;
        let rustflags = remapping::rustflags(library.flags())?;
        let inputs = fingerprint_of_inputs(&rustflags)?;
        if fs::read_to_string(&record).is_ok_and(|built| built == state(&inputs)) {
            return Ok(());
        }
        log.run(
            library.apply(&mut trunk_build(&rustflags)?),
            "1 to 3 minutes the first time",
        )?;
        fs::create_dir_all(workspace::scratch(""))
            .and_then(|()| fs::write(&record, state(&inputs)))
            .with_context(|| format!("cannot write {}", record.display()))
    })
}

/// Builds the site, with everything that this needs.
///
/// # Errors
///
/// When a tool is missing and cannot be had, or the build fails.
pub(crate) fn build() -> Result<Times> {
    let tools = setup::get(&[Need::WidgetTools])?;
    Ok(tools.then(run_side_by_side(vec![vec![work()]])?))
}

fn trunk_build(rustflags: &str) -> Result<std::process::Command> {
    let mut build = command(tools::TRUNK.program("trunk")?);
    build
        // Trunk would otherwise download a tool of its own choice.
        .args(["build", "--release", "--offline"])
        .env(
            "PATH",
            tools::path_with([tools::WASM_BINDGEN.folder()?, node::programs()])?,
        )
        .env(remapping::VARIABLE, rustflags);
    // Trunk reads NO_COLOR as "true" or "false" and refuses the usual "1".
    if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        build.env("NO_COLOR", "true");
    } else {
        build.env_remove("NO_COLOR");
    }
    Ok(build)
}

/// Inputs together with the result: when someone runs Trunk by hand, the result
/// differs and is built again.
fn state(inputs: &Fingerprint) -> String {
    let mut site = Fingerprint::default();
    // Packages are made of the site, and are no part of it.
    site.add_without(&workspace::site(), &workspace::release());
    format!("{inputs} {site}\n")
}

fn fingerprint_of_inputs(rustflags: &str) -> Result<Fingerprint> {
    let mut fingerprint = Fingerprint::default();
    fingerprint.add_text(rustflags);
    for tool in [tools::TRUNK, tools::WASM_BINDGEN] {
        fingerprint.add_text(tool.version);
    }
    for input in inputs()? {
        fingerprint.add(&input);
    }
    Ok(fingerprint)
}

fn inputs() -> Result<Vec<PathBuf>> {
    let own = INPUTS.iter().map(|input| workspace::root().join(input));
    Ok(own.chain(sources::local_crates()?).collect())
}

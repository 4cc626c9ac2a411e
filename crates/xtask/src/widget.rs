//! Building the widget and its page with Trunk, as a release.

mod fingerprint;
mod remapping;

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use self::fingerprint::Fingerprint;
use crate::command::{cargo, command, program_in, run, text};
use crate::{node, rust, tools, workspace};

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
/// # Errors
///
/// When a tool is missing and cannot be had, or the build fails.
pub(crate) fn build() -> Result<()> {
    let record = workspace::scratch("site-fingerprint");
    rust::ensure_wasm_target()?;
    // Trunk runs offline, so that it never downloads a tool of its own choice.
    run(cargo().args(["fetch", "--quiet", "--target", rust::WASM_TARGET]))?;
    let rustflags = remapping::rustflags()?;
    let inputs = fingerprint_of_inputs(&rustflags)?;
    if fs::read_to_string(&record).is_ok_and(|built| built == state(&inputs)) {
        println!("the widget in dist is up to date");
        return Ok(());
    }
    run_trunk(&rustflags)?;
    fs::create_dir_all(workspace::scratch(""))
        .and_then(|()| fs::write(&record, state(&inputs)))
        .with_context(|| format!("cannot write {}", record.display()))
}

fn run_trunk(rustflags: &str) -> Result<()> {
    let trunk = tools::TRUNK.folder()?;
    let wasm_bindgen = tools::WASM_BINDGEN.folder()?;
    let packages = node::programs()?;
    println!("building the widget for release (a first build takes 2 to 5 minutes)");
    let program = program_in(&trunk, "trunk").context("trunk vanished from its folder")?;
    let mut trunk_build = command(program);
    trunk_build
        .args(["build", "--release", "--offline"])
        .env("PATH", tools::path_with([wasm_bindgen, packages])?)
        .env(remapping::VARIABLE, rustflags);
    // Trunk reads NO_COLOR as "true" or "false" and refuses the usual "1".
    if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        trunk_build.env("NO_COLOR", "true");
    } else {
        trunk_build.env_remove("NO_COLOR");
    }
    run(&mut trunk_build)
}

/// Inputs together with the result: when someone runs Trunk by hand, the result
/// differs and is built again.
fn state(inputs: &Fingerprint) -> String {
    let mut site = Fingerprint::default();
    site.add(&workspace::site());
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
    let tree = text(cargo().args([
        "tree",
        "--package=challenges-widget",
        "--edges=normal,build",
        "--prefix=none",
        "--offline",
        "--target",
        rust::WASM_TARGET,
    ]))?;
    // The widget's own crate is the whole repository: its parts are in `own`.
    let crates = local_crates(&tree).filter(|folder| folder != workspace::root());
    Ok(own.chain(crates).collect())
}

/// The folders of the workspace's crates in the output of `cargo tree`, whose
/// lines end in them: `challenge-model v0.1.0 (/challenges-widget/crates/challenge-model)`.
fn local_crates(tree: &str) -> impl Iterator<Item = PathBuf> {
    let in_brackets = |line: &str| {
        let mut notes = line.split(" (").skip(1);
        notes.find_map(|note| {
            let path = PathBuf::from(note.trim_end().strip_suffix(')')?);
            path.is_absolute().then_some(path)
        })
    };
    tree.lines().filter_map(in_brackets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn crates_of_the_workspace_are_those_that_cargo_tree_shows_with_a_folder() {
        let tree = "challenges-widget v0.1.0 (/project)\n\
                    challenge-model v0.1.0 (/project/crates/challenge-model)\n\
                    serde v1.0.229\n\
                    serde_derive v1.0.229 (proc-macro)\n\
                    texts v0.1.0 (proc-macro) (/project/crates/texts)\n\
                    challenge-model v0.1.0 (/project/crates/challenge-model) (*)\n";

        let folders: Vec<_> = local_crates(tree).collect();

        assert_eq!(
            folders,
            [
                PathBuf::from("/project"),
                "/project/crates/challenge-model".into(),
                "/project/crates/texts".into(),
                "/project/crates/challenge-model".into(),
            ]
        );
    }
}

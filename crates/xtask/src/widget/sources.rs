//! Which crates of this workspace the widget is built from.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::command::{cargo, text};
use crate::workspace;

const WIDGET: &str = "challenges-widget";

/// What `cargo metadata --no-deps` says of the workspace. It needs nothing but the
/// manifests in it: no crate has to be there.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    /// `dev`, `build`, or nothing for an ordinary one.
    kind: Option<String>,
    /// The folder, where the dependency is a crate of the workspace.
    path: Option<PathBuf>,
}

/// The folders of the crates that the widget depends on and that are in this
/// repository, and of those that stand in for a crate of crates.io.
///
/// # Errors
///
/// When Cargo cannot read the manifests.
pub(super) fn local_crates() -> Result<Vec<PathBuf>> {
    let answer = text(cargo().args(["metadata", "--no-deps", "--format-version=1", "--locked"]))?;
    let metadata: Metadata =
        serde_json::from_str(&answer).context("cannot read what `cargo metadata` printed")?;
    let mut folders = dependencies_of(WIDGET, &metadata.packages);
    folders.push(workspace::root().join("crates").join("wasm-streams"));
    Ok(folders)
}

/// The folders of the local crates that a crate is built from, without its own.
fn dependencies_of(name: &str, packages: &[Package]) -> Vec<PathBuf> {
    let package_in = |folder: &Path| {
        let mut packages = packages.iter();
        packages.find(|package| package.manifest_path.parent() == Some(folder))
    };
    let mut folders = Vec::new();
    let mut open: Vec<_> = packages
        .iter()
        .filter(|package| package.name == name)
        .collect();
    while let Some(package) = open.pop() {
        for dependency in &package.dependencies {
            let is_built_in = dependency.kind.as_deref() != Some("dev");
            let Some(folder) = dependency.path.as_ref().filter(|_| is_built_in) else {
                continue;
            };
            if !folders.contains(folder) {
                folders.push(folder.clone());
                open.extend(package_in(folder));
            }
        }
    }
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &[(Option<&str>, &str)]) -> Package {
        Package {
            name: name.to_owned(),
            manifest_path: format!("/project/{name}/Cargo.toml").into(),
            dependencies: dependencies
                .iter()
                .map(|(kind, path)| Dependency {
                    kind: kind.map(str::to_owned),
                    path: Some(format!("/project/{path}").into()),
                })
                .collect(),
        }
    }

    #[test]
    fn crates_are_followed_through_each_other_and_named_once() {
        let packages = [
            package("widget", &[(None, "cards"), (None, "model")]),
            package("cards", &[(None, "model"), (Some("build"), "texts")]),
            package("model", &[(Some("dev"), "widget")]),
            package("proxy", &[(None, "cards")]),
        ];

        let mut folders = dependencies_of("widget", &packages);

        folders.sort();
        let expected = ["/project/cards", "/project/model", "/project/texts"];
        assert_eq!(folders, expected.map(PathBuf::from));
    }

    #[test]
    fn the_widget_is_built_from_the_model_and_from_the_crate_that_stands_in() {
        let folders = local_crates().unwrap();

        for name in ["challenge-model", "wasm-streams"] {
            let folder = workspace::root().join("crates").join(name);
            assert!(folders.contains(&folder) && folder.is_dir(), "{folders:?}");
        }
    }
}

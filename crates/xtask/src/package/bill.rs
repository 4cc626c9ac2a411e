//! A bill of materials in the format `CycloneDX` 1.6: which crates, in which versions, are in what
//! is released. Programs that look for known vulnerabilities read it.
//!
//! It has what `cargo tree` says is compiled into the widget or into a program. Macros and build
//! scripts run while it is compiled, and are no part of it.

mod tree;

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use self::tree::{Package, Tree};
use super::VERSION;
use super::checksums::hexadecimal;
use super::commit::Commit;
use super::programs::{self, Program};
use crate::command::{cargo, command, text};
use crate::{rust, tools, workspace};

/// How the names of bills end.
pub(super) const FILE: &str = ".cdx.json";

const LICENCE: &str = "MIT OR Apache-2.0";
const WIDGET: &str = "challenges-widget";
/// The packages from npm that the widget is built with.
const BUILT_WITH: [&str; 2] = ["binaryen", "esbuild"];

/// The bill of the widget, with the tools that it is built with.
///
/// # Errors
///
/// When a tool fails or a lock file cannot be read.
pub(super) fn of_widget(commit: Commit) -> Result<Vec<u8>> {
    let tree = crates_of(WIDGET, rust::WASM_TARGET)?;
    Bill::new(WIDGET, tree)?
        .with_tools_of_widget()?
        .json(commit)
}

/// The bill of a program. The proxy has the widget inside.
///
/// # Errors
///
/// As [`of_widget`].
pub(super) fn of_program(program: Program, commit: Commit) -> Result<Vec<u8>> {
    let mut tree = crates_of(program.name(), programs::TARGET)?;
    if program == Program::RetailerProxy {
        tree.add_below(&own(program.name()), crates_of(WIDGET, rust::WASM_TARGET)?);
    }
    Bill::new(program.name(), tree)?.json(commit)
}

fn crates_of(package: &str, target: &str) -> Result<Tree> {
    let printed = text(
        cargo()
            .args(["tree", "--locked", "--package", package, "--target", target])
            .args(["--edges", "normal,no-proc-macro", "--prefix", "depth"])
            .args(["--format", tree::FORMAT]),
    )?;
    Tree::parse(&printed).with_context(|| format!("cannot read the tree of {package}"))
}

/// A crate of this project.
fn own(name: &str) -> Package {
    Package {
        name: name.to_owned(),
        version: VERSION.to_owned(),
        licence: LICENCE.to_owned(),
        is_own: true,
    }
}

/// What a bill is made of.
struct Bill {
    about: Package,
    tree: Tree,
    /// The hashes of the crates, as the lock file has them.
    hashes: BTreeMap<(String, String), String>,
    /// The version of Rust, whose standard library is compiled into everything.
    rust: String,
    tools: Vec<Value>,
}

impl Bill {
    fn new(name: &str, tree: Tree) -> Result<Self> {
        let version = text(command("rustc").arg("--version"))?;
        let rust = version.split_whitespace().nth(1).unwrap_or_default();
        Ok(Self {
            about: own(name),
            tree,
            hashes: hashes(&read("Cargo.lock")?)?,
            rust: rust.to_owned(),
            tools: Vec::new(),
        })
    }

    /// Adds the tools of the build, which are no part of what is released.
    fn with_tools_of_widget(mut self) -> Result<Self> {
        let lock: Value = serde_json::from_str(&read("package-lock.json")?)
            .context("cannot parse package-lock.json")?;
        for name in BUILT_WITH {
            let package = &lock["packages"][format!("node_modules/{name}")];
            self.tools.push(npm_package(name, package)?);
        }
        for tool in [tools::TRUNK, tools::WASM_BINDGEN] {
            let purl = format!("pkg:cargo/{}@{}", tool.package, tool.version);
            self.tools.push(json!({
                "type": "application",
                "bom-ref": purl,
                "name": tool.package,
                "version": tool.version,
                "scope": "excluded",
                "purl": purl,
            }));
        }
        Ok(self)
    }

    fn json(&self, commit: Commit) -> Result<Vec<u8>> {
        let about = self.about.reference();
        let library = format!("pkg:generic/rust-std@{}", self.rust);
        let mut components: Vec<_> = self
            .tree
            .packages()
            .filter(|package| **package != self.about)
            .map(|package| self.component("library", package))
            .collect();
        components.push(json!({
            "type": "library",
            "bom-ref": library,
            "name": "rust-std",
            "version": self.rust,
            "licenses": [{ "expression": LICENCE }],
            "purl": library,
        }));
        components.extend(self.tools.iter().cloned());
        let dependencies: Vec<_> = self
            .tree
            .packages()
            .map(|package| {
                let mut below = self.tree.below(package);
                if *package == self.about {
                    below.push(library.clone());
                }
                json!({ "ref": package.reference(), "dependsOn": below })
            })
            .collect();
        let kind = if about.starts_with(WIDGET) {
            "library"
        } else {
            "application"
        };
        let bill = json!({
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "metadata": {
                "timestamp": commit.rfc3339(),
                "component": self.component(kind, &self.about),
            },
            "components": components,
            "dependencies": dependencies,
        });
        let mut text = serde_json::to_vec_pretty(&bill).context("cannot write a bill")?;
        text.push(b'\n');
        Ok(text)
    }

    fn component(&self, kind: &str, package: &Package) -> Value {
        let mut component = json!({
            "type": kind,
            "bom-ref": package.reference(),
            "name": package.name,
            "version": package.version,
            "licenses": [{ "expression": package.licence }],
        });
        if !package.is_own {
            component["purl"] = json!(package.reference());
        }
        let key = (package.name.clone(), package.version.clone());
        if let Some(hash) = self.hashes.get(&key) {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": hash }]);
        }
        component
    }
}

fn npm_package(name: &str, package: &Value) -> Result<Value> {
    let member = |member: &str| {
        let text = package[member].as_str();
        text.with_context(|| format!("package-lock.json does not say the {member} of {name}"))
    };
    let (version, hash) = (member("version")?, member("integrity")?);
    let hash = hash.strip_prefix("sha512-").unwrap_or(hash);
    let hash = BASE64_STANDARD
        .decode(hash)
        .with_context(|| format!("package-lock.json has no SHA-512 of {name}"))?;
    let purl = format!("pkg:npm/{name}@{version}");
    Ok(json!({
        "type": "application",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "scope": "excluded",
        "hashes": [{ "alg": "SHA-512", "content": hexadecimal(&hash) }],
        "licenses": [{ "expression": member("license")? }],
        "purl": purl,
    }))
}

/// The hashes in a `Cargo.lock`, by name and version.
fn hashes(lock: &str) -> Result<BTreeMap<(String, String), String>> {
    let lock: toml::Table = lock.parse().context("cannot parse Cargo.lock")?;
    let packages = lock.get("package").and_then(toml::Value::as_array);
    let hash = |package: &toml::Value| {
        let text = |name: &str| Some(package.get(name)?.as_str()?.to_owned());
        Some(((text("name")?, text("version")?), text("checksum")?))
    };
    Ok(packages.into_iter().flatten().filter_map(hash).collect())
}

fn read(file: &str) -> Result<String> {
    fs::read_to_string(workspace::root().join(file)).with_context(|| format!("cannot read {file}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const COMMIT: Commit = Commit { seconds: 0 };

    fn parsed(bill: &[u8]) -> Value {
        serde_json::from_slice(bill).unwrap()
    }

    fn references(bill: &Value) -> BTreeSet<&str> {
        let components = bill["components"].as_array().unwrap();
        let all = components.iter().chain([&bill["metadata"]["component"]]);
        all.map(|component| component["bom-ref"].as_str().unwrap())
            .collect()
    }

    #[test]
    fn what_the_bill_of_the_proxy_refers_to_is_in_it_once() {
        let bill = parsed(&of_program(Program::RetailerProxy, COMMIT).unwrap());
        let references = references(&bill);

        let components = bill["components"].as_array().unwrap();
        assert_eq!(references.len(), components.len() + 1);
        for dependency in bill["dependencies"].as_array().unwrap() {
            assert!(references.contains(dependency["ref"].as_str().unwrap()));
            for below in dependency["dependsOn"].as_array().unwrap() {
                assert!(references.contains(below.as_str().unwrap()), "{below}");
            }
        }
    }

    #[test]
    fn the_bill_of_the_proxy_has_the_widget_and_no_macro() {
        let bill = parsed(&of_program(Program::RetailerProxy, COMMIT).unwrap());
        let names: BTreeSet<_> = bill["components"]
            .as_array()
            .unwrap()
            .iter()
            .map(|component| component["name"].as_str().unwrap())
            .collect();

        for there in [
            "challenges-widget",
            "leptos",
            "aws-lc-sys",
            "libsqlite3-sys",
        ] {
            assert!(names.contains(there), "{there}");
        }
        for absent in ["serde_derive", "wiremock", "engage-sim", "cc"] {
            assert!(!names.contains(absent), "{absent}");
        }
    }

    #[test]
    fn crates_from_the_registry_have_their_hash_and_a_licence() {
        let bill = parsed(&of_widget(COMMIT).unwrap());
        for component in bill["components"].as_array().unwrap() {
            let purl = component["purl"].as_str().unwrap_or_default();
            if purl.starts_with("pkg:cargo/") && component["scope"].is_null() {
                assert_eq!(
                    component["hashes"][0]["content"].as_str().unwrap().len(),
                    64
                );
                assert_ne!(component["licenses"][0]["expression"], "", "{purl}");
            }
        }
    }
}

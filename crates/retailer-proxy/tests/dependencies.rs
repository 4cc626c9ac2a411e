//! What the proxy is built from. A server has no use for the crates of a browser, and
//! would spend minutes on compiling them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// The crates that only code in a browser needs.
const BROWSER_CRATES: [&str; 5] = [
    "challenges-widget",
    "js-sys",
    "leptos",
    "wasm-bindgen",
    "web-sys",
];

/// The output of a program, as text.
fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// The platform of this machine, such as `x86_64-unknown-linux-gnu`.
fn host() -> String {
    let version = output("rustc", &["--version", "--verbose"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.unwrap().to_owned()
}

/// What `cargo metadata` says of the workspace, for this machine.
fn metadata() -> Value {
    let arguments = ["metadata", "--format-version=1", "--locked", "--offline"];
    let filter = ["--filter-platform", &host()];
    let json = output(env!("CARGO"), &[&arguments[..], &filter[..]].concat());
    serde_json::from_str(&json).unwrap()
}

/// The ids of the packages that a package needs to run, tests and build scripts left
/// out.
fn needed(node: &Value) -> impl Iterator<Item = &str> {
    let dependencies = node["deps"].as_array().unwrap().iter();
    let is_normal = |dependency: &&Value| {
        let kinds = dependency["dep_kinds"].as_array().unwrap();
        kinds.iter().any(|kind| kind["kind"].is_null())
    };
    dependencies
        .filter(is_normal)
        .map(|dependency| dependency["pkg"].as_str().unwrap())
}

/// The names of all packages that a package of the workspace needs to run.
fn names_of_all_needed_by(package: &str) -> BTreeSet<String> {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let names: BTreeMap<_, _> = packages
        .map(|package| {
            (
                package["id"].as_str().unwrap(),
                package["name"].as_str().unwrap(),
            )
        })
        .collect();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap().iter();
    let nodes: BTreeMap<_, _> = nodes
        .map(|node| (node["id"].as_str().unwrap(), node))
        .collect();
    let start = names.iter().find(|(_, name)| **name == package).unwrap();
    let mut found = BTreeSet::new();
    let mut open = vec![*start.0];
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(needed(nodes[id]));
        }
    }
    found.into_iter().map(|id| names[id].to_owned()).collect()
}

#[test]
fn the_proxy_needs_no_crate_of_a_browser() {
    let needed = names_of_all_needed_by("retailer-proxy");
    assert!(needed.contains("challenge-cards"), "{needed:?}");
    for name in BROWSER_CRATES {
        assert!(!needed.contains(name), "{name}");
    }
}

#[test]
fn the_walk_through_the_dependencies_finds_those_of_the_widget() {
    let needed = names_of_all_needed_by("challenges-widget");
    for name in BROWSER_CRATES {
        assert!(needed.contains(name), "{name}");
    }
}

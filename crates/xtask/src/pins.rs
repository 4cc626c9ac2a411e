//! Versions and commands that are written in more than one file must agree.

use std::fs;

use clap::Parser as _;
use serde_json::Value as Json;
use toml::Table;

use crate::{CommandLine, node, package, rust, tools, workspace};

fn read(file: &str) -> String {
    fs::read_to_string(workspace::root().join(file))
        .unwrap_or_else(|error| panic!("cannot read {file}: {error}"))
}

fn read_toml(file: &str) -> Table {
    read(file)
        .parse()
        .unwrap_or_else(|error| panic!("cannot parse {file}: {error}"))
}

fn package_json() -> Json {
    serde_json::from_str(&read("package.json")).unwrap()
}

#[test]
fn wasm_bindgen_has_one_version_in_the_crate_the_tools_and_trunk() {
    let manifest = read_toml("Cargo.toml");
    let trunk = read_toml("Trunk.toml");
    let version = tools::WASM_BINDGEN.version;

    let library = &manifest["workspace"]["dependencies"]["wasm-bindgen"];
    assert_eq!(library.as_str(), Some(format!("={version}").as_str()));
    assert_eq!(trunk["tools"]["wasm_bindgen"].as_str(), Some(version));
}

#[test]
fn the_oldest_node_is_the_same_in_the_commands_and_in_npm() {
    let (major, minor) = node::OLDEST_NODE;

    assert_eq!(
        package_json()["engines"]["node"],
        format!(">={major}.{minor}")
    );
}

#[test]
fn every_npm_package_is_pinned_to_one_version() {
    let package = package_json();
    for (name, version) in package["devDependencies"].as_object().unwrap() {
        let version = version.as_str().unwrap();
        assert!(
            version.starts_with(|c: char| c.is_ascii_digit()),
            "{name} is {version} in package.json: name one version"
        );
    }
}

#[test]
fn the_commands_that_the_pages_name_are_accepted() {
    let lines = documentation_examples::command_lines("xtask").unwrap();
    for page in ["README.md", "CONTRIBUTING.md"] {
        for needed in ["demo", "test"] {
            let mut lines = lines.iter().filter(|line| line.place.starts_with(page));
            assert!(
                lines.any(|line| line.arguments == [needed]),
                "{page} does not say `cargo xtask {needed}`"
            );
        }
    }
    for line in lines {
        let typed = ["xtask".to_owned()].into_iter().chain(line.arguments);
        if let Err(error) = CommandLine::try_parse_from(typed) {
            panic!("{}: {error}", line.place);
        }
    }
}

#[test]
fn the_readme_installs_the_package_of_this_version() {
    let file = format!("challenges-widget-{}.tgz", package::VERSION);

    assert!(read("README.md").contains(&file), "{file}");
}

#[test]
fn continuous_integration_tries_the_demo_and_then_runs_the_test_command() {
    let script = read(".ci/run");
    let commands: Vec<_> = script.lines().filter(|line| !line.is_empty()).collect();

    assert!(
        commands.ends_with(&["node .ci/demo.mjs", "cargo xtask test"]),
        "{commands:?}"
    );
}

#[test]
fn the_toolchain_is_the_oldest_rust_that_the_crates_promise_to_build_with() {
    let toolchain = read_toml("rust-toolchain.toml");
    let manifest = read_toml("Cargo.toml");

    let channel = toolchain["toolchain"]["channel"].as_str().unwrap();
    let oldest = manifest["workspace"]["package"]["rust-version"]
        .as_str()
        .unwrap();
    assert_eq!(channel.rsplit_once('.').unwrap().0, oldest);
    let target = toolchain["toolchain"]["targets"][0].as_str();
    assert_eq!(target, Some(rust::WASM_TARGET));
}

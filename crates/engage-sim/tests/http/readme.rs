//! README.md agrees with the program.

use std::process::Command;

use engage_sim::switches::SWITCHES;
use engage_sim::{ADMIN_PATHS, Fault, Seed};

const README: &str = include_str!("../../README.md");

/// The code blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let opening = format!("```{language}\n");
    let block = |rest: &'static str| rest.split("\n```").next();
    README.split(&opening).skip(1).filter_map(block).collect()
}

#[test]
fn the_readme_lists_every_option() {
    let program = Command::new(env!("CARGO_BIN_EXE_engage-sim"))
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(program.stdout).unwrap();
    let words = help.split_whitespace();
    let options: Vec<_> = words.filter(|word| word.starts_with("--")).collect();
    assert!(options.contains(&"--port"), "{help}");
    for option in options.iter().filter(|&&option| option != "--version") {
        let row = format!("| `{option}");
        assert!(README.contains(&row), "missing: {row}");
    }
}

#[test]
fn the_readme_lists_every_admin_path_with_its_meaning() {
    let plain = README.replace('`', "");
    for path in ADMIN_PATHS {
        let row = format!("| {} {} | {} |", path.method, path.path, path.meaning);
        assert!(plain.contains(&row), "missing: {row}");
    }
}

#[test]
fn the_readme_lists_every_switch_with_its_values_and_meaning() {
    for switch in SWITCHES {
        let values = switch.values.replace(" | ", " \\| ");
        let row = format!("| `{}` | {} | {} |", switch.name, values, switch.meaning);
        assert!(README.contains(&row), "missing: {row}");
    }
}

#[test]
fn every_fault_in_the_readme_can_be_read() {
    let faults: Vec<_> = blocks("json").into_iter().flat_map(str::lines).collect();
    assert!(faults.len() >= 6);
    for fault in faults {
        serde_json::from_str::<Fault>(fault).unwrap_or_else(|error| panic!("{fault}: {error}"));
    }
}

#[test]
fn the_seed_in_the_readme_can_be_read() {
    let [seed] = blocks("toml")[..] else {
        panic!("one seed expected");
    };
    Seed::parse("README.md", seed).unwrap();
}

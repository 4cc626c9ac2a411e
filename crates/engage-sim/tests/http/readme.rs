//! What README.md says has to be so.

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
fn every_admin_path_stands_in_the_readme_with_its_meaning() {
    let plain = README.replace('`', "");
    for path in ADMIN_PATHS {
        let row = format!("| {} {} | {} |", path.method, path.path, path.meaning);
        assert!(plain.contains(&row), "missing: {row}");
    }
}

#[test]
fn every_switch_stands_in_the_readme_with_its_values_and_meaning() {
    for switch in SWITCHES {
        let values = switch.values.replace(" | ", " \\| ");
        let row = format!("| `{}` | {} | {} |", switch.name, values, switch.meaning);
        assert!(README.contains(&row), "missing: {row}");
    }
}

#[test]
fn every_fault_of_the_readme_is_one() {
    let faults: Vec<_> = blocks("json").into_iter().flat_map(str::lines).collect();
    assert!(faults.len() >= 6);
    for fault in faults {
        serde_json::from_str::<Fault>(fault).unwrap_or_else(|error| panic!("{fault}: {error}"));
    }
}

#[test]
fn the_seed_of_the_readme_is_one() {
    let [seed] = blocks("toml")[..] else {
        panic!("one seed expected");
    };
    Seed::parse("README.md", seed).unwrap();
}

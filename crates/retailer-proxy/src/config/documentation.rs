//! The documentation of the settings, made of their declarations: `proxy.example.toml`, and
//! the table in `docs/running-the-proxy.md`.

use std::fmt::Write as _;

use super::sections;
use super::setting::{Entry, Section};
use super::value::Kind;
use crate::documentation::{compare, replaced};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/proxy.example.toml");
const PAGE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../docs/running-the-proxy.md"
);

const HEAD: &str = "\
# Settings of retailer-proxy. Copy this file, fill it in, and start the program
# with `retailer-proxy --config proxy.toml`; `--check` only checks it.
#
# Every key can also come from the environment, which wins over this file:
# RETAILER_PROXY_<SECTION>_<KEY>, for example RETAILER_PROXY_ENGAGE_API_KEY. A
# list has commas there. Secrets are best kept out of this file: in the
# environment, or in files of their own, which the keys that end in _file name.
";

/// Sections that are in a comment as a whole, since they stand in place of something else, or
/// need a folder or a server that is not there yet.
const COMMENTED: [&str; 4] = ["forward_auth", "gateway", "shared", "widget"];

const TABLE_BEGINS: &str = "<!-- The settings begin: made of their declarations. -->\n";
const TABLE_ENDS: &str = "<!-- The settings end. -->\n";

/// The example file.
fn example() -> String {
    let sections = sections();
    let sections = sections.iter().map(example_section);
    format!("{HEAD}{}", sections.collect::<String>())
}

fn example_section(section: &Section) -> String {
    let comment = if COMMENTED.contains(&section.name) {
        "# "
    } else {
        ""
    };
    let mut text = "\n".to_owned();
    for line in section.description {
        let _ = writeln!(text, "#{line}");
    }
    let _ = writeln!(text, "{comment}[{}]", section.name);
    for (index, entry) in section.entries.iter().enumerate() {
        if index > 0 && !entry.name().ends_with("_file") {
            text.push('\n');
        }
        text += &example_entry(entry, comment);
    }
    text
}

fn example_entry(entry: &Entry, comment: &str) -> String {
    let mut text = String::new();
    for line in entry.description {
        let _ = writeln!(text, "#{line}");
    }
    if let Some(allowed) = &entry.allowed {
        let _ = writeln!(text, "# Allowed: {allowed}.");
    }
    let default = entry.default.as_deref();
    let differs = entry.example.is_some() && entry.example != default;
    if let (true, Some(default)) = (differs, default) {
        let _ = writeln!(text, "# Default: {}.", written(entry.kind, default));
    }
    let value = entry
        .example
        .or(default.filter(|_| entry.suggestion.is_none()));
    let (comment, value) = match (value, entry.suggestion) {
        (Some(value), _) => (comment, value),
        (None, suggestion) => ("# ", suggestion.unwrap_or_default()),
    };
    let value = written(entry.kind, value);
    let _ = writeln!(text, "{comment}{} = {value}", entry.name());
    text
}

/// A value as TOML has it.
fn written(kind: Kind, value: &str) -> String {
    match kind {
        Kind::Number => value.to_owned(),
        Kind::Text => format!("\"{value}\""),
        Kind::List => {
            let texts = value.split(", ").map(|text| format!("\"{text}\""));
            format!("[{}]", texts.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The table of the documentation.
fn table() -> String {
    let mut text = "| setting | default | allowed | what it is |\n|---|---|---|---|\n".to_owned();
    for entry in sections().iter().flat_map(|section| &section.entries) {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            entry.key,
            entry
                .default
                .as_deref()
                .map(|default| format!("`{default}`"))
                .unwrap_or_default(),
            entry.allowed.as_deref().unwrap_or_default(),
            first_sentence(entry.description).replace('|', "\\|"),
        );
    }
    text
}

fn first_sentence(lines: &[&str]) -> String {
    let text = lines.concat();
    let text = text.trim();
    match text.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => text.to_owned(),
    }
}

#[test]
fn the_example_file_is_as_the_settings_are_declared() {
    compare(EXAMPLE, &example());
}

#[test]
fn the_table_of_the_documentation_is_as_the_settings_are_declared() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let page = replaced(&page, TABLE_BEGINS, TABLE_ENDS, &table());
    compare(PAGE, &page.unwrap());
}

#[test]
fn every_default_is_a_value_that_is_allowed() {
    let mut given = super::given::Given::default();
    let _ = super::Settings::read(&mut given);
    let problems = given.finish::<()>(Ok(())).unwrap_err().to_string();
    assert!(
        problems.lines().all(|line| line.contains("is missing")),
        "{problems}"
    );
}

#[test]
fn the_name_of_a_number_says_its_unit() {
    for entry in sections().iter().flat_map(|section| &section.entries) {
        let allowed = entry.allowed.as_deref().unwrap_or_default();
        for unit in ["seconds", "bytes", "megabytes"] {
            let has_unit = allowed.split(' ').next_back() == Some(unit);
            let says = entry.name().split('_').next_back() == Some(unit);
            assert_eq!(has_unit, says, "{}: {allowed}", entry.key);
        }
    }
}

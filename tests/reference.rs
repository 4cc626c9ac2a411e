//! The reference page and the loader agree with the code.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::collections::BTreeSet;
use std::fs;

use challenge_cards::options::{ATTRIBUTES, Attribute, Audience, Kind};
use challenge_cards::state::Failure;
use challenges_widget::events::EVENTS;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: &str) -> String {
    fs::read_to_string(format!("{ROOT}/{path}")).unwrap()
}

/// The rows of the table under a heading of the reference page.
fn table(heading: &str) -> Vec<Vec<String>> {
    let page = read("docs/reference.md");
    let section = page.split(&format!("\n## {heading}\n")).nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with('|'));
    // The first two rows are the table's head.
    rows.skip(2).map(cells).collect()
}

fn cells(row: &str) -> Vec<String> {
    let escaped = row.replace("\\|", "\u{0}");
    let cells = escaped.trim_matches('|').split('|');
    cells
        .map(|cell| cell.trim().replace('\u{0}', "|"))
        .collect()
}

/// The names in the first column, without their backticks.
fn names(heading: &str) -> Vec<String> {
    let rows = table(heading);
    rows.iter()
        .map(|row| row[0].trim_matches('`').to_owned())
        .collect()
}

/// What stands between two texts, wherever it does.
fn between(text: &str, before: &str, after: &str) -> BTreeSet<String> {
    let pieces = text.split(before).skip(1);
    pieces
        .filter_map(|piece| piece.split(after).next())
        .map(str::to_owned)
        .collect()
}

fn camel_case(attribute: &str) -> String {
    let mut words = attribute.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        name + &word[..1].to_uppercase() + &word[1..]
    })
}

#[test]
fn every_attribute_stands_there_with_its_property_values_and_default() {
    let expected: Vec<Vec<String>> = ATTRIBUTES
        .iter()
        .map(|attribute| {
            vec![
                format!("`{}`", attribute.name),
                format!("`{}`", camel_case(attribute.name)),
                attribute.values.to_owned(),
                attribute.default.to_owned(),
            ]
        })
        .collect();
    assert_eq!(table("Attributes"), expected);
}

/// The names of the attributes of which something is true, in their order.
fn attributes(are_meant: fn(&Attribute) -> bool) -> Vec<&'static str> {
    let meant = ATTRIBUTES.iter().filter(|attribute| are_meant(attribute));
    meant.map(|attribute| attribute.name).collect()
}

/// The texts in a list of the loader's.
fn list_of_the_loader(name: &str) -> Vec<String> {
    let code = read("src/element/attributes.ts");
    let list = code.split(&format!("const {name} = [")).nth(1).unwrap();
    let list = list.split("];").next().unwrap();
    let texts = list.split('"').skip(1).step_by(2);
    texts.map(str::to_owned).collect()
}

#[test]
fn the_loader_has_the_same_attributes() {
    assert_eq!(list_of_the_loader("ATTRIBUTES"), attributes(|_| true));
    assert_eq!(
        list_of_the_loader("FLAGS"),
        attributes(|one| one.kind == Kind::Flag)
    );
    assert_eq!(
        list_of_the_loader("FOR_SERVERS"),
        attributes(|one| one.audience == Audience::Server)
    );
}

#[test]
fn every_attribute_that_a_server_has_to_know_stands_there() {
    let page = read("docs/reference.md");
    let section = page
        .split("\n### Attributes that a server has to know\n")
        .nth(1);
    let sentence = section.unwrap().split(" that the element has").next();
    let documented = sentence.unwrap().split('`').skip(1).step_by(2);
    assert!(documented.eq(attributes(|one| one.audience == Audience::Server)));
}

#[test]
fn every_event_stands_there_with_its_detail() {
    let expected: Vec<[String; 2]> = EVENTS
        .iter()
        .map(|event| [format!("`{}`", event.name), format!("`{}`", event.detail)])
        .collect();
    let documented: Vec<[String; 2]> = table("Events")
        .into_iter()
        .map(|row| [row[0].clone(), row[1].clone()])
        .collect();
    assert_eq!(documented, expected);
}

#[test]
fn the_reasons_of_a_failure_are_those_of_the_code() {
    let busy = Failure::Busy {
        status: 503,
        retry_after: 1,
    };
    let failures = [
        Failure::SignedOut,
        Failure::Unreachable,
        Failure::TimedOut,
        Failure::Status(500),
        busy,
        Failure::Unreadable,
    ];
    let loader = read("src/element/loader.ts");
    let of_the_loader = loader.split("#fail(reason: ").nth(1).unwrap();
    let of_the_loader = of_the_loader.split(')').next().unwrap();
    let expected: BTreeSet<String> = failures
        .iter()
        .map(|failure| format!("\"{}\"", failure.name()))
        .chain(of_the_loader.split(" | ").map(str::to_owned))
        .chain(["\"not-joined\"".to_owned()])
        .collect();
    let event = EVENTS.iter().find(|event| event.name == "challenges-error");
    let detail = event.unwrap().detail;
    let documented = detail.split("reason: ").nth(1).unwrap();
    let documented = documented.split(", status").next().unwrap();
    let documented: BTreeSet<String> = documented.split(" | ").map(str::to_owned).collect();
    assert_eq!(documented, expected);
    let table = names("Reasons of a failure");
    let table: BTreeSet<String> = table.iter().map(|name| format!("\"{name}\"")).collect();
    assert_eq!(table, expected);
}

#[test]
fn every_custom_property_stands_there_with_its_defaults() {
    let tokens = read("style/tokens.css");
    let rows = table("Custom properties");
    for row in &rows {
        let name = row[0].trim_matches('`');
        // The values for light and dark stand in one declaration, and in one of their own.
        let declared = between(&tokens, &format!("var({name}, "), ";");
        let has_all = |declaration: &String| {
            let mut values = row[1].split(", ").map(|value| value.trim_matches('`'));
            values.all(|value| declaration.contains(value))
        };
        assert!(
            declared.iter().any(has_all),
            "{name}: {row:?} in {declared:?}"
        );
    }
    let declared = between(&tokens, "var(--challenges-", ",");
    let documented: BTreeSet<String> = names("Custom properties")
        .iter()
        .filter_map(|name| name.strip_prefix("--challenges-"))
        .map(str::to_owned)
        .collect();
    assert_eq!(documented, declared);
}

#[test]
fn every_slot_stands_there() {
    let mut slots = BTreeSet::new();
    for file in fs::read_dir(format!("{ROOT}/crates/challenge-cards/src/view")).unwrap() {
        let code = fs::read_to_string(file.unwrap().path()).unwrap();
        slots.extend(between(&code, ".attribute(\"name\", \"", "\""));
        // A notice has the slot of its own name.
        slots.extend(between(&code, "message(\"", "\""));
    }
    let documented: BTreeSet<String> = names("Slots").into_iter().collect();
    assert_eq!(documented, slots);
}

#[test]
fn the_texts_of_the_example_are_texts_of_the_widget() {
    let example = read("docs/reference.md");
    let texts = between(&example, "widget.texts = { ", " };");
    let english = read("locales/en.json");
    for text in texts.iter().flat_map(|texts| texts.split(", ")) {
        let key = text.split(':').next().unwrap();
        assert!(english.contains(&format!("\"{key}\"")), "{key}");
    }
}

//! `docs/content.md` has every key with its meaning and its limit, and says of common mistakes
//! what the check says of them.

use std::fmt::Write as _;

use super::check;
use super::findings::Severity;
use super::keys::{CheckpointKey, ConsentKey, DefinitionKey, FileKey, Key, Keys, Kind};
use super::limits;
use crate::documentation::{compare, replaced};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/content.md");
const ID: &str = "5eafb034-ad40-4099-9152-cf4d8d605b55";

/// What people write, below the line of a definition or in its place.
const MISTAKES: [&str; 22] = [
    "title.en = \"The \"best\" card\"",
    "title.en = “Five bags”",
    "title.en = Five bags",
    "title.en = \"Five bags",
    "title.en = \"Five bags,\none on us\"",
    "title.en = 'It's new'",
    "tittle.en = \"Five bags\"",
    "title.eng = \"Five bags\"",
    "title.dk = \"Fem sække\"",
    "title.sv = \"Fem säckar\"",
    "order = two",
    "order = \"2\"",
    "hidden = yes",
    "title.en = \"Five bags\",",
    "title.en: \"Five bags\"",
    "title.en = \"Five bags\" // new",
    "title.en = \"50 \\% off\"",
    "image = \"http://shop.example/bag.png\"",
    "image = \"C:\\Pictures\\bag.png\"",
    "[definition.5eafb034-ad40-4099-9152-cf4d8d6O5b55]",
    "[definition.5eafb034-ad40-4099-9152-cf4d8d605b5]",
    "[[checkpoint]]\nat = 1",
];

fn page() -> String {
    std::fs::read_to_string(PAGE).unwrap()
}

/// The tables of all keys.
fn keys() -> String {
    let definition = "Below a line `[definition.ID]`, with the definition's id in place of ID:";
    let consent = "A consent has both of these, as `consent.version` and `consent.text.en`:";
    let checkpoint = "Below a line `[[definition.ID.checkpoint]]`, one for each stamp that is \
                      special:";
    [
        table::<FileKey>("At the top of the file, and as lines in brackets:"),
        table::<DefinitionKey>(definition),
        table::<ConsentKey>(consent),
        table::<CheckpointKey>(checkpoint),
    ]
    .join("\n")
}

fn table<K: Keys>(about: &str) -> String {
    let mut text =
        format!("{about}\n\n| name | what it is for | what stands behind it |\n|---|---|---|\n");
    for (_, key) in K::ALL {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} |",
            key.name,
            key.meaning(),
            value(key)
        );
    }
    text
}

fn value(key: &Key) -> String {
    match key.kind {
        Kind::Language => "a language, such as `\"sv\"`".to_owned(),
        Kind::Definitions | Kind::Checkpoints => "lines of its own".to_owned(),
        Kind::Texts { longest } => {
            format!("a text for each language; up to {longest} characters are shown well")
        }
        Kind::Consent => "a version and a text".to_owned(),
        Kind::Version => "a text".to_owned(),
        Kind::Address => "an address, such as `\"https://shop.example/a.png\"`".to_owned(),
        Kind::Layout => "`\"stamps\"`, `\"path\"` or `\"compact\"`".to_owned(),
        Kind::Number { least } => format!("a whole number from {least} up"),
        Kind::Flag => "`true` or `false`".to_owned(),
        Kind::Icon => format!(
            "an emoji, or letters: {} are shown well, {} at most",
            limits::ICON,
            limits::LONGEST_ICON
        ),
    }
}

/// Each mistake with what is said of it.
fn mistakes() -> String {
    let mut text = String::new();
    for mistake in MISTAKES {
        let file = if mistake.starts_with('[') {
            mistake.to_owned()
        } else {
            format!("[definition.{ID}]\n{mistake}\n")
        };
        let found = check(file.as_bytes(), None).findings;
        let told: Vec<_> = found.iter().collect();
        let [finding] = told.as_slice() else {
            panic!("{mistake}: {found}");
        };
        assert_eq!(finding.severity, Severity::Mistake, "{finding}");
        let told = format!("{} {}", finding.what, finding.instead);
        let _ = writeln!(
            text,
            "```text\n{mistake}\n```\n\n> {}\n",
            as_markdown(&told)
        );
    }
    text.trim_end().to_owned() + "\n"
}

/// The sentences, with what they quote as code, also where that has a backtick in it.
fn as_markdown(told: &str) -> String {
    told.replace('<', "&lt;")
}

#[test]
fn the_page_has_every_key_and_what_is_said_of_mistakes() {
    let page = page();
    let keys = replaced(
        &page,
        "<!-- The keys begin: made of the code. -->\n",
        "<!-- The keys end. -->\n",
        &keys(),
    );
    let whole = replaced(
        &keys.unwrap(),
        "<!-- The mistakes begin: made of the code. -->\n",
        "<!-- The mistakes end. -->\n",
        &mistakes(),
    );
    compare(PAGE, &whole.unwrap());
}

#[test]
fn the_file_of_the_page_has_neither_mistakes_nor_warnings() {
    let page = page();
    let file = page
        .split("<!-- The file begins: content.toml -->\n```toml\n")
        .nth(1);
    let file = file.and_then(|rest| rest.split("```").next()).unwrap();
    let checked = check(file.as_bytes(), None);
    assert!(checked.findings.is_empty(), "{}", checked.findings);
    assert_eq!(checked.content.unwrap().len(), 2);
}

//! The examples of settings and content files in the pages are read by the program's own readers.

use std::fs;
use std::process;

use documentation_examples::examples;
use retailer_proxy::config::Settings;
use retailer_proxy::content::Content;
use toml::Table;

/// What an example is, by its tables.
enum Kind {
    Settings,
    Content,
    /// A file of another program.
    Other,
}

const SECTIONS: &str = include_str!("../../proxy.example.toml");

fn kind(table: &Table) -> Kind {
    let is_section = |name: &String| SECTIONS.contains(&format!("[{name}]"));
    if table.contains_key("definition") && table.contains_key("default_language") {
        Kind::Content
    } else if table.keys().any(is_section) {
        Kind::Settings
    } else {
        Kind::Other
    }
}

/// What is said of what an example leaves out.
const LEFT_OUT: [&str; 3] = [
    "is missing",
    "cannot be read",
    "widget.folder: must be a folder",
];

/// What is wrong with settings, but for what the example leaves out: other settings, and the
/// files that it names.
fn problems(text: &str) -> Vec<String> {
    let file = std::env::temp_dir().join(format!("example-{}.toml", process::id()));
    fs::write(&file, text).unwrap();
    let problems = Settings::load(Some(&file), []).err();
    fs::remove_file(file).unwrap();
    let problems = problems.map(|problems| problems.to_string());
    let lines = problems.iter().flat_map(|problems| problems.lines());
    lines
        .filter(|line| !LEFT_OUT.iter().any(|left_out| line.contains(left_out)))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_example_of_settings_and_of_content_is_read() {
    let (mut settings, mut contents) = (0, 0);
    for example in examples(&["toml"]).unwrap() {
        let table: Table = example
            .text
            .parse()
            .unwrap_or_else(|error| panic!("{}: {error}", example.place));
        match kind(&table) {
            Kind::Settings => {
                settings += 1;
                let problems = problems(&example.text);
                assert!(problems.is_empty(), "{}: {problems:#?}", example.place);
            }
            Kind::Content => {
                contents += 1;
                if let Err(mistakes) = Content::parse(&example.text) {
                    panic!("{}: {mistakes}", example.place);
                }
            }
            Kind::Other => {}
        }
    }
    assert!(settings >= 3 && contents >= 1, "{settings}, {contents}");
}

#[test]
fn every_line_or_block_of_json_in_the_pages_is_read() {
    for example in examples(&["json"]).unwrap() {
        let mut values =
            serde_json::Deserializer::from_str(&example.text).into_iter::<serde_json::Value>();
        if let Some(Err(error)) = values.find(Result::is_err) {
            panic!("{}: {error}", example.place);
        }
    }
}

//! The command lines that a page tells its readers to type.

use crate::{Page, examples_of};

/// The programs of this project, by what a reader types.
const PROGRAMS: [(&str, &str); 4] = [
    ("cargo xtask", "xtask"),
    ("cargo run -p engage-sim --", "engage-sim"),
    ("retailer-proxy", "retailer-proxy"),
    ("engage-sim", "engage-sim"),
];

/// A command line in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    /// Where it is, such as `docs/tutorial.md:20`, for messages. For one in a block it is where
    /// the block begins.
    pub place: String,
    /// The package that has the program.
    pub program: &'static str,
    /// What is given to it, without its own name.
    pub arguments: Vec<String>,
    /// Whether it is there to be typed as it is. In a sentence it may be the name of a command,
    /// without what the command needs.
    pub is_whole: bool,
}

/// The command lines of a page that start a program of this project.
pub(crate) fn command_lines_of(page: &Page) -> Vec<CommandLine> {
    let mut found = Vec::new();
    for example in examples_of(page) {
        if example.language == "sh" {
            let text = example.text.replace("\\\n", " ");
            found.extend(
                text.lines()
                    .filter_map(|line| read(line, &example.place, true)),
            );
        }
    }
    for (number, line) in (1..).zip(page.text.lines()) {
        if !line.trim_start().starts_with("```") {
            let place = format!("{}:{number}", page.name);
            let spans = line.split('`').skip(1).step_by(2);
            found.extend(spans.filter_map(|span| read(span, &place, false)));
        }
    }
    found
}

/// Reads a line of a shell. It is none of ours where it starts another program, where it is a
/// name alone, and where it is what a program prints, which names an address.
fn read(line: &str, place: &str, is_whole: bool) -> Option<CommandLine> {
    let line = line.split(" #").next().unwrap_or_default();
    let line = line.split([';', '|', '>', '&']).next().unwrap_or_default();
    let line = line.trim().trim_start_matches("./");
    let line = line.trim_start_matches("target/debug/");
    let (typed, program) = PROGRAMS.iter().find(|(typed, _)| {
        line.strip_prefix(typed)
            .is_some_and(|rest| rest.starts_with(' '))
    })?;
    let arguments = line.get(typed.len()..)?.split_whitespace();
    let arguments: Vec<String> = arguments.map(str::to_owned).collect();
    let is_printed = arguments.iter().any(|argument| argument.contains("://"));
    (!is_printed).then(|| CommandLine {
        place: place.to_owned(),
        program,
        arguments,
        is_whole,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(&'static str, String)> {
        let page = Page {
            name: "a.md".to_owned(),
            text: text.to_owned(),
        };
        let lines = command_lines_of(&page).into_iter();
        lines
            .map(|line| (line.program, line.arguments.join(" ")))
            .collect()
    }

    #[test]
    fn commands_are_found_in_blocks_for_a_shell_and_in_the_text() {
        let text = "Type `cargo xtask test --only host` or\n\n```sh\n\
                    ./retailer-proxy --config a.toml \\\n  --check   # looks\n\
                    target/debug/engage-sim --port 0 &\n\
                    cargo run -p engage-sim -- --port 9000\n```\n\n\
                    ```toml\nretailer-proxy = 1\n```\n";

        assert_eq!(
            lines(text),
            [
                ("retailer-proxy", "--config a.toml --check".to_owned()),
                ("engage-sim", "--port 0".to_owned()),
                ("engage-sim", "--port 9000".to_owned()),
                ("xtask", "test --only host".to_owned()),
            ]
        );
    }

    #[test]
    fn names_other_programs_and_what_is_printed_are_no_commands() {
        let text = "`retailer-proxy` prints `retailer-proxy listens on http://127.0.0.1:1`, and \
                    `retailer-proxy.service` and `cargo build -p engage-sim` are others.";

        assert_eq!(lines(text), []);
    }
}

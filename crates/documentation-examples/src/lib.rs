//! The examples and commands in the project's pages, for the tests of what they are about: each
//! program tests that it accepts the command lines, and each reader that it reads the files.
//!
//! Pages are Markdown: a block between two lines of three backquotes is an [`Example`], and what
//! a block of the language `sh`, or a text between two backquotes, tells a reader to type is a
//! [`CommandLine`].

mod command_line;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use command_line::CommandLine;

/// A block of code in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Where it begins, such as `docs/tutorial.md:32`, for messages.
    pub place: String,
    /// The language that it is said to be in; empty where none is said.
    pub language: String,
    /// The text, without what the block is indented by.
    pub text: String,
}

/// A page of the documentation.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its path from the root of the repository.
    pub name: String,
    /// The whole page.
    pub text: String,
}

/// All pages of the repository: those that its readers see, in the order of their names.
///
/// # Errors
///
/// When a folder or a page cannot be read.
pub fn pages() -> io::Result<Vec<Page>> {
    let mut files = Vec::new();
    for folder in [".", "docs", "examples", "crates/engage-sim"] {
        files.extend(markdown_in(&root().join(folder))?);
    }
    for entry in fs::read_dir(root().join("examples"))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(markdown_in(&path)?);
        }
    }
    files.sort();
    files.iter().map(|file| page(file)).collect()
}

/// The examples of all pages in one of these languages.
///
/// # Errors
///
/// As [`pages`].
pub fn examples(languages: &[&str]) -> io::Result<Vec<Example>> {
    let examples = pages()?.into_iter().flat_map(|page| examples_of(&page));
    Ok(examples
        .filter(|example| languages.contains(&example.language.as_str()))
        .collect())
}

/// The command lines of all pages that start a program.
///
/// # Errors
///
/// As [`pages`].
pub fn command_lines(program: &str) -> io::Result<Vec<CommandLine>> {
    let pages = pages()?;
    let lines = pages.iter().flat_map(command_line::command_lines_of);
    Ok(lines.filter(|line| line.program == program).collect())
}

/// The examples of a page.
fn examples_of(page: &Page) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut lines = (1..).zip(page.text.lines());
    while let Some((number, line)) = lines.next() {
        let Some(language) = line.trim_start().strip_prefix("```") else {
            continue;
        };
        let indentation = line.len() - line.trim_start().len();
        let mut text = String::new();
        for (_, line) in lines.by_ref() {
            if line.trim() == "```" {
                break;
            }
            text.push_str(line.get(indentation..).unwrap_or_default());
            text.push('\n');
        }
        examples.push(Example {
            place: format!("{}:{number}", page.name),
            language: language.trim().to_owned(),
            text,
        });
    }
    examples
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn markdown_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    Ok(files)
}

fn page(file: &Path) -> io::Result<Page> {
    let name = file.strip_prefix(root()).unwrap_or(file);
    let name = name.to_string_lossy().replace('\\', "/");
    Ok(Page {
        name: name.trim_start_matches("./").to_owned(),
        text: fs::read_to_string(file)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The languages that a block can be in.
    const LANGUAGES: [&str; 19] = [
        "apache", "csharp", "css", "html", "js", "json", "jsx", "php", "python", "rust", "sh",
        "sql", "svelte", "text", "toml", "ts", "tsx", "vue", "yaml",
    ];

    #[test]
    fn every_block_of_every_page_says_its_language() {
        for page in pages().unwrap() {
            for Example {
                place, language, ..
            } in examples_of(&page)
            {
                assert!(
                    LANGUAGES.contains(&language.as_str()),
                    "{place}: {language:?} is no language of a block; `text` stands for none"
                );
            }
        }
    }

    #[test]
    fn pages_of_all_folders_are_found() {
        let pages = pages().unwrap();
        for name in [
            "README.md",
            "docs/tutorial.md",
            "examples/node/README.md",
            "crates/engage-sim/README.md",
        ] {
            assert!(pages.iter().any(|page| page.name == name), "{name}");
        }
    }

    #[test]
    fn a_block_has_its_place_its_language_and_its_text_without_indentation() {
        let page = Page {
            name: "a.md".to_owned(),
            text: "one\n\n1. two\n\n   ```toml\n   a = 1\n\n   b = 2\n   ```\nthree\n".to_owned(),
        };

        assert_eq!(
            examples_of(&page),
            [Example {
                place: "a.md:5".to_owned(),
                language: "toml".to_owned(),
                text: "a = 1\n\nb = 2\n".to_owned(),
            }]
        );
    }
}

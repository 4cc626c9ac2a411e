//! What documents are made from: the answers of Engage that the tests of
//! `challenge-model` read, and the content of the demo shop.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use challenge_model::{Challenge, ContactId, Definition, Page};
use engage_client::{ErrorKind, answers};
use retailer_proxy::content::Content;

/// The folder of the answers, relative to `crates`.
const ANSWERS: &str = "challenge-model/tests/fixtures";
/// The content, relative to `crates`. It has texts for definitions of the answers.
const CONTENT: &str = "demo-shop/assets/content.toml";
/// An answer with definitions in several states.
const DEFINITIONS: &str = "definitions.envelope.sdk-shape";
/// An answer with challenges of these definitions.
const CHALLENGES: &str = "assignments.envelope.mixed";

/// What documents are made from.
pub(crate) struct Fixtures {
    /// Answers with challenges.
    pub(crate) challenges: Vec<Vec<u8>>,
    /// Answers with definitions.
    pub(crate) definitions: Vec<Vec<u8>>,
    /// All answers.
    pub(crate) answers: Vec<Vec<u8>>,
    /// The retailer's texts, as TOML.
    pub(crate) content: Vec<u8>,
    /// What a document is put together with.
    pub(crate) unmutated: Unmutated,
}

/// What can be read, for the parts that a document does not have itself.
pub(crate) struct Unmutated {
    pub(crate) definitions: Vec<Definition>,
    pub(crate) challenges: Page<Challenge>,
    /// The contact of these challenges.
    pub(crate) contact: ContactId,
    /// Content that hides nothing.
    pub(crate) content: Content,
    /// Content that hides the definition of one of the challenges.
    pub(crate) hiding: Content,
}

impl Fixtures {
    /// Reads them from the repository.
    ///
    /// # Errors
    ///
    /// When one of them is missing, or does not hold what the run needs.
    pub(crate) fn read() -> Result<Self> {
        let named = answers_by_name()?;
        let bodies = |beginning: &str| -> Vec<Vec<u8>> {
            let fitting = named.iter().filter(|(name, _)| name.starts_with(beginning));
            fitting.map(|(_, body)| body.clone()).collect()
        };
        let content = file(&folder().join(CONTENT))?;
        let body = |name: &str| {
            let found = named.iter().find(|(known, _)| known == name);
            found
                .map(|(_, body)| body)
                .with_context(|| format!("no fixture {name}"))
        };
        Ok(Self {
            challenges: bodies("assignment"),
            definitions: bodies("definition"),
            answers: bodies(""),
            unmutated: Unmutated::read(body(CHALLENGES)?, body(DEFINITIONS)?, &content)?,
            content,
        })
    }
}

impl Unmutated {
    fn read(challenges: &[u8], definitions: &[u8], content: &[u8]) -> Result<Self> {
        let unreadable = |kind: ErrorKind| anyhow!("a fixture cannot be read: {kind}");
        let challenges: Page<Challenge> = answers::page(challenges).map_err(unreadable)?;
        let definitions: Page<Definition> = answers::page(definitions).map_err(unreadable)?;
        let mut contacts = challenges.items.iter();
        let contact = contacts.find_map(|challenge| challenge.contact_id.clone());
        let text = String::from_utf8_lossy(content);
        let mut unmentioned = challenges
            .items
            .iter()
            .filter_map(|challenge| challenge.definition_id.as_ref())
            .filter(|id| !text.contains(id.as_str()));
        let hidden = unmentioned
            .next()
            .context("the content has every definition")?;
        let hiding = format!("{text}\n[definition.{}]\nhidden = true\n", hidden.as_str());
        Ok(Self {
            contact: contact.context("no challenge names its contact")?,
            content: parse(&text)?,
            hiding: parse(&hiding)?,
            definitions: definitions.items,
            challenges,
        })
    }
}

fn parse(content: &str) -> Result<Content> {
    Content::parse(content).map_err(|mistakes| anyhow!("{CONTENT} has mistakes\n{mistakes}"))
}

/// The folder `crates`.
fn folder() -> &'static Path {
    let this_crate = Path::new(env!("CARGO_MANIFEST_DIR"));
    this_crate.parent().unwrap_or(this_crate)
}

/// The answers with the names of their files, in the order of these, so that a seed makes
/// the same documents on every machine.
fn answers_by_name() -> Result<Vec<(String, Vec<u8>)>> {
    let folder = folder().join(ANSWERS);
    let entries = fs::read_dir(&folder)
        .with_context(|| format!("cannot read the folder {}", folder.display()))?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<PathBuf>>>()?;
    paths.sort();
    paths.iter().map(|path| named(path)).collect()
}

fn named(path: &Path) -> Result<(String, Vec<u8>)> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    Ok((name.into_owned(), file(path)?))
}

fn file(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fixtures_of_the_repository_have_what_a_run_needs() {
        let fixtures = Fixtures::read().unwrap();
        assert!(fixtures.challenges.len() >= 4);
        assert!(fixtures.definitions.len() >= 3);
        assert!(fixtures.answers.len() > fixtures.challenges.len() + fixtures.definitions.len());
        assert!(!fixtures.unmutated.challenges.items.is_empty());
        assert!(!fixtures.unmutated.content.is_empty());
    }
}

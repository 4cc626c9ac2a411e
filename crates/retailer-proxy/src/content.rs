//! The retailer's own texts and images for the definitions, in `content.toml`.
//!
//! Engage has no titles in several languages, no names and rewards of single
//! checkpoints, and no consent texts. The retailer writes them into one file. [`check`] says
//! everything about such a file: `encoding` finds its text, `file` reads it and names every
//! mistake with its place, `explain` tells in plain words what cannot be read, and `review`
//! finds what is allowed but probably not meant. `keys` lists what a file can have.
//!
//! `source` reads a changed file while the proxy runs, `replacement` decides whether it is
//! used, and `language` decides which of the languages a shopper gets.

mod check;
mod consent_version;
#[cfg(test)]
mod documentation;
mod encoding;
mod engage_names;
mod explain;
mod file;
mod findings;
mod keys;
mod language;
mod language_names;
mod limits;
mod nearest;
mod outline;
mod position;
mod replacement;
mod review;
mod schema;
mod source;
mod translated;

pub use check::{Checked, check, not_compared};
pub use findings::{Finding, Findings, Severity, Topic};
pub use language::ShopperLanguages;
pub use schema::schema;
pub use source::{ContentError, ContentSource};

pub(crate) use consent_version::ConsentVersion;
pub(crate) use language::LanguageTag;
pub(crate) use outline::Table;
pub(crate) use translated::Translated;

use std::collections::HashMap;

use position::Position;

use challenge_model::wire::Layout;
use challenge_model::{DefinitionId, HttpsUrl};

/// The content of one file without mistakes.
#[derive(Clone, Debug)]
pub struct Content {
    default_language: LanguageTag,
    definitions: HashMap<DefinitionId, DefinitionContent>,
}

/// The texts of one definition.
#[derive(Clone, Debug, Default)]
pub(crate) struct DefinitionContent {
    /// Where its table begins.
    position: Position,
    pub(crate) title: Translated,
    pub(crate) description: Translated,
    pub(crate) terms: Translated,
    pub(crate) consent: Option<ConsentContent>,
    pub(crate) image: Option<HttpsUrl>,
    pub(crate) reward: Translated,
    pub(crate) layout: Option<Layout>,
    pub(crate) order: Option<u32>,
    /// Whether it never leaves the proxy, whatever its state in Engage.
    pub(crate) hidden: bool,
    pub(crate) checkpoints: Vec<CheckpointContent>,
}

/// What a shopper agrees to by joining.
#[derive(Clone, Debug)]
pub(crate) struct ConsentContent {
    /// The version of all translations together. It has to change with each of them.
    pub(crate) version: ConsentVersion,
    pub(crate) text: Translated,
}

/// The texts of one checkpoint.
#[derive(Clone, Debug)]
pub(crate) struct CheckpointContent {
    position: Position,
    /// Counted from 1.
    pub(crate) at: u32,
    pub(crate) label: Translated,
    pub(crate) icon: Option<String>,
    pub(crate) image: Option<HttpsUrl>,
    pub(crate) reward: Translated,
    pub(crate) link: Option<HttpsUrl>,
}

impl Content {
    /// Reads the content in this text.
    ///
    /// # Errors
    ///
    /// All mistakes in it, each with its place.
    pub fn parse(text: &str) -> Result<Self, Findings> {
        Self::read(text.as_bytes())
    }

    /// Reads the content in the bytes of a file.
    ///
    /// # Errors
    ///
    /// All mistakes in it, each with its place.
    pub fn read(file: &[u8]) -> Result<Self, Findings> {
        let Checked { content, findings } = check(file, None);
        content.ok_or_else(|| findings.mistakes())
    }

    /// Content without any definition.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            default_language: LanguageTag::english(),
            definitions: HashMap::new(),
        }
    }

    /// How many definitions it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.definitions.len()
    }

    /// Whether it has no definitions.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.definitions.is_empty()
    }

    pub(crate) fn definition(&self, id: &DefinitionId) -> Option<&DefinitionContent> {
        self.definitions.get(id)
    }

    /// Whether nobody may see this definition and its challenges.
    pub(crate) fn hides(&self, id: &DefinitionId) -> bool {
        self.definition(id).is_some_and(|own| own.hidden)
    }

    /// Whether any definition is hidden.
    pub(crate) fn hides_any(&self) -> bool {
        self.definitions.values().any(|own| own.hidden)
    }

    /// Whether nobody can join this definition, because Engage asks for a consent that has no
    /// text.
    pub(crate) fn lacks_consent(&self, definition: &challenge_model::Definition) -> bool {
        definition.is_contact_consent_required && self.consent_version(&definition.id).is_none()
    }

    /// The current version of a definition's consent text.
    pub(crate) fn consent_version(&self, id: &DefinitionId) -> Option<&ConsentVersion> {
        let consent = self.definition(id)?.consent.as_ref()?;
        Some(&consent.version)
    }

    pub(crate) fn default_language(&self) -> &LanguageTag {
        &self.default_language
    }
}

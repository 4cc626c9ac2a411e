//! The retailer's own words and pictures for the definitions, in `content.toml`.
//!
//! Engage has no titles in several languages, no names and rewards of single
//! checkpoints, and no consent texts. They live in one file that the retailer
//! writes: `file` reads it and names every mistake by its line, `review` finds
//! what is legal but hardly meant, `source` takes a changed file in while the
//! proxy runs, and `language` decides which of the languages a shopper reads.

mod file;
mod findings;
mod language;
mod review;
mod source;
mod translated;

pub use findings::{Finding, Findings, Severity};
pub use source::{ContentError, ContentSource};

pub(crate) use language::{LanguageTag, ShopperLanguages};
pub(crate) use translated::Translated;

use std::collections::HashMap;

use challenge_model::wire::Layout;
use challenge_model::{DefinitionId, HttpsUrl};

/// What one file says, free of mistakes.
#[derive(Clone, Debug)]
pub struct Content {
    default_language: LanguageTag,
    definitions: HashMap<DefinitionId, DefinitionContent>,
}

/// What is said of one definition.
#[derive(Clone, Debug, Default)]
pub(crate) struct DefinitionContent {
    /// Where its table begins.
    line: usize,
    pub(crate) title: Translated,
    pub(crate) description: Translated,
    pub(crate) terms: Translated,
    pub(crate) consent: Option<ConsentContent>,
    pub(crate) image: Option<HttpsUrl>,
    pub(crate) reward: Translated,
    pub(crate) layout: Option<Layout>,
    pub(crate) order: Option<u32>,
    /// It does not leave the proxy, whatever Engage says of it.
    pub(crate) hidden: bool,
    pub(crate) checkpoints: Vec<CheckpointContent>,
}

/// What a shopper agrees to by joining.
#[derive(Clone, Debug)]
pub(crate) struct ConsentContent {
    /// Of all its translations: whoever changes one of them changes this.
    pub(crate) version: String,
    pub(crate) text: Translated,
}

/// What is said of one checkpoint.
#[derive(Clone, Debug)]
pub(crate) struct CheckpointContent {
    line: usize,
    /// Counted from 1.
    pub(crate) at: u32,
    pub(crate) label: Translated,
    pub(crate) icon: Option<String>,
    pub(crate) image: Option<HttpsUrl>,
    pub(crate) reward: Translated,
    pub(crate) link: Option<HttpsUrl>,
}

impl Content {
    /// What this text says.
    ///
    /// # Errors
    ///
    /// With everything that is wrong with it, each with its line.
    pub fn parse(text: &str) -> Result<Self, Findings> {
        file::read(text)
    }

    /// Content that says nothing of any definition.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            default_language: LanguageTag::english(),
            definitions: HashMap::new(),
        }
    }

    /// What is legal but hardly meant: languages that are missing, and what does
    /// not fit the definitions, where they are known.
    #[must_use]
    pub fn review(&self, definitions: Option<&[challenge_model::Definition]>) -> Findings {
        review::review(self, definitions)
    }

    /// How many definitions it speaks of.
    #[must_use]
    pub fn len(&self) -> usize {
        self.definitions.len()
    }

    /// Whether it speaks of none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.definitions.is_empty()
    }

    pub(crate) fn definition(&self, id: &DefinitionId) -> Option<&DefinitionContent> {
        self.definitions.get(id)
    }

    /// Whether nobody may see this definition, or what was made from it.
    pub(crate) fn hides(&self, id: &DefinitionId) -> bool {
        self.definition(id).is_some_and(|own| own.hidden)
    }

    /// Whether there is anything that nobody may see.
    pub(crate) fn hides_any(&self) -> bool {
        self.definitions.values().any(|own| own.hidden)
    }

    /// Which wording of the consent text of a definition is shown now.
    pub(crate) fn consent_version(&self, id: &DefinitionId) -> Option<&str> {
        let consent = self.definition(id)?.consent.as_ref()?;
        Some(&consent.version)
    }

    pub(crate) fn default_language(&self) -> &LanguageTag {
        &self.default_language
    }
}

//! One text in several languages.

use std::collections::BTreeMap;

use super::language::LanguageTag;
use super::position::Position;

/// A text in several languages, or in none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Translated {
    /// Where it stands in the file; the beginning for a text that is not in the file.
    pub(super) position: Position,
    pub(super) texts: BTreeMap<LanguageTag, String>,
}

impl Translated {
    /// The text in the first of these languages that has one.
    pub(crate) fn in_first_of(&self, chain: &[LanguageTag]) -> Option<&str> {
        let mut texts = chain.iter().filter_map(|tag| self.texts.get(tag));
        texts.next().map(String::as_str)
    }

    /// Whether there is a text for readers of this language.
    pub(super) fn speaks(&self, tag: &LanguageTag) -> bool {
        tag.with_fallbacks()
            .any(|tag| self.texts.contains_key(&tag))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

//! One text in several languages.

use std::collections::BTreeMap;

use super::language::LanguageTag;

/// A text in the languages it is there in: maybe none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Translated {
    /// Where it stands in the file; 0 for one that does not.
    pub(super) line: usize,
    pub(super) texts: BTreeMap<LanguageTag, String>,
}

impl Translated {
    /// The text in the first of these languages that it is there in.
    pub(crate) fn in_first_of(&self, chain: &[LanguageTag]) -> Option<&str> {
        let mut texts = chain.iter().filter_map(|tag| self.texts.get(tag));
        texts.next().map(String::as_str)
    }

    /// Whether a reader of this language finds it in their own.
    pub(super) fn speaks(&self, tag: &LanguageTag) -> bool {
        tag.with_fallbacks()
            .any(|tag| self.texts.contains_key(&tag))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

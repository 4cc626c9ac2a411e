//! The retailer's words on the gallery's challenges: data from `assets/gallery.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

const EMBEDDED: &str = include_str!("../../assets/gallery.toml");

/// A language of the widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Language(&'static str);

/// All languages of the widget, English first.
pub(crate) const LANGUAGES: [Language; 9] = [
    Language("en"),
    Language("sv"),
    Language("nb"),
    Language("da"),
    Language("fi"),
    Language("de"),
    Language("nl"),
    Language("fr"),
    Language("ar"),
];

/// A retailer's words for one challenge, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// The language's own name for itself.
    pub(crate) language: String,
    pub(crate) title: String,
    pub(crate) description: String,
    /// The reward of the last checkpoint.
    pub(crate) reward: String,
    /// The reward of a checkpoint on the way.
    pub(crate) halfway: String,
    /// The label of the first checkpoint.
    pub(crate) first: String,
    pub(crate) terms: String,
    pub(crate) consent: String,
}

#[expect(
    clippy::expect_used,
    reason = "the file is compiled in, and a test reads it"
)]
static WORDS: LazyLock<BTreeMap<String, Words>> =
    LazyLock::new(|| toml::from_str(EMBEDDED).expect("assets/gallery.toml is valid"));

impl Language {
    pub(crate) const ENGLISH: Self = LANGUAGES[0];

    /// The language with this tag.
    pub(crate) fn by_tag(tag: &str) -> Option<Self> {
        LANGUAGES.into_iter().find(|language| language.0 == tag)
    }

    pub(crate) fn tag(self) -> &'static str {
        self.0
    }

    pub(crate) fn words(self) -> &'static Words {
        &WORDS[self.0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_of_the_widget_has_its_words() {
        for language in LANGUAGES {
            assert!(!language.words().title.is_empty(), "{}", language.tag());
        }
        assert_eq!(WORDS.len(), LANGUAGES.len());
    }
}

//! What a content file consists of, for pages and lists about the file itself.

use std::collections::BTreeSet;

use challenge_model::{Definition, DefinitionId};

use super::language::LanguageTag;
use super::review::texts;
use super::{Content, DefinitionContent};

/// A table of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// The definition that it is about.
    pub(crate) id: DefinitionId,
    /// The line on which it begins, counted from 1.
    pub(crate) line: usize,
    /// The highest checkpoint that it has a table for; 0 for none.
    pub(crate) highest_checkpoint: u32,
    pub(crate) has_consent: bool,
    /// Whether no shopper sees it.
    pub(crate) is_hidden: bool,
}

impl Content {
    /// The tables for definitions, in the order of their lines.
    pub(crate) fn tables(&self) -> Vec<Table> {
        let mut tables: Vec<_> = self.definitions.iter().map(table).collect();
        tables.sort_by_key(|table| table.line);
        tables
    }

    /// The languages of its texts, with the default one first and the others in the order of
    /// their tags.
    pub(crate) fn languages(&self) -> Vec<LanguageTag> {
        let texts = self.definitions.values().flat_map(texts);
        let tags: BTreeSet<_> = texts.flat_map(|(_, text)| text.texts.keys()).collect();
        let others = tags
            .into_iter()
            .filter(|tag| **tag != self.default_language);
        std::iter::once(&self.default_language)
            .chain(others)
            .cloned()
            .collect()
    }

    /// What a definition is called in the default language, or else in Engage.
    pub(crate) fn title_of<'a>(
        &'a self,
        id: &DefinitionId,
        definition: Option<&'a Definition>,
    ) -> Option<&'a str> {
        let own = self.definition(id);
        let title = own.and_then(|own| own.title.texts.get(&self.default_language));
        title
            .map(String::as_str)
            .or_else(|| definition?.name.as_deref())
    }
}

fn table((id, own): (&DefinitionId, &DefinitionContent)) -> Table {
    Table {
        id: id.clone(),
        line: own.position.line,
        highest_checkpoint: own.checkpoints.iter().map(|own| own.at).max().unwrap_or(0),
        has_consent: own.consent.is_some(),
        is_hidden: own.hidden,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "5eafb034-ad40-4099-9152-cf4d8d605b55";
    const SECOND: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";

    fn content() -> Content {
        Content::parse(&format!(
            "default_language = \"sv\"\n\n\
             [definition.{FIRST}]\ntitle.sv = \"Fem\"\ntitle.en = \"Five\"\nhidden = true\n\n\
             [definition.{SECOND}]\nconsent.version = \"1\"\nconsent.text.sv = \"Ja\"\n\
             consent.text.de = \"Ja\"\n\n\
             [[definition.{SECOND}.checkpoint]]\nat = 7\n\n\
             [[definition.{SECOND}.checkpoint]]\nat = 2\n"
        ))
        .unwrap()
    }

    #[test]
    fn tables_come_in_the_order_of_their_lines() {
        let expected = [
            Table {
                id: DefinitionId::guid(FIRST).unwrap(),
                line: 3,
                highest_checkpoint: 0,
                has_consent: false,
                is_hidden: true,
            },
            Table {
                id: DefinitionId::guid(SECOND).unwrap(),
                line: 8,
                highest_checkpoint: 7,
                has_consent: true,
                is_hidden: false,
            },
        ];
        assert_eq!(content().tables(), expected);
    }

    #[test]
    fn the_default_language_comes_before_the_others() {
        let languages = content().languages();
        let tags: Vec<_> = languages.iter().map(LanguageTag::as_str).collect();
        assert_eq!(tags, ["sv", "de", "en"]);
    }
}

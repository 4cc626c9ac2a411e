//! Reading the file, and naming every mistake in it by its line.

use std::collections::HashMap;
use std::ops::Range;

use challenge_model::wire::Layout;
use challenge_model::{DefinitionId, HttpsUrl};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::findings::{Findings, Severity};
use super::language::LanguageTag;
use super::translated::Translated;
use super::{CheckpointContent, ConsentContent, Content, DefinitionContent};

/// More than fits into a stamp.
const LONGEST_ICON: usize = 4;

type Table<'a> = DeTable<'a>;
type Value<'a> = Spanned<DeValue<'a>>;

/// The content in this text, or everything that is wrong with it.
pub(super) fn read(text: &str) -> Result<Content, Findings> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader::of(text);
    for error in &errors {
        reader.wrong(&error.span().unwrap_or_default(), error.message());
    }
    // After a fault in the grammar the rest may mean something else.
    let content = reader.default_language(table.get_ref());
    let content = reader.content(table.get_ref(), content);
    if reader.findings.is_empty() {
        Ok(content)
    } else {
        Err(reader.findings.in_order())
    }
}

struct Reader<'t> {
    text: &'t str,
    findings: Findings,
    default_language: LanguageTag,
}

impl<'t> Reader<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            text,
            findings: Findings::default(),
            default_language: LanguageTag::english(),
        }
    }

    fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.get(..span.start).unwrap_or_default();
        before.matches('\n').count() + 1
    }

    fn wrong(&mut self, span: &Range<usize>, what: impl std::fmt::Display) {
        let line = self.line(span);
        self.findings.add(line, Severity::Mistake, what);
    }

    /// It comes before everything else, since every text must have it.
    fn default_language(&mut self, table: &Table<'_>) -> LanguageTag {
        if let Some(value) = table.get("default_language")
            && let Some(text) = self.text(value)
        {
            match LanguageTag::parse(&text) {
                Some(tag) => self.default_language = tag,
                None => self.wrong(&value.span(), "is no language, such as en or sv-FI"),
            }
        }
        self.default_language.clone()
    }

    fn content(&mut self, table: &Table<'_>, default_language: LanguageTag) -> Content {
        let mut definitions = HashMap::new();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "default_language" => {}
                "definition" => definitions = self.definitions(value),
                other => self.unknown(&key.span(), other, "default_language, definition"),
            }
        }
        Content {
            default_language,
            definitions,
        }
    }

    fn definitions(&mut self, value: &Value<'_>) -> HashMap<DefinitionId, DefinitionContent> {
        let mut definitions = HashMap::new();
        for (key, value) in self.table(value) {
            let Ok(id) = DefinitionId::guid(key.get_ref()) else {
                self.wrong(&key.span(), format!("`{}` is no GUID: a table is called [definition.ID] after the definition's id in Engage", key.get_ref()));
                continue;
            };
            let line = self.line(&key.span());
            let definition = self.definition(line, value);
            if definitions.insert(id, definition).is_some() {
                self.wrong(&key.span(), "this definition is there twice");
            }
        }
        definitions
    }

    fn definition(&mut self, line: usize, value: &Value<'_>) -> DefinitionContent {
        let mut content = DefinitionContent {
            line,
            ..DefinitionContent::default()
        };
        for (key, value) in self.table(value) {
            match key.get_ref().as_ref() {
                "title" => content.title = self.translated(value),
                "description" => content.description = self.translated(value),
                "terms" => content.terms = self.translated(value),
                "reward" => content.reward = self.translated(value),
                "consent" => content.consent = self.consent(value),
                "image" => content.image = self.address(value),
                "layout" => content.layout = self.layout(value),
                "order" => content.order = self.number(value, 0),
                "hidden" => content.hidden = self.flag(value),
                "checkpoint" => content.checkpoints = self.checkpoints(value),
                other => self.unknown(
                    &key.span(),
                    other,
                    "title, description, terms, reward, consent, image, layout, order, hidden, checkpoint",
                ),
            }
        }
        content
    }

    fn consent(&mut self, value: &Value<'_>) -> Option<ConsentContent> {
        let (mut version, mut text) = (None, Translated::default());
        for (key, value) in self.table(value) {
            match key.get_ref().as_ref() {
                "version" => version = self.text(value),
                "text" => text = self.translated(value),
                other => self.unknown(&key.span(), other, "version, text"),
            }
        }
        match version {
            Some(version) if !text.is_empty() => Some(ConsentContent { version, text }),
            _ => {
                self.wrong(&value.span(), "a consent needs both a text and its version");
                None
            }
        }
    }

    fn checkpoints(&mut self, value: &Value<'_>) -> Vec<CheckpointContent> {
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(
                &value.span(),
                "must be written as [[definition.ID.checkpoint]]",
            );
            return Vec::new();
        };
        let mut checkpoints: Vec<CheckpointContent> = Vec::new();
        for value in list {
            let Some(checkpoint) = self.checkpoint(value) else {
                continue;
            };
            if checkpoints.iter().any(|other| other.at == checkpoint.at) {
                let what = format!("checkpoint {} is there twice", checkpoint.at);
                self.wrong(&value.span(), what);
            }
            checkpoints.push(checkpoint);
        }
        checkpoints.sort_by_key(|checkpoint| checkpoint.at);
        checkpoints
    }

    fn checkpoint(&mut self, value: &Value<'_>) -> Option<CheckpointContent> {
        let mut content = CheckpointContent {
            line: self.line(&value.span()),
            at: 0,
            label: Translated::default(),
            icon: None,
            image: None,
            reward: Translated::default(),
            link: None,
        };
        let mut has_place = false;
        for (key, value) in self.table(value) {
            match key.get_ref().as_ref() {
                "at" => {
                    has_place = true;
                    content.at = self.number(value, 1).unwrap_or_default();
                }
                "label" => content.label = self.translated(value),
                "icon" => content.icon = self.icon(value),
                "image" => content.image = self.address(value),
                "reward" => content.reward = self.translated(value),
                "link" => content.link = self.address(value),
                other => self.unknown(&key.span(), other, "at, label, icon, image, reward, link"),
            }
        }
        if !has_place {
            self.wrong(
                &value.span(),
                "a checkpoint needs `at`: which one it is, counted from 1",
            );
        }
        Some(content).filter(|content| content.at > 0)
    }

    /// A text in the default language, or a table of one in each.
    fn translated(&mut self, value: &Value<'_>) -> Translated {
        let line = self.line(&value.span());
        let mut translated = Translated {
            line,
            ..Translated::default()
        };
        if value.get_ref().is_str() {
            let text = self.text(value);
            let tag = self.default_language.clone();
            translated.texts.extend(text.map(|text| (tag, text)));
            return translated;
        }
        for (key, value) in self.table(value) {
            let Some(tag) = LanguageTag::parse(key.get_ref()) else {
                let what = format!("`{}` is no language, such as en or sv-FI", key.get_ref());
                self.wrong(&key.span(), what);
                continue;
            };
            if translated.texts.is_empty() {
                translated.line = self.line(&key.span());
            }
            translated
                .texts
                .extend(self.text(value).map(|text| (tag, text)));
        }
        if !translated.texts.contains_key(&self.default_language) {
            let what = format!(
                "has no text in the default language, {}",
                self.default_language.as_str()
            );
            self.findings.add(translated.line, Severity::Mistake, what);
        }
        translated
    }

    fn text(&mut self, value: &Value<'_>) -> Option<String> {
        match value.get_ref().as_str().map(str::trim) {
            Some("") => {
                self.wrong(&value.span(), "is empty: leave it out instead");
                None
            }
            Some(text) => Some(text.to_owned()),
            None => {
                self.wrong(&value.span(), "must be a text in quotation marks");
                None
            }
        }
    }

    fn icon(&mut self, value: &Value<'_>) -> Option<String> {
        let text = self.text(value)?;
        // What people see as one sign may be several: 👨‍👩‍👧 is five.
        let signs = text
            .chars()
            .filter(|sign| !matches!(sign, '\u{200d}' | '\u{fe0f}'));
        if signs.count() <= LONGEST_ICON {
            return Some(text);
        }
        self.wrong(
            &value.span(),
            "is too long: an icon is an emoji or up to four letters",
        );
        None
    }

    fn address(&mut self, value: &Value<'_>) -> Option<HttpsUrl> {
        let text = self.text(value)?;
        let address = HttpsUrl::parse(&text);
        if address.is_none() {
            self.wrong(
                &value.span(),
                "must be a whole address that begins with https://",
            );
        }
        address
    }

    fn layout(&mut self, value: &Value<'_>) -> Option<Layout> {
        let layout = value.get_ref().as_str().and_then(Layout::named);
        if layout.is_none() {
            self.wrong(&value.span(), "must be stamps, path or compact");
        }
        layout
    }

    fn number(&mut self, value: &Value<'_>, least: u32) -> Option<u32> {
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|integer| u32::from_str_radix(integer.as_str(), integer.radix()).ok());
        let number = number.filter(|number| *number >= least);
        if number.is_none() {
            self.wrong(
                &value.span(),
                format!("must be a whole number from {least} up"),
            );
        }
        number
    }

    fn flag(&mut self, value: &Value<'_>) -> bool {
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong(&value.span(), "must be true or false");
            false
        })
    }

    fn table<'v, 'i>(
        &mut self,
        value: &'v Value<'i>,
    ) -> impl Iterator<Item = (&'v Spanned<toml::de::DeString<'i>>, &'v Value<'i>)> + use<'v, 'i>
    {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong(&value.span(), "must be a table of several keys");
        }
        table.into_iter().flatten()
    }

    fn unknown(&mut self, span: &Range<usize>, name: &str, known: &str) {
        self.wrong(
            span,
            format!("there is no key `{name}` here; there are: {known}"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const ID: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";

    fn mistakes(text: &str) -> String {
        read(&text.replace("ID", ID)).unwrap_err().to_string()
    }

    #[rstest]
    #[case::grammar("[definition.ID]\ntitle = ", "line 2: mistake: ")]
    #[case::key(
        "[definition.ID]\n\ntitel = \"x\"",
        "line 3: mistake: there is no key `titel` here; there are: title,"
    )]
    #[case::section("[definitions.ID]", "line 1: mistake: there is no key `definitions`")]
    #[case::no_guid("[definition.hello]", "line 1: mistake: `hello` is no GUID")]
    #[case::number_for_text("[definition.ID]\ntitle = 5", "line 2: mistake: must be a table")]
    #[case::empty("[definition.ID]\ntitle = \" \"", "line 2: mistake: is empty")]
    #[case::language(
        "[definition.ID]\ntitle.en = \"x\"\ntitle.swedish = \"x\"",
        "line 3: mistake: `swedish` is no language"
    )]
    #[case::no_default(
        "[definition.ID]\ntitle.sv = \"x\"",
        "line 2: mistake: has no text in the default language, en"
    )]
    #[case::layout(
        "[definition.ID]\nlayout = \"grid\"",
        "line 2: mistake: must be stamps, path or compact"
    )]
    #[case::image(
        "[definition.ID]\nimage = \"http://x.test/y.png\"",
        "line 2: mistake: must be a whole address"
    )]
    #[case::order(
        "[definition.ID]\norder = -1",
        "line 2: mistake: must be a whole number from 0 up"
    )]
    #[case::hidden(
        "[definition.ID]\nhidden = \"yes\"",
        "line 2: mistake: must be true or false"
    )]
    #[case::consent(
        "[definition.ID]\nconsent.text.en = \"x\"",
        "line 2: mistake: a consent needs both"
    )]
    #[case::no_place(
        "[[definition.ID.checkpoint]]\nicon = \"x\"",
        "line 1: mistake: a checkpoint needs `at`"
    )]
    #[case::place_zero(
        "[[definition.ID.checkpoint]]\nat = 0",
        "line 2: mistake: must be a whole number from 1 up"
    )]
    #[case::twice(
        "[[definition.ID.checkpoint]]\nat = 1\n[[definition.ID.checkpoint]]\nat = 1",
        "line 3: mistake: checkpoint 1 is there twice"
    )]
    #[case::icon(
        "[[definition.ID.checkpoint]]\nat = 1\nicon = \"boots\"",
        "line 3: mistake: is too long"
    )]
    #[case::default_language("default_language = \"english\"", "line 1: mistake: is no language")]
    fn a_mistake_is_named_with_its_line(#[case] text: &str, #[case] expected: &str) {
        let mistakes = mistakes(text);
        assert!(mistakes.contains(expected), "{mistakes}");
    }

    #[test]
    fn all_mistakes_are_named_at_once_in_the_order_of_their_lines() {
        let text = "[definition.ID]\nlayout = \"grid\"\norder = \"first\"\nhiden = true\n";
        let lines: Vec<_> = mistakes(text)
            .lines()
            .map(|line| line.split(':').next().unwrap().to_owned())
            .collect();
        assert_eq!(lines, ["line 2", "line 3", "line 4"]);
    }

    #[test]
    fn a_text_without_a_language_is_in_the_default_one() {
        let text = format!("default_language = \"sv\"\n[definition.{ID}]\ntitle = \"Hej\"\n");
        let content = read(&text).unwrap();
        let definition = content
            .definition(&DefinitionId::guid(ID).unwrap())
            .unwrap();
        let chain = [LanguageTag::parse("sv").unwrap()];
        assert_eq!(definition.title.in_first_of(&chain), Some("Hej"));
    }
}

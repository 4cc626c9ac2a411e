//! Reads the file, and names every mistake in it with its line.

mod values;

use std::collections::HashMap;
use std::ops::Range;

use challenge_model::{Definition, DefinitionId};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::findings::{Finding, Findings, Severity, Topic};
use super::language::LanguageTag;
use super::position::Position;
use super::translated::Translated;
use super::{CheckpointContent, ConsentContent, Content, DefinitionContent};

type Table<'a> = DeTable<'a>;
type Value<'a> = Spanned<DeValue<'a>>;

/// The content in this text, or all mistakes in it.
pub(super) fn read(text: &str, _: Option<&[Definition]>) -> Result<Content, Findings> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader::of(text);
    for error in &errors {
        reader.wrong(&error.span().unwrap_or_default(), error.message());
    }
    // After a syntax error the rest is read too, so that all mistakes are named at once.
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

    fn position(&self, span: &Range<usize>) -> Position {
        Position::of(self.text, span.start)
    }

    fn wrong(&mut self, span: &Range<usize>, what: impl std::fmt::Display) {
        self.wrong_at(self.position(span), what);
    }

    fn wrong_at(&mut self, at: Position, what: impl std::fmt::Display) {
        let what = what.to_string();
        let finding = Finding::new(at, Severity::Mistake, Topic::WrongValue, what, "");
        self.findings.add(finding);
    }

    /// Reads the default language first, because every text must have it.
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
            let at = self.position(&key.span());
            let definition = self.definition(at, value);
            if definitions.insert(id, definition).is_some() {
                self.wrong(&key.span(), "this definition is there twice");
            }
        }
        definitions
    }

    fn definition(&mut self, at: Position, value: &Value<'_>) -> DefinitionContent {
        let mut content = DefinitionContent {
            position: at,
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
                "version" => version = self.version(value),
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
            position: self.position(&value.span()),
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
}

#[cfg(test)]
mod tests;

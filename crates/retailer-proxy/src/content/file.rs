//! Reads the file, and names every mistake in it with its place.

mod addresses;
mod checkpoints;
mod consent;
mod guid;
mod texts;
mod unknown_key;
mod values;

pub(super) use values::LAYOUTS;

use std::collections::HashMap;
use std::ops::Range;

use challenge_model::{Definition, DefinitionId};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::explain;
use super::findings::{Finding, Findings, Severity, Topic};
use super::keys::{DefinitionKey, FileKey, Key, Keys};
use super::language::LanguageTag;
use super::position::{Lines, Position};
use super::{Content, DefinitionContent};

type Table<'a> = DeTable<'a>;
type Value<'a> = Spanned<DeValue<'a>>;

/// The content in this text with what is allowed but probably not meant in single values, or
/// all mistakes. Ids that cannot be right are compared with Engage's definitions.
pub(super) fn read(
    text: &str,
    definitions: Option<&[Definition]>,
) -> Result<(Content, Findings), Findings> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let place = |error: &toml::de::Error| error.span().unwrap_or_default().start;
    let errors: Vec<_> = errors
        .iter()
        .map(|error| (place(error), error.message()))
        .collect();
    let explanations = explain::all(text, &errors);
    let mut reader = Reader::new(text, definitions);
    // What cannot be read does not end the reading, so that all mistakes are named at once.
    let content = reader.file(table.get_ref());
    let is_readable = explanations.is_empty();
    let is_consequence = |found: &Found| {
        // What seems to be missing may stand where nothing can be read.
        !is_readable && found.finding.topic == Topic::Missing
            || explanations
                .iter()
                .any(|explanation| explanation.hides(found.at))
    };
    let found = std::mem::take(&mut reader.found);
    let found: Vec<Finding> = found
        .into_iter()
        .filter(|found| !is_consequence(found))
        .map(|found| found.finding)
        .collect();
    let mut findings = Findings::default();
    findings.extend(found);
    findings.extend(
        explanations
            .into_iter()
            .map(|explanation| explanation.finding(text)),
    );
    let findings = findings.in_order();
    if is_readable && findings.count(Severity::Mistake) == 0 {
        Ok((content, findings))
    } else {
        Err(findings)
    }
}

/// How many findings are told at once. Nobody reads more of them before the first are fixed,
/// and a file of another kind may have as many as lines.
pub(super) const MOST_FINDINGS: usize = 200;

struct Reader<'t> {
    text: &'t str,
    lines: Lines<'t>,
    definitions: Option<&'t [Definition]>,
    found: Vec<Found>,
    default_language: LanguageTag,
    /// The names of the tables and the key that are being read.
    path: Vec<String>,
    /// Languages that are more often the code of a country, with their places.
    countries: Vec<(LanguageTag, usize, String)>,
    /// Every language of a text.
    languages: Vec<LanguageTag>,
}

/// A finding, and its place in bytes.
struct Found {
    at: usize,
    finding: Finding,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, definitions: Option<&'t [Definition]>) -> Self {
        Self {
            text,
            lines: Lines::of(text),
            definitions,
            found: Vec::new(),
            default_language: LanguageTag::english(),
            path: Vec::new(),
            countries: Vec::new(),
            languages: Vec::new(),
        }
    }

    fn position(&self, span: &Range<usize>) -> Position {
        self.lines.position(span.start)
    }

    fn found(
        &mut self,
        severity: Severity,
        topic: Topic,
        span: &Range<usize>,
        what: impl Into<String>,
        instead: impl Into<String>,
    ) {
        if self.found.len() >= MOST_FINDINGS {
            return;
        }
        let finding = Finding::new(self.position(span), severity, topic, what, instead);
        let finding = match &self.path[..] {
            [] => finding,
            path => finding.about(path.join(".")),
        };
        self.found.push(Found {
            at: span.start,
            finding,
        });
    }

    fn mistake(
        &mut self,
        topic: Topic,
        span: &Range<usize>,
        what: impl Into<String>,
        instead: impl Into<String>,
    ) {
        self.found(Severity::Mistake, topic, span, what, instead);
    }

    fn warning(
        &mut self,
        topic: Topic,
        span: &Range<usize>,
        what: impl Into<String>,
        instead: impl Into<String>,
    ) {
        self.found(Severity::Warning, topic, span, what, instead);
    }

    fn wrong(&mut self, span: &Range<usize>, what: impl Into<String>, instead: impl Into<String>) {
        self.mistake(Topic::WrongValue, span, what, instead);
    }

    /// Reads something whose name is added to the path meanwhile.
    fn within<R>(&mut self, name: impl Into<String>, read: impl FnOnce(&mut Self) -> R) -> R {
        self.path.push(name.into());
        let result = read(self);
        self.path.pop();
        result
    }

    /// Reads each key of a table that there is, within its name.
    fn keys<'v, 'i, K: Keys>(
        &mut self,
        value: &'v Value<'i>,
        mut read: impl FnMut(&mut Self, K, &'static Key, &'v Value<'i>),
    ) {
        for (key, value) in self.table(value) {
            self.key(key, value, &mut read);
        }
    }

    fn key<'v, 'i, K: Keys>(
        &mut self,
        key: &'v Spanned<DeString<'i>>,
        value: &'v Value<'i>,
        read: &mut impl FnMut(&mut Self, K, &'static Key, &'v Value<'i>),
    ) {
        let name = key.get_ref().as_ref();
        let Some((known, about)) = K::named(name) else {
            let (what, instead) = unknown_key::explain::<K>(name);
            self.mistake(Topic::Unknown, &key.span(), what, instead);
            return;
        };
        self.within(name, |reader| read(reader, known, about, value));
    }

    fn file(&mut self, table: &Table<'_>) -> Content {
        // The default language comes first, because every text must have it.
        if let Some(value) = table.get("default_language") {
            self.within("default_language", |reader| reader.default_language(value));
        }
        let mut definitions = HashMap::new();
        for (key, value) in table {
            self.key(key, value, &mut |reader, key, _, value| match key {
                FileKey::DefaultLanguage => {}
                FileKey::Definition => definitions = reader.definitions(value),
            });
        }
        self.warn_of_countries();
        Content {
            default_language: self.default_language.clone(),
            definitions,
        }
    }

    fn default_language(&mut self, value: &Value<'_>) {
        if let Some(text) = self.text(value)
            && let Some(tag) = self.language(&text, &value.span())
        {
            self.note_language(&tag, &value.span());
            self.default_language = tag;
        }
    }

    fn definitions(&mut self, value: &Value<'_>) -> HashMap<DefinitionId, DefinitionContent> {
        let mut definitions: HashMap<DefinitionId, DefinitionContent> = HashMap::new();
        for (key, value) in self.table(value) {
            let written = key.get_ref().as_ref();
            let Ok(id) = DefinitionId::guid(written) else {
                let (what, instead) = guid::explain(written, self.definitions);
                self.within(written, |reader| {
                    reader.mistake(Topic::Unknown, &key.span(), what, instead);
                });
                continue;
            };
            let position = self.position(&key.span());
            let definition = self.within(id.as_str(), |reader| reader.definition(position, value));
            if let Some(other) = definitions.get(&id) {
                let line = other.position.line;
                let what = format!("This definition stands in the file already, on line {line}.");
                let instead = "Put everything that belongs to it under one of the two lines.";
                self.within(id.as_str(), |reader| {
                    reader.mistake(Topic::Twice, &key.span(), what, instead);
                });
            }
            definitions.insert(id, definition);
        }
        definitions
    }

    fn definition(&mut self, position: Position, value: &Value<'_>) -> DefinitionContent {
        let mut content = DefinitionContent {
            position,
            ..DefinitionContent::default()
        };
        self.keys(value, |reader, key, about, value| match key {
            DefinitionKey::Title => content.title = reader.translated(value, about),
            DefinitionKey::Description => content.description = reader.translated(value, about),
            DefinitionKey::Terms => content.terms = reader.translated(value, about),
            DefinitionKey::Reward => content.reward = reader.translated(value, about),
            DefinitionKey::Consent => content.consent = reader.consent(value),
            DefinitionKey::Image => content.image = reader.address(value),
            DefinitionKey::Layout => content.layout = reader.layout(value),
            DefinitionKey::Order => content.order = reader.number(value, about),
            DefinitionKey::Hidden => content.hidden = reader.flag(value),
            DefinitionKey::Checkpoint => content.checkpoints = reader.checkpoints(value),
        });
        content
    }
}

#[cfg(test)]
mod tests;

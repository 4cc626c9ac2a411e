//! Texts in several languages, and what is wrong with them.

use std::ops::Range;

use toml::Spanned;
use unicode_segmentation::UnicodeSegmentation as _;

use super::super::encoding::misread;
use super::super::explain::shown;
use super::super::findings::Topic;
use super::super::keys::{Key, Kind};
use super::super::language::LanguageTag;
use super::super::language_names;
use super::super::translated::Translated;
use super::{Reader, Value};

impl Reader<'_> {
    /// A text in the default language, or a table of one in each.
    pub(super) fn translated(&mut self, value: &Value<'_>, key: &Key) -> Translated {
        let mut translated = Translated {
            position: self.position(&value.span()),
            ..Translated::default()
        };
        if value.get_ref().as_table().is_none() {
            let text = self.text_of(value, key);
            let tag = self.default_language.clone();
            translated.texts.extend(text.map(|text| (tag, text)));
            return translated;
        }
        let mut is_complete = true;
        for (index, (name, value)) in self.table(value).enumerate() {
            if index == 0 {
                translated.position = self.position(&name.span());
            }
            let Some(tag) = self.language(name.get_ref(), &name.span()) else {
                is_complete = false;
                continue;
            };
            let written = tag.as_str().to_owned();
            if translated.texts.contains_key(&tag) {
                let what = format!("The language `{written}` stands here twice.");
                self.mistake(
                    Topic::Twice,
                    &name.span(),
                    what,
                    "Delete one of the two lines.",
                );
                continue;
            }
            let text = self.within(written, |reader| {
                reader.note_language(&tag, &name.span());
                reader.text_of(value, key)
            });
            match text {
                Some(text) => {
                    translated.texts.insert(tag, text);
                }
                None => is_complete = is_complete && tag != self.default_language,
            }
        }
        if is_complete && !translated.texts.contains_key(&self.default_language) {
            self.without_default_language(value);
        }
        translated
    }

    fn without_default_language(&mut self, value: &Value<'_>) {
        let code = self.default_language.as_str();
        let language = language_names::name(code);
        let what = format!("There is no text in the default language, {language} (`{code}`).");
        let names = value
            .get_ref()
            .as_table()
            .into_iter()
            .flat_map(|table| table.keys());
        let first = names.map(Spanned::span).min_by_key(|span| span.start);
        let span = first.unwrap_or(value.span());
        let line = match self
            .name_on_line(span.start)
            .map(|name| name.rsplit_once('.'))
        {
            Some(Some((name, _))) => format!("{name}.{code}"),
            Some(None) => code.to_owned(),
            None => format!("{}.{code}", self.written_name()),
        };
        let instead = format!(
            "Add `{line} = \"…\"`, or name another default language at the top of the file, as in \
             `default_language = \"sv\"`."
        );
        self.mistake(Topic::Missing, &span, what, instead);
    }

    /// A text, with a warning where a card cannot show it well.
    fn text_of(&mut self, value: &Value<'_>, key: &Key) -> Option<String> {
        let text = self.text(value)?;
        if let Some(meant) = misread(&text) {
            let what = "Letters such as å and ö have become two signs each.";
            let instead = format!(
                "Type `{}`. The text was probably copied from a program that read it in another \
                 encoding.",
                shown(&meant)
            );
            self.warning(Topic::Notation, &value.span(), what, instead);
        }
        if let Kind::Texts { longest } = key.kind {
            let length = text.graphemes(true).count();
            if length > longest {
                let what = format!(
                    "The text has {length} characters. A card shows up to {longest} of them well."
                );
                let instead = "Shorten it, and look at the card in the preview.";
                self.warning(Topic::TooLong, &value.span(), what, instead);
            }
        }
        Some(text)
    }

    /// The language of this name.
    pub(super) fn language(&mut self, name: &str, span: &Range<usize>) -> Option<LanguageTag> {
        let tag = LanguageTag::parse(name).filter(|tag| {
            let code = tag.as_str().split('-').next().unwrap_or_default();
            language_names::is_language(code)
        });
        if tag.is_some() {
            return tag;
        }
        let code = name.split(['-', '_']).next().unwrap_or_default();
        let what = format!("There is no language `{name}`.");
        let instead = match language_names::meant(name).or_else(|| language_names::meant(code)) {
            Some((code, language)) => format!("Type `{code}` for {language}."),
            None => "A language is written with its code of two letters, such as `en` for \
                     English, `sv` for Swedish or `de` for German."
                .to_owned(),
        };
        self.mistake(Topic::Unknown, span, what, instead);
        None
    }

    pub(super) fn note_language(&mut self, tag: &LanguageTag, span: &Range<usize>) {
        if language_names::country(tag.as_str()).is_some() {
            let path = self.path.join(".");
            self.countries.push((tag.clone(), span.start, path));
        } else {
            self.languages.push(tag.clone());
        }
    }

    /// Warns of a language that is more often a country, where its language is nowhere.
    pub(super) fn warn_of_countries(&mut self) {
        for (tag, at, path) in std::mem::take(&mut self.countries) {
            let Some((itself, meant, name)) = language_names::country(tag.as_str()) else {
                continue;
            };
            let is_there =
                |other: &LanguageTag| other.with_fallbacks().any(|tag| tag.as_str() == meant);
            if self.languages.iter().any(is_there) || is_there(&self.default_language) {
                continue;
            }
            let what = format!("`{}` is the language {itself}.", tag.as_str());
            let instead = format!("If you mean {name}, type `{meant}`.");
            self.path = vec![path];
            self.warning(Topic::Unknown, &(at..at), what, instead);
            self.path.clear();
        }
    }
}

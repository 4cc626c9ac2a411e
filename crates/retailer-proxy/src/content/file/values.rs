//! Single values of the file, and the mistakes that they can have.

use std::ops::Range;

use challenge_model::HttpsUrl;
use challenge_model::wire::Layout;
use toml::Spanned;
use toml::de::DeString;

use super::{Reader, Value};
use crate::content::ConsentVersion;
use crate::content::language::LanguageTag;
use crate::content::translated::Translated;

/// In characters; more do not fit into a stamp.
const LONGEST_ICON: usize = 4;

impl Reader<'_> {
    /// A text in the default language, or a table of one in each.
    pub(super) fn translated(&mut self, value: &Value<'_>) -> Translated {
        let mut translated = Translated {
            position: self.position(&value.span()),
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
                translated.position = self.position(&key.span());
            }
            let Some(text) = self.text(value) else {
                continue;
            };
            if translated.texts.insert(tag, text).is_some() {
                self.wrong(&key.span(), "this language is there twice");
            }
        }
        if !translated.texts.contains_key(&self.default_language) {
            let what = format!(
                "has no text in the default language, {}",
                self.default_language.as_str()
            );
            self.wrong_at(translated.position, what);
        }
        translated
    }

    pub(super) fn text(&mut self, value: &Value<'_>) -> Option<String> {
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

    pub(super) fn version(&mut self, value: &Value<'_>) -> Option<ConsentVersion> {
        let version = ConsentVersion::try_from(self.text(value)?);
        version
            .map_err(|error| self.wrong(&value.span(), error))
            .ok()
    }

    pub(super) fn icon(&mut self, value: &Value<'_>) -> Option<String> {
        let text = self.text(value)?;
        // One visible sign may be several characters: 👨‍👩‍👧 is five.
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

    pub(super) fn address(&mut self, value: &Value<'_>) -> Option<HttpsUrl> {
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

    pub(super) fn layout(&mut self, value: &Value<'_>) -> Option<Layout> {
        let layout = value.get_ref().as_str().and_then(Layout::named);
        if layout.is_none() {
            self.wrong(&value.span(), "must be stamps, path or compact");
        }
        layout
    }

    pub(super) fn number(&mut self, value: &Value<'_>, least: u32) -> Option<u32> {
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

    pub(super) fn flag(&mut self, value: &Value<'_>) -> bool {
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong(&value.span(), "must be true or false");
            false
        })
    }

    pub(super) fn table<'v, 'i>(
        &mut self,
        value: &'v Value<'i>,
    ) -> impl Iterator<Item = (&'v Spanned<DeString<'i>>, &'v Value<'i>)> + use<'v, 'i> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong(&value.span(), "must be a table of several keys");
        }
        table.into_iter().flatten()
    }

    pub(super) fn unknown(&mut self, span: &Range<usize>, name: &str, known: &str) {
        self.wrong(
            span,
            format!("there is no key `{name}` here; there are: {known}"),
        );
    }
}

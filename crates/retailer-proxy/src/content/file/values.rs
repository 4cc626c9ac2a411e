//! Single values of the file, and the mistakes that they can have.

use std::ops::Range;

use challenge_model::HttpsUrl;
use challenge_model::wire::Layout;
use toml::Spanned;
use toml::de::DeString;
use unicode_segmentation::UnicodeSegmentation as _;

use super::super::explain::{flag, number, shown, written};
use super::super::findings::Topic;
use super::super::keys::{Key, Kind};
use super::super::nearest::nearest;
use super::super::{ConsentVersion, limits};
use super::{Reader, Value, addresses};

/// The names of the layouts.
pub(in crate::content) const LAYOUTS: [&str; 3] = ["stamps", "path", "compact"];

impl Reader<'_> {
    /// A text that is not blank.
    pub(super) fn text(&mut self, value: &Value<'_>) -> Option<String> {
        match value.get_ref().as_str().map(str::trim) {
            Some("") => {
                let instead = "Write something between the quotation marks, or delete the line.";
                self.wrong(&value.span(), "The text is empty.", instead);
                None
            }
            Some(text) => Some(text.to_owned()),
            None => {
                let what = "A text has to stand here, in quotation marks.";
                let is_single =
                    value.get_ref().as_table().is_none() && value.get_ref().as_array().is_none();
                let instead = if is_single {
                    let text = self.text.get(value.span()).unwrap_or_default();
                    self.type_value(&value.span(), &written(text))
                } else {
                    "Write one text between quotation marks.".to_owned()
                };
                self.wrong(&value.span(), what, instead);
                None
            }
        }
    }

    pub(super) fn version(&mut self, value: &Value<'_>) -> Option<ConsentVersion> {
        let version = ConsentVersion::try_from(self.text(value)?);
        if version.is_err() {
            let what = "A version has 1 to 200 characters, all of which can be seen.";
            let instead = self.type_value(&value.span(), "\"2026-11\"");
            self.wrong(&value.span(), what, instead);
        }
        version.ok()
    }

    pub(super) fn icon(&mut self, value: &Value<'_>) -> Option<String> {
        let text = self.text(value)?;
        // One visible sign may be several characters: 👨‍👩‍👧 is five.
        let signs = text
            .chars()
            .filter(|sign| !matches!(sign, '\u{200d}' | '\u{fe0f}'));
        let (length, visible) = (signs.count(), text.graphemes(true).count());
        let what = format!("The icon has {visible} letters, and a stamp is small.");
        let instead = "Type one emoji or one or two letters, and write the rest as `label`.";
        if visible > 1 && length > limits::LONGEST_ICON {
            self.mistake(Topic::TooLong, &value.span(), what, instead);
            return None;
        }
        if visible > limits::ICON {
            self.warning(Topic::TooLong, &value.span(), what, instead);
        }
        Some(text)
    }

    pub(super) fn address(&mut self, value: &Value<'_>) -> Option<HttpsUrl> {
        let text = self.text(value)?;
        let address = HttpsUrl::parse(&text);
        if address.is_none() {
            let (what, instead) = addresses::explain(&text);
            self.wrong(&value.span(), what, instead);
        }
        address
    }

    pub(super) fn layout(&mut self, value: &Value<'_>) -> Option<Layout> {
        let name = self.text(value)?;
        let layout = Layout::named(&name);
        if layout.is_none() {
            let what = format!("There is no layout `{}`.", shown(&name));
            let instead = match nearest(&name, LAYOUTS) {
                Some(near) => self.type_value(&value.span(), &written(near)),
                None => "Type `\"stamps\"`, `\"path\"` or `\"compact\"`.".to_owned(),
            };
            self.wrong(&value.span(), what, instead);
        }
        layout
    }

    pub(super) fn number(&mut self, value: &Value<'_>, key: &Key) -> Option<u32> {
        let least = match key.kind {
            Kind::Number { least } => least,
            _ => 0,
        };
        let integer = value.get_ref().as_integer();
        let found = integer
            .and_then(|integer| u32::from_str_radix(integer.as_str(), integer.radix()).ok())
            .filter(|number| *number >= least);
        if found.is_some() {
            return found;
        }
        if integer.is_some() || value.get_ref().as_float().is_some() {
            let what = format!("A whole number from {least} up has to stand here.");
            let instead = format!("Type a number such as {}.", least.max(1));
            self.wrong(&value.span(), what, instead);
            return None;
        }
        let raw = self.text.get(value.span()).unwrap_or_default();
        let (what, meant) = number(value.get_ref().as_str().unwrap_or(raw));
        let instead = self.type_value(&value.span(), &meant);
        self.wrong(&value.span(), what, instead);
        None
    }

    pub(super) fn flag(&mut self, value: &Value<'_>) -> bool {
        if let Some(flag) = value.get_ref().as_bool() {
            return flag;
        }
        let raw = self.text.get(value.span()).unwrap_or_default();
        let (what, meant) = flag(value.get_ref().as_str().unwrap_or(raw));
        let instead = self.type_value(&value.span(), &meant);
        self.wrong(&value.span(), what, instead);
        false
    }

    pub(super) fn table<'v, 'i>(
        &mut self,
        value: &'v Value<'i>,
    ) -> impl Iterator<Item = (&'v Spanned<DeString<'i>>, &'v Value<'i>)> + use<'v, 'i> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            let what = "Several entries have to stand here, and not one value.";
            let instead = match self.path.as_slice() {
                [_] => "Type `[definition.ID]` with the definition's id, and its texts below.",
                [_, _] => "Type `[definition.ID]` in single brackets, and its texts below.",
                _ => "Type `[[definition.ID.checkpoint]]`, and what it has below.",
            };
            self.wrong(&value.span(), what, instead);
        }
        table.into_iter().flatten()
    }

    /// The line with this value, as it should be typed.
    fn type_value(&self, span: &Range<usize>, value: &str) -> String {
        let name = self.name_on_line(span.start);
        let name = name.map_or_else(|| self.written_name(), ToOwned::to_owned);
        format!("Type `{name} = {}`.", shown(value))
    }

    /// What stands before the `=` on the line of this place, if that is a name alone.
    pub(super) fn name_on_line(&self, at: usize) -> Option<&str> {
        let line_start = self.text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
        let (name, _) = self.text.get(line_start..)?.split_once('=')?;
        let is_of_name =
            |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_' | '-');
        let name = name.trim();
        (!name.is_empty() && name.chars().all(is_of_name)).then_some(name)
    }

    /// The name of what is being read, below its definition or checkpoint.
    pub(super) fn written_name(&self) -> String {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["definition", _, "checkpoint", "at"] => "at".to_owned(),
            ["definition", _, "checkpoint", _, name @ ..] | ["definition", _, name @ ..] | name => {
                name.join(".")
            }
        }
    }
}

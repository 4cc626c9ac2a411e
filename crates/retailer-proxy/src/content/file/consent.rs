//! What a shopper agrees to, and what is missing of it.

use super::super::ConsentContent;
use super::super::findings::Topic;
use super::super::keys::ConsentKey;
use super::super::translated::Translated;
use super::{Reader, Value};

impl Reader<'_> {
    pub(super) fn consent(&mut self, value: &Value<'_>) -> Option<ConsentContent> {
        if value.get_ref().as_table().is_none() {
            let what = "A consent has a text and a version.";
            let instead = "Write a line for each of them, as in `consent.version = \"2026-11\"` \
                           and `consent.text.en = \"I would like to join.\"`.";
            self.wrong(&value.span(), what, instead);
            return None;
        }
        let (mut version, mut text) = (None, Translated::default());
        let (mut has_version, mut has_text) = (false, false);
        self.keys(value, |reader, key, about, value| match key {
            ConsentKey::Version => {
                has_version = true;
                version = reader.version(value);
            }
            ConsentKey::Text => {
                has_text = true;
                text = reader.translated(value, about);
            }
        });
        if !has_version {
            let what = "The consent has no version.";
            let instead = "Add one, as in `consent.version = \"2026-11\"`, and change it with \
                           every word of the text.";
            self.mistake(Topic::Missing, &value.span(), what, instead);
        }
        if !has_text {
            let what = "The consent has no text.";
            let instead = format!(
                "Add what shoppers agree to, as in `consent.text.{} = \"…\"`.",
                self.default_language.as_str()
            );
            self.mistake(Topic::Missing, &value.span(), what, instead);
        }
        let version = version.filter(|_| !text.is_empty())?;
        Some(ConsentContent { version, text })
    }
}

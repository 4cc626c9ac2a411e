//! What was given, by key, where it came from, and what is wrong with it.
//!
//! Everything that is wrong is noted rather than returned, so that all of it can be said
//! at once.

use std::collections::HashMap;
use std::fmt::Display;

use secrecy::{ExposeSecret as _, SecretString};

use super::form::{Form, Number, Text};
use super::problems::Problems;
use super::setting::Setting;
use super::value::Content;

/// Every value that was given, and every fault that was found.
#[derive(Debug, Default)]
pub(super) struct Given {
    contents: HashMap<&'static str, (Content, String)>,
    problems: Problems,
}

/// A value is wrong, and the fault has been noted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wrong;

impl Given {
    /// Puts in a value, in place of what was there. The place is a line of the file or an
    /// environment variable.
    pub(super) fn put(&mut self, key: &'static str, content: Content, place: String) {
        self.contents.insert(key, (content, place));
    }

    /// Takes out what was given in a place that counts less.
    pub(super) fn displace(&mut self, section: &str, name: &str) {
        self.contents
            .retain(|key, _| key.split_once('.') != Some((section, name)));
    }

    /// Whether there is a value for this, right or wrong.
    pub(super) fn has<F>(&self, setting: &Setting<F>) -> bool {
        self.contents.contains_key(setting.key) || self.contents.contains_key(setting.file_key)
    }

    /// Whether there is a value for anything in a section.
    pub(super) fn has_section(&self, name: &str) -> bool {
        let mut sections = self.contents.keys().filter_map(|key| key.split_once('.'));
        sections.any(|(section, _)| section == name)
    }

    /// The value of a setting, or its default. One that has neither is missing.
    pub(super) fn read<F: Form>(&mut self, setting: &Setting<F>) -> Result<F::Value, Wrong> {
        let value = self.optional(setting)?;
        value.ok_or_else(|| {
            let file = format!(" (or {}, which names a file)", setting.file_key);
            let file = if setting.form.has_file() { &file } else { "" };
            self.fault(setting, format!("is missing{file}"))
        })
    }

    /// The value of a setting that may be left out.
    pub(super) fn optional<F: Form>(
        &mut self,
        setting: &Setting<F>,
    ) -> Result<Option<F::Value>, Wrong> {
        let content = self.content(setting)?;
        let value = setting.form.read(content.as_ref());
        value.map_err(|must| self.fault(setting, must))
    }

    /// A number. One that is wrong is noted, and the default takes its place.
    pub(super) fn number<T>(&mut self, setting: &Setting<Number<T>>) -> T {
        self.read(setting)
            .unwrap_or_else(|Wrong| setting.form.default_value())
    }

    /// What a secret is used as.
    pub(super) fn secret<T, E: Display + Copy + 'static>(
        &mut self,
        setting: &Setting<Text<SecretString>>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, Wrong> {
        let secret = self.read(setting)?;
        self.check(setting, parse(secret.expose_secret()))
    }

    /// The same for a secret that may be left out.
    pub(super) fn optional_secret<T, E: Display + Copy + 'static>(
        &mut self,
        setting: &Setting<Text<SecretString>>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Wrong> {
        let secret = self.optional(setting)?;
        let parsed = secret.map(|secret| parse(secret.expose_secret()));
        self.check(setting, parsed.transpose())
    }

    /// What a value is used as, if it can be. An error that is `Copy` and `'static` has no
    /// room for a text of its own, so it cannot repeat the value. Any value may be a secret
    /// that was pasted into the wrong place.
    pub(super) fn check<F, T>(
        &mut self,
        setting: &Setting<F>,
        result: Result<T, impl Display + Copy + 'static>,
    ) -> Result<T, Wrong> {
        result.map_err(|error| self.fault(setting, error))
    }

    /// Notes what is wrong with a setting, with the place its value came from. What is
    /// said must not repeat the value.
    pub(super) fn fault<F>(&mut self, setting: &Setting<F>, what: impl Display) -> Wrong {
        let given = [setting.key, setting.file_key]
            .into_iter()
            .find_map(|key| self.contents.get(key));
        let place = given.map(|(_, place)| place.as_str());
        self.problems.add_of_key(setting.key, what, place);
        Wrong
    }

    /// Notes what is wrong with a line of the file or an environment variable.
    pub(super) fn fault_at(&mut self, place: &str, what: impl Display) -> Wrong {
        self.problems.add_of_place(place, what);
        Wrong
    }

    /// What was asked for, unless anything is wrong.
    pub(super) fn finish<T>(self, result: Result<T, Wrong>) -> Result<T, Problems> {
        match result {
            Ok(value) if self.problems.is_empty() => Ok(value),
            _ => Err(self.problems),
        }
    }

    /// What was given for a setting, as itself or in a file of its own.
    fn content<F>(&mut self, setting: &Setting<F>) -> Result<Option<Content>, Wrong> {
        let itself = self.contents.get(setting.key);
        let file = self.contents.get(setting.file_key);
        match (itself, file) {
            (Some((Content::Wrong, _)), _) | (_, Some((Content::Wrong, _))) => Err(Wrong),
            (Some(_), Some(_)) => {
                let file_key = setting.file_key;
                Err(self.fault(
                    setting,
                    format!("is there twice: as itself and as {file_key}"),
                ))
            }
            (None, Some((Content::Text(path), place))) => {
                let path = path.expose_secret();
                match std::fs::read_to_string(path) {
                    Ok(text) => {
                        let text = SecretString::from(text.trim_end_matches(['\r', '\n']));
                        Ok(Some(Content::Text(text)))
                    }
                    Err(error) => {
                        // In place of the path, somebody may have written the secret.
                        let what = format!("the file that it names cannot be read: {error}");
                        self.problems
                            .add_of_key(setting.file_key, what, Some(place));
                        Err(Wrong)
                    }
                }
            }
            (content, _) => Ok(content.map(|(content, _)| content.clone())),
        }
    }
}

#[cfg(test)]
impl Given {
    /// What was given for a key.
    pub(super) fn get(&self, key: &str) -> Option<&Content> {
        self.contents.get(key).map(|(content, _)| content)
    }
}

//! Collecting what is wrong, so that all of it can be said at once.

use std::fmt::Display;
use std::path::Path;
use std::time::Duration;

use super::problems::{Problem, Problems};

/// What was found wrong so far. A setting that is wrong is `None` from then on.
#[derive(Default)]
pub(super) struct Findings(Problems);

impl Findings {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_problems(self) -> Problems {
        self.0
    }

    /// Notes what is wrong with a key.
    pub(super) fn add<T>(&mut self, key: &str, what: impl Display) -> Option<T> {
        self.0.add(Problem::of_key(key, what));
        None
    }

    /// The value, or a note of why there is none.
    pub(super) fn take<T, E: Display>(&mut self, key: &str, result: Result<T, E>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => self.add(key, error),
        }
    }

    /// A number of seconds from the least to the most; the default where none is given.
    pub(super) fn seconds(
        &mut self,
        key: &str,
        given: Option<u64>,
        range: (u64, u64, u64),
    ) -> Option<Duration> {
        self.number(key, given, range).map(Duration::from_secs)
    }

    /// A number from the least to the most; the default where none is given.
    pub(super) fn number(
        &mut self,
        key: &str,
        given: Option<u64>,
        (least, default, most): (u64, u64, u64),
    ) -> Option<u64> {
        let number = given.unwrap_or(default);
        if (least..=most).contains(&number) {
            Some(number)
        } else {
            self.add(key, format!("must be from {least} to {most}"))
        }
    }

    /// A text that is given here or in a file of its own; `None` where neither is.
    fn text_or_file(&mut self, key: &str, text: Option<String>, file: Option<&Path>) -> Given {
        match (text, file) {
            (Some(_), Some(_)) => {
                self.add::<()>(key, format!("is there twice: as itself and as {key}_file"));
                Given::Wrong
            }
            (Some(text), None) => Given::Text(text),
            (None, Some(path)) => match std::fs::read_to_string(path) {
                Ok(text) => Given::Text(text.trim_end_matches(['\r', '\n']).to_owned()),
                Err(error) => {
                    let what = format!("{} cannot be read: {error}", path.display());
                    self.add::<()>(&format!("{key}_file"), what);
                    Given::Wrong
                }
            },
            (None, None) => Given::Nothing,
        }
    }

    /// The same; the outer `None` is for one that is wrong.
    #[expect(
        clippy::option_option,
        reason = "a wrong text and no text are different answers"
    )]
    pub(super) fn optional_text_or_file(
        &mut self,
        key: &str,
        text: Option<String>,
        file: Option<&Path>,
    ) -> Option<Option<String>> {
        match self.text_or_file(key, text, file) {
            Given::Text(text) => Some(Some(text)),
            Given::Nothing => Some(None),
            Given::Wrong => None,
        }
    }

    /// A text that, where it is given, has to be of a kind.
    #[expect(
        clippy::option_option,
        reason = "a wrong text and no text are different answers"
    )]
    pub(super) fn optional_secret<T, E: Display>(
        &mut self,
        key: &str,
        text: Option<String>,
        file: Option<&Path>,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        match self.optional_text_or_file(key, text, file)? {
            Some(text) => self.take(key, read(&text)).map(Some),
            None => Some(None),
        }
    }

    /// The same where it must be given.
    pub(super) fn needed_text_or_file(
        &mut self,
        key: &str,
        text: Option<String>,
        file: Option<&Path>,
    ) -> Option<String> {
        match self.text_or_file(key, text, file) {
            Given::Text(text) => Some(text),
            Given::Nothing => self.add(
                key,
                format!("is missing (or {key}_file, which names a file)"),
            ),
            Given::Wrong => None,
        }
    }
}

/// A setting that may be left out.
enum Given {
    Text(String),
    Nothing,
    /// Something is wrong with it, and has been noted.
    Wrong,
}

//! What is wrong with the settings.

use std::fmt::{self, Display};

use super::variable::variable;

/// Everything that is wrong with the settings, one line each. It shows no secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<String>);

impl Problems {
    /// Adds what is wrong with a key such as `engage.api_key`, and the place that its value
    /// came from.
    pub(super) fn add_of_key(&mut self, key: &str, what: impl Display, place: Option<&str>) {
        let variable = variable(key);
        self.0.push(match place {
            Some(place) => format!("{key}: {what}; it comes from {place}"),
            None => format!("{key}: {what}; set it in the configuration file or as {variable}"),
        });
    }

    /// Adds what is wrong with a file, a line of it, or a variable.
    pub(super) fn add_of_place(&mut self, place: &str, what: impl Display) {
        self.0.push(format!("{place}: {what}"));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for Problems {}

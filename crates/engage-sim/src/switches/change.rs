//! Sets switches by name, from the command line or the admin path.

use serde_json::{Map, Value};

use super::table::SWITCHES;
use super::values::Switches;

/// Why a switch was not set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SwitchError {
    /// No switch has this name.
    #[error("there is no switch `{name}`; the switches are: {}", names())]
    Unknown {
        /// The name that was given.
        name: String,
    },
    /// The switch does not take this value.
    #[error("switch `{name}` cannot be {value}: {reason}")]
    Value {
        /// The switch.
        name: String,
        /// The value that was given.
        value: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The argument has no equals sign.
    #[error("`{0}` does not set a switch: write NAME=VALUE, for example enums=string")]
    NotAnAssignment(String),
}

fn names() -> String {
    let names: Vec<_> = SWITCHES.iter().map(|switch| switch.name).collect();
    names.join(", ")
}

impl Switches {
    /// These switches, with some of them set.
    ///
    /// # Errors
    ///
    /// For the first name that is unknown, or value that the switch does not take.
    pub(crate) fn with(&self, changes: &Map<String, Value>) -> Result<Self, SwitchError> {
        changes
            .iter()
            .try_fold(self.clone(), |switches, (name, value)| {
                switches.with_one(name, value)
            })
    }

    /// These switches, with one of them set as on the command line: `NAME=VALUE`.
    ///
    /// # Errors
    ///
    /// When there is no equals sign or no such switch, or the switch does not take the
    /// value.
    pub fn with_assignment(&self, assignment: &str) -> Result<Self, SwitchError> {
        let (name, text) = assignment
            .split_once('=')
            .ok_or_else(|| SwitchError::NotAnAssignment(assignment.to_owned()))?;
        let value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
        self.with_one(name, &value)
    }

    fn with_one(&self, name: &str, value: &Value) -> Result<Self, SwitchError> {
        if !SWITCHES.iter().any(|switch| switch.name == name) {
            return Err(SwitchError::Unknown {
                name: name.to_owned(),
            });
        }
        let refusal = |reason: String| SwitchError::Value {
            name: name.to_owned(),
            value: value.to_string(),
            reason,
        };
        let mut all = serde_json::to_value(self).map_err(|error| refusal(error.to_string()))?;
        all[name] = value.clone();
        serde_json::from_value(all).map_err(|error| refusal(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::switches::{Enums, FractionDigits};

    fn with(changes: &Value) -> Result<Switches, SwitchError> {
        Switches::default().with(changes.as_object().unwrap())
    }

    #[test]
    fn named_switches_are_set_and_the_others_stay() {
        let switches = with(&json!({"enums": "string", "fractionDigits": 3})).unwrap();
        let expected = Switches {
            enums: Enums::String,
            fraction_digits: FractionDigits::new(3).unwrap(),
            ..Switches::default()
        };
        assert_eq!(switches, expected);
    }

    #[test]
    fn the_command_line_sets_numbers_words_and_lists() {
        let switches = [
            "fractionDigits=0",
            "utcOffset=-03:30",
            r#"apiKeys=["a","b"]"#,
        ]
        .into_iter()
        .try_fold(Switches::default(), |switches, assignment| {
            switches.with_assignment(assignment)
        })
        .unwrap();
        assert_eq!(switches.fraction_digits.count(), 0);
        assert_eq!(switches.utc_offset.to_string(), "-03:30");
        assert_eq!(switches.api_keys, ["a", "b"]);
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_list_of_names() {
        let error = with(&json!({"enum": "string"})).unwrap_err().to_string();
        assert!(
            error.contains("`enum`") && error.contains("enums"),
            "{error}"
        );
    }

    #[test]
    fn a_wrong_value_is_refused_with_the_name_and_the_choices() {
        let error = with(&json!({"enums": "text"})).unwrap_err().to_string();
        assert!(
            error.contains("`enums`") && error.contains("`integer`"),
            "{error}"
        );
        let error = with(&json!({"fractionDigits": 9})).unwrap_err().to_string();
        assert!(error.contains("more than 7"), "{error}");
    }

    #[test]
    fn an_argument_without_an_equals_sign_is_refused() {
        let refusal = Switches::default().with_assignment("enums");
        assert_eq!(refusal, Err(SwitchError::NotAnAssignment("enums".into())));
    }
}

//! A JSON value.

mod parse;

use std::borrow::Cow;

use serde_json::Value;

/// A JSON value. Servers make it of what `serde_json` has parsed; the widget parses it itself.
/// Texts are borrowed where they can be.
#[derive(Clone, Debug, PartialEq)]
pub enum Json<'text> {
    /// `null`.
    Null,
    /// A boolean.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(Cow<'text, str>),
    /// A list.
    List(Vec<Json<'text>>),
    /// An object, as its members in their order. Of members with the same name the last one
    /// counts.
    Object(Vec<(Cow<'text, str>, Json<'text>)>),
}

impl Json<'_> {
    /// A member of an object. `None` when it is absent or null. The case of its name does not
    /// matter, since Engage's own examples differ in it (T8, T34).
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Self> {
        let Json::Object(members) = self else {
            return None;
        };
        let mut members = members.iter().rev();
        let (_, value) = members.find(|(member, _)| member.eq_ignore_ascii_case(name))?;
        (*value != Json::Null).then_some(value)
    }
}

impl<'value> From<&'value Value> for Json<'value> {
    fn from(value: &'value Value) -> Self {
        match value {
            Value::Null => Json::Null,
            Value::Bool(flag) => Json::Flag(*flag),
            // Without `serde_json`'s arbitrary precision every number is an `f64`.
            Value::Number(number) => number.as_f64().map_or(Json::Null, Json::Number),
            Value::String(text) => Json::Text(Cow::Borrowed(text)),
            Value::Array(values) => Json::List(values.iter().map(Json::from).collect()),
            Value::Object(members) => Json::Object(
                members
                    .iter()
                    .map(|(name, value)| (Cow::Borrowed(name.as_str()), Json::from(value)))
                    .collect(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json<'_> {
        Json::parse(text).unwrap()
    }

    #[test]
    fn the_case_of_a_members_name_does_not_matter() {
        assert_eq!(
            json(r#"{"IsActive":1}"#).member("isActive"),
            Some(&Json::Number(1.0))
        );
    }

    #[test]
    fn of_members_with_the_same_name_the_last_one_counts() {
        assert_eq!(
            json(r#"{"a":1,"a":2}"#).member("a"),
            Some(&Json::Number(2.0))
        );
    }

    #[test]
    fn a_member_that_is_null_is_absent_and_nothing_but_an_object_has_members() {
        assert_eq!(json(r#"{"a":null}"#).member("a"), None);
        assert_eq!(json("{}").member("a"), None);
        assert_eq!(json(r#"["a"]"#).member("a"), None);
    }
}

//! JSON whose members keep the order they were written in.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use crate::switches::Nulls;

/// A JSON value.
#[derive(Clone, Debug)]
pub(crate) enum Json {
    /// Any JSON value whose members may be in any order.
    Value(Value),
    /// A list.
    Array(Vec<Json>),
    /// An object.
    Object(Object),
}

/// A JSON object that is being built.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    nulls: Nulls,
    members: Vec<(&'static str, Json)>,
}

impl Json {
    /// The text that goes over the wire.
    pub(crate) fn text(&self) -> String {
        #[expect(
            clippy::expect_used,
            reason = "names are texts and values are JSON, so nothing can fail to serialise"
        )]
        serde_json::to_string(self).expect("JSON serialises")
    }
}

impl Object {
    /// An empty object. `nulls` says how missing values are written.
    pub(crate) fn new(nulls: Nulls) -> Self {
        Self {
            nulls,
            members: Vec::new(),
        }
    }

    /// Adds a member.
    pub(crate) fn member(mut self, name: &'static str, value: impl Into<Json>) -> Self {
        self.members.push((name, value.into()));
        self
    }

    /// Adds a member that may have no value.
    pub(crate) fn optional(self, name: &'static str, value: Option<impl Into<Json>>) -> Self {
        match (value, self.nulls) {
            (Some(value), _) => self.member(name, value),
            (None, Nulls::Explicit) => self.member(name, Value::Null),
            (None, Nulls::Omitted) => self,
        }
    }
}

impl From<Object> for Json {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl From<Vec<Json>> for Json {
    fn from(items: Vec<Json>) -> Self {
        Self::Array(items)
    }
}

/// Everything that `serde_json` takes as a value.
macro_rules! value {
    ($($plain:ty),+) => {
        $(impl From<$plain> for Json {
            fn from(value: $plain) -> Self {
                Self::Value(Value::from(value))
            }
        })+
    };
}

value!(Value, bool, u64, f64, usize, String, &str);

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::Array(items) => items.serialize(serializer),
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.members.len()))?;
        for (name, value) in &self.members {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(nulls: Nulls) -> String {
        let object = Object::new(nulls)
            .member("z", 1_u64)
            .optional("m", None::<&str>)
            .member("a", vec![Json::from(true)]);
        Json::from(object).text()
    }

    #[test]
    fn members_keep_their_order_and_missing_values_are_left_out() {
        assert_eq!(text(Nulls::Omitted), r#"{"z":1,"a":[true]}"#);
    }

    #[test]
    fn missing_values_are_null_where_the_switch_says_so() {
        assert_eq!(text(Nulls::Explicit), r#"{"z":1,"m":null,"a":[true]}"#);
    }
}

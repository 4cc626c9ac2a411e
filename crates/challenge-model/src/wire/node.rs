//! A JSON value, independent of the parser.
//!
//! Servers parse JSON with `serde_json`. The widget uses the browser's parser, since that
//! adds no bytes to the download. Both kinds of values are read by the same rules.

use std::borrow::Cow;

use serde_json::Value;

/// A JSON value.
pub trait Node<'value>: Clone {
    /// The type of the value, with its content.
    fn shape(self) -> Shape<'value, Self>;
}

/// The type of a JSON value, with its content.
pub enum Shape<'value, N> {
    /// `null`, or a value that does not exist in JSON.
    Null,
    /// A boolean.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(Cow<'value, str>),
    /// A list.
    List(Vec<N>),
    /// An object, as its members in any order.
    Object(Vec<(Cow<'value, str>, N)>),
}

impl<'value> Node<'value> for &'value Value {
    fn shape(self) -> Shape<'value, Self> {
        match self {
            Value::Null => Shape::Null,
            Value::Bool(flag) => Shape::Flag(*flag),
            // Without `serde_json`'s arbitrary precision every number is an `f64`.
            Value::Number(number) => number.as_f64().map_or(Shape::Null, Shape::Number),
            Value::String(text) => Shape::Text(Cow::Borrowed(text)),
            Value::Array(values) => Shape::List(values.iter().collect()),
            Value::Object(members) => Shape::Object(
                members
                    .iter()
                    .map(|(name, value)| (Cow::Borrowed(name.as_str()), value))
                    .collect(),
            ),
        }
    }
}

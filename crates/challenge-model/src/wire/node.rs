//! A JSON value, whoever holds it.
//!
//! Servers hold JSON as `serde_json` values; the widget leaves it to the browser,
//! whose parser costs no bytes to download. Both are read by the same rules.

use std::borrow::Cow;

use serde_json::Value;

/// A JSON value that can be looked into.
pub trait Node<'value>: Clone {
    /// What it is, with what it holds.
    fn shape(self) -> Shape<'value, Self>;
}

/// What a JSON value is, with what it holds.
pub enum Shape<'value, N> {
    /// `null`, or what JSON has no word for.
    Null,
    /// A truth value.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(Cow<'value, str>),
    /// A list.
    List(Vec<N>),
    /// An object's members, in any order.
    Object(Vec<(Cow<'value, str>, N)>),
}

impl<'value> Node<'value> for &'value Value {
    fn shape(self) -> Shape<'value, Self> {
        match self {
            Value::Null => Shape::Null,
            Value::Bool(flag) => Shape::Flag(*flag),
            // Always there: without arbitrary precision every number is one.
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

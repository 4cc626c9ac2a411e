//! The members of one JSON object, each read in every form it may come in.

use serde_json::{Map, Value};

use super::{FromWire, Unreadable};
use crate::address::HttpsAddress;
use crate::moment::Moment;

/// Reads the members of one object. Absent, null, blank and .NET's smallest date
/// all mean "none" (T5); a value that means nothing is "none" too, and counted.
pub struct Fields<'value, 'count> {
    object: &'value Map<String, Value>,
    unreadable: &'count mut Unreadable,
}

impl<'value, 'count> Fields<'value, 'count> {
    /// The members of this value, if it is an object.
    pub fn of(value: &'value Value, unreadable: &'count mut Unreadable) -> Option<Self> {
        Some(Self {
            object: value.as_object()?,
            unreadable,
        })
    }

    /// A text with something in it. Numbers are taken for text, since ids are
    /// documented as `int` (T2).
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.member(name, |value| match value {
            Value::String(text) => Read::of_text(text, |text| Some(text.to_owned())),
            Value::Number(number) => Read::Value(number.to_string()),
            _ => Read::Unreadable,
        })
    }

    /// Text that an id type makes an id of.
    pub fn id<Id>(&mut self, name: &str, read: impl FnOnce(&str) -> Option<Id>) -> Option<Id> {
        self.text(name).and_then(|text| read(&text))
    }

    /// A whole number from 0 up, also as `5.0` or `"5"` (T24); what is larger
    /// than a `u32` counts as the largest one.
    pub fn count(&mut self, name: &str) -> Option<u32> {
        self.member(name, |value| match as_number(value) {
            Read::Value(number) => as_count(number).map_or(Read::Unreadable, Read::Value),
            Read::None => Read::None,
            Read::Unreadable => Read::Unreadable,
        })
    }

    /// A decimal number, also as text (T24).
    pub fn decimal(&mut self, name: &str) -> Option<f64> {
        self.member(name, as_number)
    }

    /// A truth value: `true`, `"True"`, or 1.
    pub fn flag(&mut self, name: &str) -> Option<bool> {
        self.member(name, |value| match value {
            Value::Bool(flag) => Read::Value(*flag),
            Value::String(text) => Read::of_text(text, as_flag),
            Value::Number(number) => match number.as_u64() {
                Some(0) => Read::Value(false),
                Some(1) => Read::Value(true),
                _ => Read::Unreadable,
            },
            _ => Read::Unreadable,
        })
    }

    /// A point in time (T22).
    pub fn moment(&mut self, name: &str) -> Option<Moment> {
        self.member(name, |value| match value {
            Value::String(text) => Read::of_text(text, Moment::parse),
            _ => Read::Unreadable,
        })
        .filter(|moment| !moment.is_dotnet_minimum())
    }

    /// An `https` address; any other is dropped (T25).
    pub fn address(&mut self, name: &str) -> Option<HttpsAddress> {
        self.member(name, |value| match value {
            Value::String(text) => Read::of_text(text, HttpsAddress::parse),
            _ => Read::Unreadable,
        })
    }

    /// A value of an enumeration, from its name in any case or from its number,
    /// which may itself be written as text (T3). A value that is not known is
    /// `None` and not counted: new ones may come at any time (T35).
    pub fn enumeration<E>(
        &mut self,
        name: &str,
        read: impl FnOnce(EnumValue<'_>) -> Option<E>,
    ) -> Option<E> {
        match self.get(name)? {
            Value::Number(number) => read(EnumValue::Number(number.as_u64()?)),
            Value::String(text) => read(match text.trim().parse() {
                Ok(number) => EnumValue::Number(number),
                Err(_) => EnumValue::Name(text.trim()),
            }),
            _ => {
                self.unreadable.fields += 1;
                None
            }
        }
    }

    /// An object that is read by its own rules.
    pub fn nested<T: FromWire>(&mut self, name: &str) -> Option<T> {
        let value = self.get(name)?;
        let nested = T::from_wire(value, self.unreadable);
        if nested.is_none() {
            self.unreadable.fields += 1;
        }
        nested
    }

    /// A list of objects; those that cannot be read are left out.
    pub fn list<T: FromWire>(&mut self, name: &str) -> Vec<T> {
        match self.get(name) {
            None => Vec::new(),
            Some(Value::Array(values)) => values
                .iter()
                .filter_map(|value| {
                    let item = T::from_wire(value, self.unreadable);
                    self.unreadable.items += u32::from(item.is_none());
                    item
                })
                .collect(),
            Some(_) => {
                self.unreadable.fields += 1;
                Vec::new()
            }
        }
    }

    /// The member as it is; `None` when absent or null. The case of its name
    /// does not matter, since Engage's own examples differ in it (T8, T34).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'value Value> {
        self.object
            .get(name)
            .or_else(|| {
                let mut members = self.object.iter();
                members
                    .find(|(member, _)| member.eq_ignore_ascii_case(name))
                    .map(|(_, value)| value)
            })
            .filter(|value| !value.is_null())
    }

    fn member<T>(&mut self, name: &str, read: impl FnOnce(&Value) -> Read<T>) -> Option<T> {
        match read(self.get(name)?) {
            Read::Value(value) => Some(value),
            Read::None => None,
            Read::Unreadable => {
                self.unreadable.fields += 1;
                None
            }
        }
    }
}

/// How an enumeration's value is written.
#[derive(Clone, Copy)]
pub enum EnumValue<'a> {
    /// By its name, in any case.
    Name(&'a str),
    /// By its number.
    Number(u64),
}

enum Read<T> {
    Value(T),
    None,
    Unreadable,
}

impl<T> Read<T> {
    fn of_text(text: &str, read: impl FnOnce(&str) -> Option<T>) -> Self {
        match text.trim() {
            "" => Self::None,
            text => read(text).map_or(Self::Unreadable, Self::Value),
        }
    }
}

fn as_number(value: &Value) -> Read<f64> {
    match value {
        Value::Number(number) => number.as_f64().map_or(Read::Unreadable, Read::Value),
        Value::String(text) => Read::of_text(text, |text| {
            text.parse().ok().filter(|number: &f64| number.is_finite())
        }),
        _ => Read::Unreadable,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` from a float saturates, which is what is wanted"
)]
fn as_count(number: f64) -> Option<u32> {
    (number >= 0.0 && number.fract() == 0.0).then_some(number as u32)
}

fn as_flag(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    /// Reads the member `x` of `{"x": value}` and says whether it was counted as unreadable.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the tables below read better so"
    )]
    fn read<T>(value: Value, read: impl FnOnce(&mut Fields<'_, '_>) -> T) -> (T, u32) {
        let mut unreadable = Unreadable::default();
        let object = json!({ "x": value });
        let result = read(&mut Fields::of(&object, &mut unreadable).unwrap());
        (result, unreadable.fields)
    }

    #[rstest]
    #[case(json!(5), Some(5), 0)]
    #[case(json!(5.0), Some(5), 0)]
    #[case(json!("5"), Some(5), 0)]
    #[case(json!("5.0"), Some(5), 0)]
    #[case(json!(0), Some(0), 0)]
    #[case(json!(1e30), Some(u32::MAX), 0)]
    #[case(json!(""), None, 0)]
    #[case(json!(null), None, 0)]
    #[case(json!(-1), None, 1)]
    #[case(json!(2.5), None, 1)]
    #[case(json!("many"), None, 1)]
    #[case(json!("NaN"), None, 1)]
    #[case(json!([]), None, 1)]
    fn a_count_comes_as_integer_float_or_text(
        #[case] value: Value,
        #[case] expected: Option<u32>,
        #[case] unreadable: u32,
    ) {
        assert_eq!(
            read(value, |fields| fields.count("x")),
            (expected, unreadable)
        );
    }

    #[rstest]
    #[case(json!(true), Some(true), 0)]
    #[case(json!("False"), Some(false), 0)]
    #[case(json!(1), Some(true), 0)]
    #[case(json!(0), Some(false), 0)]
    #[case(json!(2), None, 1)]
    #[case(json!("yes"), None, 1)]
    #[case(json!(null), None, 0)]
    fn a_flag_comes_as_boolean_text_or_bit(
        #[case] value: Value,
        #[case] expected: Option<bool>,
        #[case] unreadable: u32,
    ) {
        assert_eq!(
            read(value, |fields| fields.flag("x")),
            (expected, unreadable)
        );
    }

    #[rstest]
    #[case(json!("Dog food"), Some("Dog food"), 0)]
    #[case(json!("  Dog food "), Some("Dog food"), 0)]
    #[case(json!(" "), None, 0)]
    #[case(json!(47), Some("47"), 0)]
    #[case(json!({}), None, 1)]
    fn blank_text_is_none(
        #[case] value: Value,
        #[case] expected: Option<&str>,
        #[case] unreadable: u32,
    ) {
        let (text, counted) = read(value, |fields| fields.text("x"));
        assert_eq!((text.as_deref(), counted), (expected, unreadable));
    }

    #[test]
    fn the_smallest_dotnet_date_is_none_and_no_fault() {
        let minimum = json!("0001-01-01T00:00:00");
        assert_eq!(read(minimum, |fields| fields.moment("x")), (None, 0));
        assert_eq!(read(json!("soon"), |fields| fields.moment("x")), (None, 1));
        assert_eq!(
            read(json!(20_260_101), |fields| fields.moment("x")),
            (None, 1)
        );
    }

    #[test]
    fn the_case_of_a_members_name_does_not_matter() {
        let object = json!({ "IsActive": true });
        let mut unreadable = Unreadable::default();
        assert_eq!(
            Fields::of(&object, &mut unreadable)
                .unwrap()
                .flag("isActive"),
            Some(true)
        );
    }
}

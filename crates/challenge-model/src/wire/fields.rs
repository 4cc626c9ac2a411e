//! Reads the members of one JSON object, in every form that Engage uses.

use super::from_wire::{FromWire, Unreadable};
use super::json::Json;
use super::number;
use crate::https_url::HttpsUrl;
use crate::identifier::is_guid_of_zeros;
use crate::moment::Moment;

/// Reads the members of one object.
///
/// A member that is absent, null, blank, a GUID of zeros or the smallest or largest date of
/// a type is "none" (T5). A value
/// that means nothing is "none" too, and is counted as unreadable.
pub struct Fields<'value, 'count> {
    object: &'value Json<'value>,
    unreadable: &'count mut Unreadable,
}

impl<'value, 'count> Fields<'value, 'count> {
    /// The members of this value, if it is an object.
    pub fn of(object: &'value Json<'value>, unreadable: &'count mut Unreadable) -> Option<Self> {
        matches!(object, Json::Object(_)).then_some(Self { object, unreadable })
    }

    /// A text that is not blank.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.read_text(name, |text| Some(text.to_owned()))
    }

    /// An id, which `read` makes of the text. The documentation says `int`, but the values
    /// are GUIDs (T2).
    pub fn id<Id>(&mut self, name: &str, read: impl FnOnce(&str) -> Option<Id>) -> Option<Id> {
        self.read_text(name, read)
    }

    /// A whole number from 0 up, also as `5.0` or `"5"` (T24). A number that is larger than
    /// any `u32` is read as the largest `u32`.
    pub fn count(&mut self, name: &str) -> Option<u32> {
        let number = self.decimal(name)?;
        let count = as_count(number);
        self.counted(count)
    }

    /// A decimal number, also as text (T24).
    pub(super) fn decimal(&mut self, name: &str) -> Option<f64> {
        match self.get(name)? {
            Json::Number(number) => Some(*number),
            Json::Text(text) => self.meaning(text, number::parse),
            _ => self.counted(None),
        }
    }

    /// A boolean: `true` or `false`, also as text in any case, or as 1 or 0.
    pub fn flag(&mut self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Json::Flag(flag) => Some(*flag),
            Json::Text(text) => self.meaning(text, as_flag),
            Json::Number(number) => self.counted(as_bit(*number)),
            _ => self.counted(None),
        }
    }

    /// A point in time (T22).
    pub fn moment(&mut self, name: &str) -> Option<Moment> {
        self.read_text(name, Moment::parse)
            .filter(|moment| !moment.stands_for_none())
    }

    /// An `https` URL. Any other URL is dropped (T25).
    pub fn https_url(&mut self, name: &str) -> Option<HttpsUrl> {
        self.read_text(name, HttpsUrl::parse)
    }

    /// A value of an enumeration, from its name in any case or from its number, which may
    /// be written as text (T3). An unknown value is `None`. It is not counted as
    /// unreadable, since Engage may add values at any time (T35).
    pub fn enumeration<E>(
        &mut self,
        name: &str,
        read: impl FnOnce(EnumValue<'_>) -> Option<E>,
    ) -> Option<E> {
        match self.get(name)? {
            Json::Number(number) => read(EnumValue::Number(as_count(*number)?)),
            Json::Text(text) => read(match text.trim().parse() {
                Ok(number) => EnumValue::Number(number),
                Err(_) => EnumValue::Name(text.trim()),
            }),
            _ => self.counted(None),
        }
    }

    /// An object, which its own type reads.
    pub fn nested<T: FromWire>(&mut self, name: &str) -> Option<T> {
        let value = self.get(name)?;
        let nested = T::from_wire(value, self.unreadable);
        self.counted(nested)
    }

    /// A list of objects. Objects that cannot be read are left out.
    pub fn list<T: FromWire>(&mut self, name: &str) -> Vec<T> {
        let Some(value) = self.get(name) else {
            return Vec::new();
        };
        let Json::List(values) = value else {
            self.unreadable.fields += 1;
            return Vec::new();
        };
        values
            .iter()
            .filter_map(|value| {
                let item = T::from_wire(value, self.unreadable);
                self.unreadable.items += u32::from(item.is_none());
                item
            })
            .collect()
    }

    /// The member itself. `None` when it is absent or null.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'value Json<'value>> {
        self.object.member(name)
    }

    /// What a text means. A blank text and a GUID of zeros mean "none".
    fn read_text<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        match self.get(name)? {
            Json::Text(text) => self.meaning(text, read),
            _ => self.counted(None),
        }
    }

    fn meaning<T>(&mut self, text: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        match text.trim() {
            "" => None,
            text if is_guid_of_zeros(text) => None,
            text => {
                let meaning = read(text);
                self.counted(meaning)
            }
        }
    }

    /// Returns the value, and counts it as unreadable if it is `None`.
    fn counted<T>(&mut self, value: Option<T>) -> Option<T> {
        self.unreadable.fields += u32::from(value.is_none());
        value
    }
}

/// How a value of an enumeration is written.
#[derive(Clone, Copy)]
pub enum EnumValue<'a> {
    /// As its name, in any case.
    Name(&'a str),
    /// As its number.
    Number(u32),
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from a float saturates, which is intended"
)]
fn as_count(number: f64) -> Option<u32> {
    (number >= 0.0 && number.fract() == 0.0).then_some(number as u32)
}

fn as_bit(number: f64) -> Option<bool> {
    match as_count(number)? {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
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
    use crate::identifier::ContactId;
    use rstest::rstest;
    use serde_json::{Value, json};

    /// Reads the member `x` of `{"x": value}`, and returns how many members were counted as
    /// unreadable.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "values make the tables of cases easier to read"
    )]
    fn read<T>(value: Value, read: impl FnOnce(&mut Fields<'_, '_>) -> T) -> (T, u32) {
        let mut unreadable = Unreadable::default();
        let object = json!({ "x": value });
        let result = read(&mut Fields::of(&Json::from(&object), &mut unreadable).unwrap());
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
    fn a_count_is_read_from_an_integer_a_float_or_a_text(
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
    fn a_flag_is_read_from_a_boolean_a_text_or_a_bit(
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
    #[case(json!(47), None, 1)]
    #[case(json!({}), None, 1)]
    fn a_text_is_trimmed_and_a_blank_one_is_none(
        #[case] value: Value,
        #[case] expected: Option<&str>,
        #[case] unreadable: u32,
    ) {
        let (text, counted) = read(value, |fields| fields.text("x"));
        assert_eq!((text.as_deref(), counted), (expected, unreadable));
    }

    #[test]
    fn a_date_in_place_of_none_is_none_and_not_counted() {
        for date in [
            "0001-01-01T00:00:00",
            "1900-01-01",
            "9999-12-31T23:59:59.9999999Z",
        ] {
            assert_eq!(read(json!(date), |fields| fields.moment("x")), (None, 0));
        }
        assert_eq!(read(json!("soon"), |fields| fields.moment("x")), (None, 1));
        assert_eq!(
            read(json!(20_260_101), |fields| fields.moment("x")),
            (None, 1)
        );
    }

    #[test]
    fn a_guid_of_zeros_is_none_and_not_counted() {
        for guid in [
            "00000000-0000-0000-0000-000000000000",
            "{00000000-0000-0000-0000-000000000000}",
            "00000000000000000000000000000000",
        ] {
            let id = read(json!(guid), |fields| fields.id("x", ContactId::read));
            assert_eq!(id, (None, 0));
        }
        let some = json!("00000000-0000-0000-0000-000000000001");
        let (id, _) = read(some, |fields| fields.id("x", ContactId::read));
        assert!(id.is_some());
        assert_eq!(read(json!("0"), |fields| fields.count("x")), (Some(0), 0));
    }

    #[test]
    fn a_list_that_is_none_is_empty_and_any_other_value_is_counted() {
        let list = |value| {
            read(value, |fields| {
                fields.list::<crate::wire::Definition>("x").len()
            })
        };
        assert_eq!(list(json!(null)), (0, 0));
        assert_eq!(list(json!([])), (0, 0));
        assert_eq!(list(json!([{ "id": "a" }])), (1, 0));
        assert_eq!(list(json!("none")), (0, 1));
    }

    #[test]
    fn a_nested_object_that_cannot_be_read_is_counted() {
        let nested = |value| {
            read(value, |fields| {
                fields.nested::<crate::wire::Definition>("x").is_some()
            })
        };
        assert_eq!(nested(json!(null)), (false, 0));
        assert_eq!(nested(json!({ "id": "a" })), (true, 0));
        assert_eq!(nested(json!({})), (false, 1));
    }
}

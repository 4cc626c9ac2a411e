//! Reads a list as Engage sends it, in any of its envelopes.

use std::fmt;

use super::fields::Fields;
use super::from_wire::{FromWire, Unreadable};
use super::json::Json;

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The items that could be read, in the order in which they were received.
    pub items: Vec<T>,
    /// The number of items that were received, including those that could not be read. The
    /// next page begins after them (T8).
    pub received: usize,
    /// The number of items on all pages, where the answer says so.
    pub total: Option<usize>,
    /// What could not be read and was left out.
    pub unreadable: Unreadable,
}

/// The answer has no list in any known form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPage;

impl fmt::Display for NoPage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .write_str("the answer has no list: it is neither an array nor an object with items")
    }
}

impl std::error::Error for NoPage {}

impl<T: FromWire> Page<T> {
    /// Reads `{"items": […]}`, `{"Items": […]}`, `{"data": […]}`, an array, or the only item
    /// of a list as an object (T8).
    ///
    /// # Errors
    ///
    /// When the answer has none of these forms.
    pub fn read<'value>(answer: impl Into<Json<'value>>) -> Result<Self, NoPage> {
        let answer = answer.into();
        let mut unreadable = Unreadable::default();
        let list = List::of(&answer, &mut unreadable).ok_or(NoPage)?;
        let List { values, total, .. } = list;
        let items: Vec<T> = values
            .iter()
            .filter_map(|value| T::from_wire(value, &mut unreadable))
            .collect();
        let left_out = values.len() - items.len();
        if list.is_bare_item && left_out > 0 {
            return Err(NoPage);
        }
        unreadable.items += u32::try_from(left_out).unwrap_or(u32::MAX);
        Ok(Self {
            items,
            received: values.len(),
            total,
            unreadable,
        })
    }
}

/// A list in its envelope.
struct List<'answer> {
    values: &'answer [Json<'answer>],
    total: Option<usize>,
    /// Whether there is no list: the answer is its only item.
    is_bare_item: bool,
}

impl<'answer> List<'answer> {
    /// The list in an answer. An object without a list is itself the only item.
    fn of(answer: &'answer Json<'answer>, unreadable: &mut Unreadable) -> Option<Self> {
        let list = |values, total| Self {
            values,
            total,
            is_bare_item: false,
        };
        if let Json::List(values) = answer {
            return Some(list(values, None));
        }
        let mut envelope = Fields::of(answer, unreadable)?;
        let total = envelope.count("totalCount").map(|total| total as usize);
        match envelope.get("items").or_else(|| envelope.get("data")) {
            Some(Json::List(values)) => Some(list(values, total)),
            Some(_) => None,
            // With a count of 0, the items may be null or absent.
            None if total == Some(0) => Some(list(&[], total)),
            None => Some(Self {
                values: std::slice::from_ref(answer),
                total: None,
                is_bare_item: true,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Definition;
    use rstest::rstest;
    use serde_json::{Value, json};

    #[rstest]
    #[case::items(json!({ "items": [{ "id": "a" }], "totalCount": 1 }))]
    #[case::capital_items(json!({ "Items": [{ "id": "a" }] }))]
    #[case::data(json!({ "data": [{ "id": "a" }] }))]
    #[case::bare_array(json!([{ "id": "a" }]))]
    #[case::bare_object(json!({ "id": "a" }))]
    fn every_envelope_gives_the_same_items(#[case] answer: Value) {
        let page = Page::<Definition>::read(&answer).unwrap();
        assert_eq!(page.items[0].id.as_str(), "a");
        assert_eq!(page.received, 1);
    }

    #[test]
    fn a_bad_item_is_left_out_and_counted_and_the_others_are_read() {
        let answer = json!({ "items": [17, { "id": "a" }, {}, null, { "id": "b" }] });
        let page = Page::<Definition>::read(&answer).unwrap();
        let ids: Vec<_> = page.items.iter().map(|item| item.id.as_str()).collect();
        assert_eq!(ids, ["a", "b"]);
        assert_eq!(page.unreadable.items, 3);
        assert_eq!(page.received, 5);
    }

    #[rstest]
    #[case(json!(null))]
    #[case(json!("<html>"))]
    #[case(json!(true))]
    #[case(json!({}))]
    #[case(json!({ "items": "none" }))]
    #[case(json!({ "message": "An error has occurred" }))]
    fn an_answer_without_a_list_is_an_error(#[case] answer: Value) {
        assert_eq!(Page::<Definition>::read(&answer), Err(NoPage));
    }

    #[test]
    fn null_items_with_a_count_of_zero_are_an_empty_list() {
        let page = Page::<Definition>::read(&json!({ "items": null, "totalCount": 0 })).unwrap();
        assert!(page.items.is_empty());
    }
}

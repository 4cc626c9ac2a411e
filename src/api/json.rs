//! JSON as the browser holds it. The browser's own parser costs no bytes.

use std::borrow::Cow;

use challenge_model::wire::{Node, Shape};
use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

/// A value that `JSON.parse` returned, or any other value of JavaScript.
#[derive(Clone)]
pub(crate) struct Json(pub(crate) JsValue);

impl Node<'static> for Json {
    fn shape(self) -> Shape<'static, Self> {
        let value = self.0;
        if let Some(text) = value.as_string() {
            Shape::Text(Cow::Owned(text))
        } else if let Some(number) = value.as_f64() {
            Shape::Number(number)
        } else if let Some(flag) = value.as_bool() {
            Shape::Flag(flag)
        } else if Array::is_array(&value) {
            let values = value.unchecked_into::<Array>();
            Shape::List(values.iter().map(Json).collect())
        } else if value.is_object() {
            Shape::Object(members(value.unchecked_ref()))
        } else {
            Shape::Null
        }
    }
}

fn members(object: &Object) -> Vec<(Cow<'static, str>, Json)> {
    let entries = Object::entries(object);
    let member = |entry: JsValue| {
        let entry = entry.unchecked_into::<Array>();
        let name = entry.get(0).as_string().unwrap_or_default();
        (Cow::Owned(name), Json(entry.get(1)))
    };
    entries.iter().map(member).collect()
}

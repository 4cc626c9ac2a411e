//! The content file as a JSON Schema, by which editors complete and check it.
//!
//! It is made of the list of keys. It is of draft 7, which the editors' extensions for TOML
//! understand. What it cannot say, such as that each text needs the default language, the
//! reader alone says.

use serde_json::{Map, Value, json};

use super::file::LAYOUTS;
use super::keys::{CheckpointKey, ConsentKey, DefinitionKey, FileKey, Key, Keys, Kind};
use super::language_names;

/// A GUID, as Engage or another program writes it.
const GUID: &str =
    r"^\{?[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{12}\}?$";
const NOT_BLANK: &str = r"\S";

/// The schema.
#[must_use]
pub fn schema() -> Value {
    let mut schema = table::<FileKey>(&[]);
    schema.insert(
        "$schema".to_owned(),
        json!("http://json-schema.org/draft-07/schema#"),
    );
    schema.insert(
        "title".to_owned(),
        json!("Texts for the challenges of Voyado Engage"),
    );
    let about = "The content file of retailer-proxy: titles, rewards and consent texts for the \
                 definitions of Engage.";
    schema.insert("description".to_owned(), json!(about));
    Value::Object(schema)
}

/// A table with these keys, some of which it has to have.
fn table<K: Keys>(required: &[&str]) -> Map<String, Value> {
    let properties = K::ALL
        .iter()
        .map(|(_, key)| (key.name.to_owned(), value(key)));
    let properties: Map<String, Value> = properties.collect();
    let mut table = Map::new();
    table.insert("type".to_owned(), json!("object"));
    table.insert("properties".to_owned(), Value::Object(properties));
    table.insert("additionalProperties".to_owned(), json!(false));
    if !required.is_empty() {
        table.insert("required".to_owned(), json!(required));
    }
    table
}

fn value(key: &Key) -> Value {
    let mut value = match key.kind {
        Kind::Language => json!({ "type": "string", "pattern": language_pattern() }),
        Kind::Definitions => json!({
            "type": "object",
            "patternProperties": { GUID: table::<DefinitionKey>(&[]) },
            "additionalProperties": false,
        }),
        Kind::Texts { .. } => texts(),
        Kind::Consent => Value::Object(table::<ConsentKey>(&["version", "text"])),
        Kind::Version => json!({ "type": "string", "maxLength": 200, "pattern": NOT_BLANK }),
        Kind::Address => json!({ "type": "string", "pattern": r"^\s*[Hh][Tt][Tt][Pp][Ss]://\S" }),
        Kind::Layout => json!({ "enum": LAYOUTS }),
        Kind::Number { least } => {
            json!({ "type": "integer", "minimum": least, "maximum": u32::MAX })
        }
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Icon => json!({
            "type": "string", "pattern": NOT_BLANK, "not": { "pattern": "^[A-Za-z0-9]{5,}$" },
        }),
        Kind::Checkpoints => json!({
            "type": "array", "items": table::<CheckpointKey>(&["at"]),
        }),
    };
    value["description"] = json!(description(key));
    value
}

/// A text in the default language, or one for each language.
fn texts() -> Value {
    let text = json!({ "type": "string", "pattern": NOT_BLANK });
    let languages = language_names::often_used().map(|(code, name)| {
        let mut text = text.clone();
        text["description"] = json!(format!("The text in {name}."));
        (code.to_owned(), text)
    });
    json!({
        "anyOf": [text, {
            "type": "object",
            "properties": languages.collect::<Map<_, _>>(),
            "propertyNames": { "pattern": language_pattern() },
            "additionalProperties": text,
            "minProperties": 1,
        }],
    })
}

/// A code of a language, perhaps with a region, or the name of a locale. The codes that people
/// mistake for one are left out.
fn language_pattern() -> String {
    let wrong = language_names::wrong_codes().collect::<Vec<_>>().join("|");
    format!(r"^(?!({wrong})([-_.@]|$))[A-Za-z]{{2,3}}([-_][A-Za-z0-9]{{1,8}})*([.@].*)?$")
}

/// What the key is for, and how long its texts should be.
fn description(key: &Key) -> String {
    let meaning = key.meaning();
    match key.kind {
        Kind::Texts { longest } => {
            format!("{meaning} A card shows up to {longest} characters well.")
        }
        _ => meaning,
    }
}

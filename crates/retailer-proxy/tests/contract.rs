//! The contract that retailers read is the one that is served.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use serde_json::Value;

fn contract() -> Value {
    serde_json::to_value(retailer_proxy::openapi()).unwrap()
}

#[test]
fn the_committed_document_is_the_one_of_the_types() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let committed: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(
        committed,
        contract(),
        "the contract has changed: cargo run -p retailer-proxy -- openapi > docs/openapi.json"
    );
}

/// Awards are for the shop's back end alone, on another listener.
fn is_of_awards(name: &str) -> bool {
    name.starts_with("Award")
}

#[test]
fn it_is_openapi_3_1_and_knows_no_contact_id_where_browsers_ask() {
    let contract = contract();
    assert!(contract["openapi"].as_str().unwrap().starts_with("3.1"));
    let schemas = contract["components"]["schemas"].as_object().unwrap();
    for (name, schema) in schemas.iter().filter(|(name, _)| !is_of_awards(name)) {
        let schema = schema.to_string();
        assert!(!schema.contains("contactId"), "{name}: {schema}");
        assert!(!schema.contains("schemas/Award"), "{name}: {schema}");
    }
    let paths = contract["paths"].as_object().unwrap();
    for (path, item) in paths
        .iter()
        .filter(|(path, _)| !path.starts_with("/awards"))
    {
        let item = item.to_string();
        assert!(!item.contains("schemas/Award"), "{path}: {item}");
    }
}

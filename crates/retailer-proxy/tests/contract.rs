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

#[test]
fn it_is_openapi_3_1_and_knows_no_contact_id() {
    let contract = contract();
    assert!(contract["openapi"].as_str().unwrap().starts_with("3.1"));
    let schemas = contract["components"]["schemas"].to_string();
    assert!(!schemas.contains("contactId"), "{schemas}");
}

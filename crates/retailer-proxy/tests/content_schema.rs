//! The JSON Schema of content files, by which editors complete and check them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use jsonschema::Validator;
use retailer_proxy::content::{check, schema};
use rstest::rstest;
use serde_json::Value;

const ID: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn read(path: &str) -> String {
    std::fs::read_to_string(format!("{ROOT}/{path}")).unwrap()
}

fn validator() -> Validator {
    jsonschema::validator_for(&schema()).unwrap()
}

fn value(text: &str) -> Value {
    toml::from_str(&text.replace("ID", ID)).unwrap()
}

#[test]
fn the_committed_schema_is_the_one_of_the_keys() {
    let committed: Value = serde_json::from_str(&read("docs/content.schema.json")).unwrap();
    assert_eq!(
        committed,
        schema(),
        "the keys have changed: cargo run -p retailer-proxy -- content-schema > \
         docs/content.schema.json"
    );
}

#[test]
fn it_is_a_schema_of_draft_7() {
    assert!(jsonschema::meta::is_valid(&schema()));
    assert_eq!(
        schema()["$schema"],
        "http://json-schema.org/draft-07/schema#"
    );
}

#[rstest]
#[case("examples/content.toml")]
#[case("crates/demo-shop/assets/content.toml")]
fn the_examples_are_valid_and_name_the_schema(#[case] path: &str) {
    let text = read(path);
    let errors: Vec<String> = validator()
        .iter_errors(&toml::from_str(&text).unwrap())
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    let first = text.lines().next().unwrap();
    let folder = path.rsplit_once('/').unwrap().0;
    let schema = first.strip_prefix("#:schema ").unwrap();
    assert!(
        std::fs::exists(format!("{ROOT}/{folder}/{schema}")).unwrap(),
        "{first}"
    );
}

#[rstest]
#[case::texts(
    "[definition.ID]\ntitle = \"x\"\nterms.en = \"x\"\nreward = { en = \"x\", sv-FI = \"y\" }"
)]
#[case::rest(
    "[definition.ID]\nimage = \"https://x.test/y\"\nlayout = \"path\"\norder = 0\nhidden = false"
)]
#[case::consent("[definition.ID.consent]\nversion = \"1\"\ntext.en = \"x\"")]
#[case::checkpoint(
    "[[definition.ID.checkpoint]]\nat = 1\nicon = \"👨‍👩‍👧\"\nlink = \"https://x.test/\"\nlabel = \"x\""
)]
#[case::language(
    "default_language = \"sv_SE\"\n[definition.3C8D9E128B2E4E779F30AD2B6B4E3F33]\ntitle.sv_SE = \"x\"\ntitle.fil = \"x\"\ntitle.EN = \"x\""
)]
fn what_the_proxy_can_use_is_valid(#[case] text: &str) {
    assert!(
        check(text.replace("ID", ID).as_bytes(), None)
            .content
            .is_some()
    );
    assert!(validator().is_valid(&value(text)));
}

#[rstest]
#[case::unknown_key("[definition.ID]\ntittle = \"x\"")]
#[case::unknown_section("[definitions.ID]")]
#[case::no_id("[definition.hello]")]
#[case::short_id("[definition.3c8d9e12-8b2e-4e7-9f30-ad2b6b4e3f33]")]
#[case::number_for_a_text("[definition.ID]\ntitle.en = 5")]
#[case::empty_text("[definition.ID]\ntitle.en = \" \"")]
#[case::three_letters("[definition.ID]\ntitle.eng = \"x\"")]
#[case::country("[definition.ID]\ntitle.en = \"x\"\ntitle.dk = \"x\"")]
#[case::name_of_a_language("[definition.ID]\ntitle.en = \"x\"\ntitle.Swedish = \"x\"")]
#[case::number_in_marks("[definition.ID]\norder = \"2\"")]
#[case::negative("[definition.ID]\norder = -1")]
#[case::flag("[definition.ID]\nhidden = \"yes\"")]
#[case::layout("[definition.ID]\nlayout = \"grid\"")]
#[case::http("[definition.ID]\nimage = \"http://x.test/y\"")]
#[case::consent_without_version("[definition.ID.consent]\ntext = \"x\"")]
#[case::consent_without_text("[definition.ID.consent]\nversion = \"1\"")]
#[case::checkpoint_without_number("[[definition.ID.checkpoint]]\nlabel = \"x\"")]
#[case::checkpoint_zero("[[definition.ID.checkpoint]]\nat = 0")]
#[case::icon("[[definition.ID.checkpoint]]\nat = 1\nicon = \"boots\"")]
#[case::single_brackets("[definition.ID.checkpoint]\nat = 1")]
fn what_the_proxy_refuses_is_not_valid(#[case] text: &str) {
    assert!(
        check(text.replace("ID", ID).as_bytes(), None)
            .content
            .is_none()
    );
    assert!(!validator().is_valid(&value(text)));
}

//! What is answered is what `docs/openapi.json` says: status, type, headers, body.

use std::num::NonZeroU32;

use engage_client::ChallengeFilter;
use engage_sim::{Effect, Fault, Simulator};
use reqwest::RequestBuilder;
use retailer_proxy::Joining;
use retailer_proxy::consents::Ledger;
use retailer_proxy::content::{Content, ContentSource};
use rstest::rstest;
use serde_json::{Value, json};

use crate::awards::{Desk, award};
use crate::drawn::DRAWN;
use crate::html::Html;
use crate::shop::{
    ALVA, ALVAS_DOG_FOOD, Answer, Behaviour, DOG_FOOD, INES, NOBODY, Shop, session, token,
};

const LIST: &str = "/challenges";
const ONE: &str = "/challenges/{id}";
const DEFINITIONS: &str = "/challenges/definitions";
const DEFINITION: &str = "/challenges/definitions/{id}";
const JOIN: &str = "/challenges/definitions/{id}/assign";
const AWARDS: &str = "/awards";
const AWARD: &str = "/awards/{id}";
const EVENTS: &str = "/challenges/events";

/// The definition of the demo that asks for consent.
const HELLO: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";

fn document() -> Value {
    serde_json::from_str(include_str!("../../../../docs/openapi.json")).unwrap()
}

/// What the document says of answers with this status: by its number, else by its
/// first digit.
fn documented<'d>(document: &'d Value, method: &str, path: &str, status: u16) -> &'d Value {
    let responses = &document["paths"][path][method]["responses"];
    [status.to_string(), format!("{}XX", status / 100)]
        .iter()
        .find_map(|status| responses.get(status))
        .unwrap_or_else(|| panic!("{method} {path} has no {status}"))
}

/// Fails unless the document has such an answer of this path.
fn assert_in_contract(method: &str, path: &str, answer: &Answer) {
    let document = document();
    let status = answer.status.as_u16();
    let promised = documented(&document, method, path, status);
    for header in promised["headers"].as_object().into_iter().flatten() {
        let value = answer.header(header.0).unwrap_or_default();
        assert!(value.parse::<u64>().is_ok(), "{path}: {header:?} {value}");
    }
    let kind = answer.header("content-type").unwrap();
    let kind = kind.split(';').next().unwrap();
    let content = promised["content"].get(kind);
    let content = content.unwrap_or_else(|| panic!("{method} {path} {status} is no {kind}"));
    let mut schema = content["schema"].clone();
    schema["components"] = document["components"].clone();
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let body = match kind {
        "text/html" => Value::from(&*answer.text),
        _ => serde_json::from_str(&answer.text).unwrap(),
    };
    let faults = validator.iter_errors(&body);
    let faults: Vec<_> = faults
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{method} {path}: {faults:#?} in {body}");
}

/// A shop whose shoppers can join what the demo's marketer has written of.
async fn open(behaviour: Behaviour) -> (Shop, Simulator) {
    let ledger = Ledger::in_memory().await.unwrap();
    let content = include_str!("../../../demo-shop/assets/content.toml");
    let content = ContentSource::fixed(Content::parse(content).unwrap());
    Shop::open_with_all(behaviour, |proxy| {
        proxy
            .with_content(content)
            .with_joining(Joining::new(ledger))
    })
    .await
}

/// A request as the widget makes it to join.
fn join(shop: &Shop, definition: &str) -> RequestBuilder {
    shop.request_to_join(INES, definition)
}

#[rstest]
#[case(LIST, "/challenges".to_owned())]
#[case(LIST, "/challenges?filter=Active&offset=1&count=2&lang=sv".to_owned())]
#[case(ONE, format!("/challenges/{ALVAS_DOG_FOOD}"))]
#[case(DEFINITIONS, "/challenges/definitions".to_owned())]
#[case(DEFINITION, format!("/challenges/definitions/{HELLO}"))]
#[tokio::test]
async fn what_is_read_is_as_the_contract_says(#[case] path: &str, #[case] address: String) {
    let (shop, engage) = open(Behaviour::without_memory()).await;
    for switch in ["enums=integer", "enums=string", "nulls=explicit"] {
        engage.set_switches(engage.switches().with_assignment(switch).unwrap());
        let answer = shop.answer(ALVA, &address).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_in_contract("get", path, &answer);
    }
}

#[tokio::test]
async fn server_rendered_cards_are_as_the_contract_says() {
    let (shop, _engage) = open(Behaviour::default()).await;
    let path = "/challenges?lang=sv&view=layout%3Dpath%26limit%3D3";
    let request = shop.get(path).bearer_auth(token(&session(ALVA)));
    let answer = Answer::of(request.header("accept", DRAWN)).await;
    assert_in_contract("get", LIST, &answer);

    let html = Html::parse(&answer.text);
    assert_eq!(html.of_class("widget")[0].tag, "section");
    assert_eq!(html.of_class("card").len(), 3);
    for (name, path) in [("challenges", LIST), ("definitions", DEFINITIONS)] {
        let answer = Answer {
            status: answer.status,
            headers: shop.answer(ALVA, path).await.headers,
            text: html.answer(name).to_string(),
        };
        assert_in_contract("get", path, &answer);
    }
}

#[tokio::test]
async fn the_answer_to_who_joins_is_as_the_contract_says() {
    let (shop, _engage) = open(Behaviour::default()).await;
    let answer = Answer::of(join(&shop, DOG_FOOD).json(&json!({}))).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_in_contract("post", JOIN, &answer);
}

/// A stream does not end, so no fuzzer can read it. Its start is checked here.
#[tokio::test]
async fn a_stream_begins_as_the_contract_says() {
    let (shop, _engage) = open(Behaviour::default()).await;
    let request = shop.get("/challenges/events");
    let stream = request.bearer_auth(token(&session(ALVA))).send().await;
    let stream = stream.unwrap();
    let document = document();
    let promised = documented(&document, "get", EVENTS, stream.status().as_u16());
    let kinds: Vec<_> = promised["content"].as_object().unwrap().keys().collect();
    assert_eq!(kinds, [stream.headers()["content-type"].to_str().unwrap()]);
}

#[rstest]
#[case::parameter(LIST, "/challenges?count=0", 400)]
#[case::contact_id(DEFINITIONS, "/challenges/definitions?contactId=x", 400)]
#[case::no_such_challenge(ONE, "/challenges/4711", 404)]
#[case::no_such_definition(DEFINITION, "/challenges/definitions/4711", 404)]
#[tokio::test]
async fn errors_for_a_shopper_are_as_the_contract_says(
    #[case] path: &str,
    #[case] address: &str,
    #[case] status: u16,
) {
    let (shop, _engage) = open(Behaviour::default()).await;
    let answer = shop.answer(ALVA, address).await;
    assert_eq!(answer.status, status);
    assert_in_contract("get", path, &answer);
}

#[rstest]
#[case(LIST, "/challenges")]
#[case(ONE, "/challenges/a1000000-1111-4aaa-8bbb-000000000003")]
#[case(DEFINITIONS, "/challenges/definitions")]
#[case(
    DEFINITION,
    "/challenges/definitions/5eafb034-ad40-4099-9152-cf4d8d605b55"
)]
#[case(EVENTS, "/challenges/events")]
#[tokio::test]
async fn who_is_signed_out_is_refused_as_the_contract_says(
    #[case] path: &str,
    #[case] address: &str,
) {
    let (shop, _engage) = open(Behaviour::default()).await;
    let answer = Answer::of(shop.get(address)).await;
    assert_eq!(answer.status, 401);
    assert_in_contract("get", path, &answer);
}

#[rstest]
#[case::failed(500, 502)]
#[case::busy(429, 503)]
#[case::key_refused(401, 502)]
#[tokio::test]
async fn a_failing_engage_is_answered_as_the_contract_says(#[case] code: u16, #[case] status: u16) {
    let (shop, engage) = open(Behaviour::default()).await;
    let retry_after = None;
    engage.add_fault(Fault::new(Effect::Status { code, retry_after }));
    let answer = shop.answer(ALVA, "/challenges").await;
    assert_eq!(answer.status, status);
    assert_in_contract("get", LIST, &answer);
    let answer = Answer::of(join(&shop, DOG_FOOD).json(&json!({}))).await;
    assert_eq!(answer.status, status);
    assert_in_contract("post", JOIN, &answer);
}

#[rstest]
#[case::no_consent(HELLO, json!({}), 400)]
#[case::old_consent(HELLO, json!({ "consentVersion": "1999-01" }), 409)]
#[case::no_such_definition(NOBODY, json!({}), 404)]
#[case::too_long(DOG_FOOD, json!({ "consentVersion": "x".repeat(20_000) }), 413)]
#[tokio::test]
async fn who_cannot_join_is_refused_as_the_contract_says(
    #[case] definition: &str,
    #[case] body: Value,
    #[case] status: u16,
) {
    let (shop, _engage) = open(Behaviour::default()).await;
    let answer = Answer::of(join(&shop, definition).json(&body)).await;
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_in_contract("post", JOIN, &answer);
}

#[tokio::test]
async fn who_asks_too_often_is_told_to_wait_as_the_contract_says() {
    let mut behaviour = Behaviour::default();
    behaviour.edge.per_address = NonZeroU32::MIN;
    let (shop, _engage) = open(behaviour).await;
    shop.answer(ALVA, "/challenges").await;
    let answer = shop.answer(ALVA, "/challenges").await;
    assert_eq!(answer.status, 429);
    assert_in_contract("get", LIST, &answer);
}

#[tokio::test]
async fn what_the_back_end_is_answered_about_awards_is_as_the_contract_says() {
    let (desk, _engage) = Desk::open().await;
    let order = award("order-1", INES, DOG_FOOD);
    let another = award("order-1", ALVA, DOG_FOOD);
    for (body, status) in [
        (json!([order, award("order-2", NOBODY, DOG_FOOD)]), 202),
        (json!("order-1"), 400),
        (another, 409),
        (json!([award("order-3", "4711", DOG_FOOD)]), 422),
        (json!("x".repeat(5_000_000)), 413),
    ] {
        let answer = desk.hand_over(&body).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        assert_in_contract("post", AWARDS, &answer);
    }
    desk.wait_for("order-1", "awarded").await;
    desk.wait_for("order-2", "rejected").await;
    for (path, address, status) in [
        (AWARD, "/awards/order-1", 200),
        (AWARD, "/awards/order-2", 200),
        (AWARD, "/awards/nobody", 404),
        (AWARDS, "/awards?state=awarded", 200),
        (AWARDS, "/awards?state=lost", 400),
    ] {
        let answer = desk.ask(address).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        assert_in_contract("get", path, &answer);
    }
    let stranger = Answer::of(desk.shop.internal("/awards/order-1")).await;
    assert_eq!(stranger.status, 401);
    assert_in_contract("get", AWARD, &stranger);
}

#[test]
fn the_filters_of_the_contract_are_those_that_are_understood() {
    let document = document();
    let parameters = document["paths"][LIST]["get"]["parameters"].as_array();
    let mut parameters = parameters.unwrap().iter();
    let filter = parameters.find(|parameter| parameter["name"] == "filter");
    let names = filter.unwrap()["schema"]["enum"].as_array().unwrap();
    assert_eq!(names.len(), 4);
    for name in names {
        let name = name.as_str().unwrap();
        assert_eq!(ChallengeFilter::named(name).unwrap().name(), name);
    }
}

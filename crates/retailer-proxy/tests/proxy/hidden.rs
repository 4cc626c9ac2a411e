//! What the retailer hides stays here: shoppers cannot see it, nor join it.

use engage_sim::{Endpoint, Simulator};
use retailer_proxy::Joining;
use retailer_proxy::consents::Ledger;
use retailer_proxy::content::{Content, ContentSource};
use rstest::rstest;
use serde_json::{Value, json};

use crate::drawn::drawn;
use crate::shop::{ALVA, ALVAS_DOG_FOOD, Answer, DOG_FOOD, INES, Shop, refused};

/// A shop that hides the dog food, which Alva collects stamps for and Ines could join.
async fn open() -> (Shop, Simulator, Ledger) {
    let ledger = Ledger::in_memory().await.unwrap();
    let joining = Joining::new(ledger.clone());
    let content = format!("[definition.{DOG_FOOD}]\nhidden = true\ntitle = \"Not yet\"\n");
    let content = ContentSource::fixed(Content::parse(&content).unwrap());
    let (shop, engage) =
        Shop::open_equipped(|proxy| proxy.with_content(content).with_joining(joining)).await;
    (shop, engage, ledger)
}

fn ids(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().unwrap().iter();
    items.map(|item| item["id"].as_str().unwrap()).collect()
}

#[rstest]
#[case::challenges("/challenges", ALVAS_DOG_FOOD)]
#[case::definitions("/challenges/definitions", DOG_FOOD)]
#[tokio::test]
async fn a_list_is_as_if_the_hidden_were_not_there(#[case] path: &str, #[case] hidden: &str) {
    let (open_shop, _engage) = Shop::open().await;
    let all = open_shop.json(ALVA, path).await;
    let mut expected = ids(&all);
    expected.retain(|id| *id != hidden);
    assert_eq!(expected.len(), ids(&all).len() - 1);

    let (shop, _engage, _ledger) = open().await;
    let list = shop.json(ALVA, path).await;
    assert_eq!(ids(&list), expected);
    assert_eq!(list["count"], expected.len());
    assert_eq!(list["totalCount"], expected.len());
    assert!(!list.to_string().contains("Not yet"), "{list}");
    assert!(!list.to_string().contains("\"hidden\""), "{list}");
}

#[tokio::test]
async fn what_is_hidden_is_not_server_rendered() {
    let (shop, _engage, _ledger) = open().await;
    for contact in [ALVA, INES] {
        let html = drawn(&shop, contact, "/challenges").await;
        assert!(!html.of_class("card").is_empty());
        let mut elements = html.elements().iter();
        let said = elements.find(|element| {
            let attributes = element.attributes.values();
            let mut texts = attributes.chain([&element.text]);
            texts.any(|text| text.contains("Not yet") || text.contains(DOG_FOOD))
        });
        assert!(said.is_none(), "{said:?}");
    }
}

#[rstest]
#[case::challenges("/challenges")]
#[case::definitions("/challenges/definitions")]
#[tokio::test]
async fn pages_of_a_list_are_full_where_something_is_hidden(#[case] path: &str) {
    let (shop, _engage, _ledger) = open().await;
    let whole = shop.json(ALVA, path).await;
    let mut found = Vec::new();
    for offset in 0..ids(&whole).len() {
        let stretch = shop
            .json(ALVA, &format!("{path}?offset={offset}&count=1"))
            .await;
        assert_eq!(stretch["totalCount"], whole["totalCount"]);
        assert_eq!(stretch["offset"], offset);
        found.extend(ids(&stretch).into_iter().map(str::to_owned));
    }
    assert_eq!(found, ids(&whole));
    let beyond = shop.json(ALVA, &format!("{path}?offset=900")).await;
    assert_eq!(ids(&beyond), [""; 0]);
}

#[tokio::test]
async fn pages_are_cut_from_one_answer_of_engage() {
    let (shop, engage, _ledger) = open().await;
    for offset in 0..4 {
        shop.json(ALVA, &format!("/challenges?offset={offset}&count=1"))
            .await;
    }
    assert_eq!(engage.log().count(Endpoint::ListChallenges), 1);
}

#[tokio::test]
async fn asking_for_the_challenges_of_what_is_hidden_finds_none() {
    let (shop, _engage, _ledger) = open().await;
    let path = format!("/challenges?definitionId={DOG_FOOD}");
    let list = shop.json(ALVA, &path).await;
    assert_eq!(list["items"], json!([]));
    assert_eq!(list["totalCount"], 0);
}

#[rstest]
#[case::challenge(format!("/challenges/{ALVAS_DOG_FOOD}"))]
#[case::definition(format!("/challenges/definitions/{DOG_FOOD}"))]
#[case::in_capitals(format!("/challenges/definitions/{}", DOG_FOOD.to_uppercase()))]
#[tokio::test]
async fn what_is_hidden_is_not_found_by_its_id(#[case] path: String) {
    let (shop, _engage, _ledger) = open().await;
    let answer = shop.answer(ALVA, &path).await;
    assert_eq!(answer.refusal(), refused(404, "not_found"));
}

#[tokio::test]
async fn what_is_hidden_cannot_be_joined_and_leaves_no_consent() {
    let (shop, engage, ledger) = open().await;
    let request = shop.request_to_join(INES, DOG_FOOD);
    let answer = Answer::of(request.json(&json!({}))).await;
    assert_eq!(answer.refusal(), refused(404, "not_found"));
    assert!(ledger.after(None).await.unwrap().is_empty());
    assert_eq!(engage.log().total, 0);
}

//! A shopper sees what they could join, and nothing that is not public.

use challenge_model::wire::DefinitionStatus;
use challenge_model::{Definition, Page};
use rstest::rstest;

use crate::shop::{ALVA, Behaviour, DOG_FOOD, DRAFT, Shop, refused};

#[tokio::test]
async fn only_active_definitions_are_listed() {
    let (shop, engage) = Shop::open().await;
    let page: Page<Definition> =
        Page::read(&shop.json(ALVA, "/challenges/definitions").await).unwrap();
    assert!(page.items.len() > 4);
    assert_eq!(page.total, Some(page.items.len()));
    for definition in &page.items {
        assert_eq!(definition.status, Some(DefinitionStatus::Active));
    }
    let all = engage.state().definitions().len();
    assert!(page.items.len() < all);
}

#[tokio::test]
async fn the_list_comes_in_pages_whose_total_counts_only_visible_items() {
    let (shop, _engage) = Shop::open().await;
    let whole = shop.json(ALVA, "/challenges/definitions").await;
    let stretch = shop
        .json(ALVA, "/challenges/definitions?offset=2&count=2")
        .await;
    assert_eq!(stretch["items"][0], whole["items"][2]);
    assert_eq!(stretch["items"].as_array().unwrap().len(), 2);
    assert_eq!(stretch["totalCount"], whole["totalCount"]);
    let beyond = shop.json(ALVA, "/challenges/definitions?offset=900").await;
    assert_eq!(beyond["count"], 0);
}

#[tokio::test]
async fn an_active_definition_can_be_had_by_its_id_in_any_spelling() {
    let (shop, _engage) = Shop::open().await;
    for id in [
        DOG_FOOD.to_owned(),
        DOG_FOOD.to_uppercase(),
        DOG_FOOD.replace('-', ""),
    ] {
        let answer = shop
            .json(ALVA, &format!("/challenges/definitions/{id}"))
            .await;
        assert_eq!(answer["name"], "Five bags, one on us");
    }
}

#[rstest]
#[case::draft(DRAFT)]
#[case::planned("70c1d256-cf62-42bb-9374-e16faf827d77")]
#[case::ended("92e3f478-e184-44dd-b596-0381c1a49f99")]
#[case::none("f0f0f0f0-0000-4000-8000-00000000000f")]
#[case::no_guid("4711")]
#[tokio::test]
async fn every_other_definition_is_not_found(#[case] id: &str) {
    let (shop, _engage) = Shop::open().await;
    let answer = shop
        .answer(ALVA, &format!("/challenges/definitions/{id}"))
        .await;
    assert_eq!(answer.refusal(), refused(404, "not_found"));
}

#[tokio::test]
async fn a_definition_that_the_marketer_ends_is_gone_after_the_next_read() {
    let (shop, engage) = Shop::open_with(Behaviour::without_memory()).await;
    let path = format!("/challenges/definitions/{DOG_FOOD}");
    shop.json(ALVA, &path).await;
    engage
        .change_state(|state, now| state.end_definition(DOG_FOOD.parse().unwrap(), now))
        .unwrap();
    assert_eq!(
        shop.answer(ALVA, &path).await.refusal(),
        refused(404, "not_found")
    );
}

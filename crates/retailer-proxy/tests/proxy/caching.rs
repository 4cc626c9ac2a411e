//! The cache: many requests cause few calls to Engage, and nobody gets what was cached
//! for another.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use engage_sim::{Effect, Endpoint, Fault};
use rstest::rstest;

use crate::shop::{
    ALVA, ALVAS_DOG_FOOD, Behaviour, DOG_FOOD, INES, NILS, OTTO, Shop, most_calls_within, refused,
};

#[tokio::test]
async fn a_page_that_is_loaded_again_causes_no_call_to_engage() {
    let (shop, engage) = Shop::open().await;
    for _ in 0..5 {
        shop.json(ALVA, "/challenges").await;
        shop.json(ALVA, "/challenges/definitions").await;
        shop.json(ALVA, &format!("/challenges/definitions/{DOG_FOOD}"))
            .await;
        shop.json(ALVA, &format!("/challenges/{ALVAS_DOG_FOOD}"))
            .await;
    }
    let log = engage.log();
    assert_eq!(log.count(Endpoint::ListChallenges), 1);
    assert_eq!(log.count(Endpoint::GetChallenge), 1);
    assert_eq!(log.count(Endpoint::ListDefinitions), 1);
    assert_eq!(log.count(Endpoint::GetDefinition), 0);
}

#[tokio::test]
async fn a_hundred_pages_that_are_opened_at_once_cause_one_call() {
    let (shop, engage) = Shop::open().await;
    engage.add_fault(Fault::new(Effect::Latency(Duration::from_millis(200))));
    let shop = Arc::new(shop);
    let pages = (0..100).map(|_| {
        let shop = Arc::clone(&shop);
        tokio::spawn(async move { shop.answer(ALVA, "/challenges").await.status })
    });
    for page in pages.collect::<Vec<_>>() {
        assert_eq!(page.await.unwrap(), 200);
    }
    assert_eq!(engage.log().total, 2);
}

#[tokio::test]
async fn the_list_says_how_old_it_is() {
    let (shop, _engage) = Shop::open().await;
    for _ in 0..2 {
        let answer = shop.answer(ALVA, "/challenges").await;
        let age: u64 = answer.header("age").unwrap().parse().unwrap();
        assert!(age <= 5, "{age}");
    }
}

#[tokio::test]
async fn a_definition_that_is_in_no_list_is_read_once_and_then_cached() {
    let (shop, engage) = Shop::open().await;
    for _ in 0..3 {
        let path = "/challenges/definitions/00000000-0000-4000-8000-000000000000";
        let answer = shop.answer(ALVA, path).await;
        assert_eq!(answer.refusal(), refused(404, "not_found"));
    }
    assert_eq!(engage.log().count(Endpoint::GetDefinition), 1);
}

#[tokio::test]
async fn nobody_gets_what_was_cached_for_another() {
    let (shop, _engage) = Shop::open().await;
    let path = "/challenges?filter=All&offset=0";
    let mut first = Vec::new();
    for contact in [ALVA, NILS, INES, OTTO] {
        first.push(shop.json(contact, path).await);
    }
    for (contact, first) in [ALVA, NILS, INES, OTTO].iter().zip(&first) {
        assert_eq!(shop.json(contact, path).await, *first);
    }
    for (index, one) in first.iter().enumerate() {
        assert!(
            !first[index + 1..].contains(one),
            "two contacts see the same"
        );
    }
}

#[tokio::test]
async fn a_challenge_that_its_owner_has_read_is_not_found_by_others() {
    let (shop, _engage) = Shop::open().await;
    let path = format!("/challenges/{ALVAS_DOG_FOOD}");
    shop.json(ALVA, &path).await;
    let answer = shop.answer(NILS, &path).await;
    assert_eq!(answer.refusal(), refused(404, "not_found"));
    shop.json(ALVA, &path).await;
}

#[rstest]
#[case("/challenges?filter=Active", "/challenges?filter=Completed")]
#[case("/challenges?offset=0&count=1", "/challenges?offset=1&count=1")]
#[case(
    "/challenges",
    "/challenges?definitionId=5eafb034-ad40-4099-9152-cf4d8d605b55"
)]
#[tokio::test]
async fn different_queries_are_cached_apart(#[case] one: &str, #[case] other: &str) {
    let (shop, _engage) = Shop::open().await;
    let first = shop.json(ALVA, one).await;
    assert_ne!(first, shop.json(ALVA, other).await);
    assert_eq!(first, shop.json(ALVA, one).await);
}

#[tokio::test]
async fn a_flood_of_shoppers_never_causes_more_calls_in_a_second_than_allowed() {
    let mut behaviour = Behaviour::default();
    behaviour.calls.per_second = NonZeroU32::new(20).unwrap();
    let (shop, engage) = Shop::open_with(behaviour).await;
    let shop = Arc::new(shop);
    let shoppers = (1..=100_u32).map(|number| {
        let shop = Arc::clone(&shop);
        let contact = format!("{number:08x}-0000-4000-8000-000000000000");
        tokio::spawn(async move { shop.answer(&contact, "/challenges").await.status })
    });
    for shopper in shoppers.collect::<Vec<_>>() {
        assert_eq!(shopper.await.unwrap(), 200);
    }
    assert_eq!(engage.log().total, 101);
    // On a busy machine single calls arrive late, and in another second than the one of their
    // permit. So two seconds may have the calls of a third.
    let busiest = most_calls_within(&engage, Duration::from_secs(2));
    assert!(busiest <= 60, "{busiest}");
}

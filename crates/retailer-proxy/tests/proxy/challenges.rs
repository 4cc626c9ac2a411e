//! A shopper sees their own challenges, with all that a card is made of.

use challenge_model::{Card, CardState, ChallengeItem, Page, UnixMillis};
use engage_sim::Endpoint;
use rstest::rstest;
use serde_json::Value;

use crate::shop::{ALVA, ALVAS_DOG_FOOD, DOG_FOOD, INES, NILS, NOBODY, OTTO, Shop, refused};

fn page(answer: &Value) -> Page<ChallengeItem> {
    let page = Page::read(answer).unwrap();
    assert!(page.unreadable.is_none(), "{:?}", page.unreadable);
    page
}

#[tokio::test]
async fn one_request_has_all_that_the_cards_show() {
    let (shop, engage) = Shop::open().await;
    let page = page(&shop.json(ALVA, "/challenges").await);
    let now = UnixMillis(engage.now().as_millisecond());
    let cards: Vec<Card> = page
        .items
        .iter()
        .filter_map(|item| Card::of_challenge(item, now))
        .collect();
    assert_eq!(cards.len(), 6);
    assert!(cards.iter().all(|card| card.wording.title.is_some()));
    for state in [
        CardState::Active,
        CardState::Completed,
        CardState::Ended,
        CardState::Inactive,
    ] {
        assert!(cards.iter().any(|card| card.state == state), "{state:?}");
    }
    let log = engage.log();
    assert_eq!(
        log.total, 2,
        "one list of challenges and one of definitions"
    );
    assert_eq!(log.count(Endpoint::ListDefinitions), 1);
}

#[rstest]
#[case::none(INES)]
#[case::unknown_to_engage(NOBODY)]
#[tokio::test]
async fn a_contact_without_challenges_has_an_empty_list(#[case] contact: &str) {
    let (shop, _engage) = Shop::open().await;
    let answer = shop.json(contact, "/challenges").await;
    assert_eq!(
        answer,
        serde_json::json!({ "items": [], "totalCount": 0, "offset": 0, "count": 0 })
    );
}

#[tokio::test]
async fn a_challenge_whose_definition_is_gone_stays_without_one() {
    let (shop, _engage) = Shop::open().await;
    let page = page(&shop.json(OTTO, "/challenges").await);
    let without: Vec<_> = page
        .items
        .iter()
        .filter(|item| item.definition.is_none())
        .collect();
    assert_eq!(without.len(), 1);
    assert!(without[0].challenge.definition_id.is_some());
}

#[tokio::test]
async fn only_definitions_of_the_contacts_own_challenges_are_answered() {
    let (shop, _engage) = Shop::open().await;
    let answer = shop.answer(NILS, "/challenges").await;
    assert!(answer.text.contains("Repair, refresh, roam on"));
    assert!(!answer.text.contains("INTERNAL DRAFT"));
    assert!(!answer.text.contains("Five bags"));
}

#[tokio::test]
async fn the_list_can_be_filtered_and_read_in_pages() {
    let (shop, _engage) = Shop::open().await;
    let of_one = page(
        &shop
            .json(ALVA, &format!("/challenges?definitionId={DOG_FOOD}"))
            .await,
    );
    assert_eq!(of_one.items.len(), 1);
    assert_eq!(of_one.items[0].challenge.id.as_str(), ALVAS_DOG_FOOD);

    let completed = page(&shop.json(ALVA, "/challenges?filter=completed").await);
    assert_eq!(completed.items.len(), 1);
    assert_eq!(
        completed.items[0].challenge.is_challenge_completed,
        Some(true)
    );

    let stretch = shop.json(ALVA, "/challenges?offset=4&count=1").await;
    assert_eq!(
        (&stretch["offset"], &stretch["count"]),
        (&4.into(), &1.into())
    );
    assert_eq!(page(&stretch).total, Some(6));
}

#[rstest]
#[case("definitionId=4711")]
#[case("filter=Ended")]
#[case("offset=-1")]
#[case("count=0")]
#[case("count=101")]
#[case("filter=All&filter=Active")]
#[tokio::test]
async fn a_parameter_with_an_impossible_value_is_refused_before_engage_is_called(
    #[case] query: &str,
) {
    let (shop, engage) = Shop::open().await;
    let answer = shop.answer(ALVA, &format!("/challenges?{query}")).await;
    assert_eq!(answer.refusal(), refused(400, "invalid_parameter"));
    assert_eq!(engage.log().total, 0);
}

#[tokio::test]
async fn one_challenge_comes_with_its_definition() {
    let (shop, _engage) = Shop::open().await;
    let answer = shop
        .json(ALVA, &format!("/challenges/{ALVAS_DOG_FOOD}"))
        .await;
    assert_eq!(answer["id"], ALVAS_DOG_FOOD);
    assert_eq!(answer["definition"]["name"], "Five bags, one on us");
}

#[rstest]
#[case::anothers(NILS, ALVAS_DOG_FOOD)]
#[case::nobodys(ALVA, "f0f0f0f0-0000-4000-8000-00000000000f")]
#[case::a_definitions(ALVA, DOG_FOOD)]
#[case::no_guid(ALVA, "4711")]
#[case::checkpoints(ALVA, "checkpoints")]
#[case::a_way_up(ALVA, "..%2Fchallenges")]
#[case::no_text(ALVA, "%FF")]
#[tokio::test]
async fn what_is_not_the_shoppers_own_challenge_is_not_found(
    #[case] contact: &str,
    #[case] id: &str,
) {
    let (shop, _engage) = Shop::open().await;
    let answer = shop.answer(contact, &format!("/challenges/{id}")).await;
    assert_eq!(answer.refusal(), refused(404, "not_found"));
}

#[tokio::test]
async fn anothers_challenge_and_no_challenge_cannot_be_told_apart() {
    let (shop, _engage) = Shop::open().await;
    let anothers = shop
        .answer(NILS, &format!("/challenges/{ALVAS_DOG_FOOD}"))
        .await;
    let nobodys = shop
        .answer(NILS, "/challenges/f0f0f0f0-0000-4000-8000-00000000000f")
        .await;
    assert_eq!(
        (anothers.status, anothers.text),
        (nobodys.status, nobodys.text)
    );
}

#[tokio::test]
async fn however_engage_writes_the_page_reads_the_same() {
    let (shop, engage) = Shop::open().await;
    let names = |answer: &Value| -> Vec<String> {
        let items = page(answer).items.into_iter();
        items.filter_map(|item| item.definition?.name).collect()
    };
    let expected = names(&shop.json(ALVA, "/challenges").await);
    assert_eq!(expected.len(), 6);
    for switch in [
        "enums=string",
        "envelope=Items",
        "envelope=array",
        "nulls=explicit",
        "linkIds=off",
        "fractionDigits=0",
        "utcOffset=none",
    ] {
        engage.set_switches(engage.switches().with_assignment(switch).unwrap());
        let answer = shop.json(ALVA, "/challenges").await;
        assert_eq!(names(&answer), expected, "{switch}");
    }
}

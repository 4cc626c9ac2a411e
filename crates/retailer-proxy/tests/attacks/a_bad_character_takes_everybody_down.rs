//! One character that JSON or UTF-8 forbids, in a text that a marketer wrote, must not
//! make Engage's whole answer unreadable.

use engage_sim::{Effect, Endpoint, Fault};
use retailer_proxy::{ForwardAuthRules, Sessions};
use rstest::rstest;
use serde_json::Value;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::engage::{LONG_WALKS, SHORT_WALKS, answer_contact, answering, definitions};
use crate::shop::{ALVA, Answer, INES, NILS, Shop, rules, session, token};
use crate::shop_servers;

const NO_CHALLENGES: &[u8] = br#"{"items":[],"totalCount":0}"#;

fn item<'a>(list: &'a Value, id: &str) -> &'a Value {
    let items = list["items"].as_array().unwrap();
    items.iter().find(|item| item["id"] == id).unwrap()
}

#[rstest]
#[case::half_an_emoji(br#""Long walks \ud83d""#, "Long walks \u{fffd}")]
#[case::the_other_half(br#""Long walks \uDE00""#, "Long walks \u{fffd}")]
#[case::halves_in_the_wrong_order(br#""\ude00\ud83d""#, "\u{fffd}\u{fffd}")]
#[case::half_before_a_whole(br#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1f600}")]
#[case::stray_byte(b"\"Long walks \xf0\"", "Long walks \u{fffd}")]
#[case::latin_1(b"\"L\xe5nga\"", "L\u{fffd}nga")]
#[case::surrogate_as_bytes(b"\"x\xed\xa0\xbd\"", "x\u{fffd}\u{fffd}\u{fffd}")]
#[case::control_character(b"\"Long\x01walks\"", "Long\u{fffd}walks")]
#[case::line_break(b"\"Long\nwalks\"", "Long\u{fffd}walks")]
#[case::no_such_escape(br#""Long\xwalks""#, "Long\u{fffd}xwalks")]
#[case::cut_escape(br#""Long \ud8""#, "Long \u{fffd}ud8")]
#[tokio::test]
async fn a_bad_character_in_a_name_is_replaced_and_everything_else_is_served(
    #[case] name: &[u8],
    #[case] expected: &str,
) {
    let engage = answering(&definitions(name), NO_CHALLENGES).await;
    let shop = Shop::open_before(&engage.uri(), rules()).await;
    for contact in [ALVA, NILS, INES] {
        let list = shop.json(contact, "/challenges/definitions").await;
        assert_eq!(item(&list, LONG_WALKS)["name"], expected);
        assert_eq!(item(&list, SHORT_WALKS)["name"], "Short walks");
    }
}

#[rstest]
#[case::number_without_end(format!("1e999"))]
#[case::very_long_number("9".repeat(400))]
#[case::deep_lists(format!("{}{}", "[".repeat(5_000), "]".repeat(5_000)))]
#[case::deep_objects(format!("{}1{}", r#"{"a":"#.repeat(5_000), "}".repeat(5_000)))]
#[tokio::test]
async fn a_value_that_cannot_be_held_counts_as_absent_and_everything_else_is_served(
    #[case] value: String,
) {
    let engage = answering(&definitions(value.as_bytes()), NO_CHALLENGES).await;
    let shop = Shop::open_before(&engage.uri(), rules()).await;
    let list = shop.json(ALVA, "/challenges/definitions").await;
    assert_eq!(item(&list, SHORT_WALKS)["name"], "Short walks");
    assert_eq!(list["totalCount"], 2);
}

#[tokio::test]
async fn a_bad_character_in_one_contacts_list_leaves_them_their_cards() {
    let engage = answering(&definitions(br#""Long walks""#), NO_CHALLENGES).await;
    let alvas = format!(
        r#"{{"items":[{{"id":"b7000000-0000-4000-8000-000000000001","challengeId":"{LONG_WALKS}","completedCheckpoints":2,"requiredCheckpoints":5,"isActive":true,"note":"\ud83d"}}],"totalCount":1}}"#
    );
    answer_contact(&engage, ALVA, alvas.as_bytes()).await;
    let shop = Shop::open_before(&engage.uri(), rules()).await;
    let list = shop.json(ALVA, "/challenges").await;
    assert_eq!(list["items"][0]["completedCheckpoints"], 2);
}

#[tokio::test]
async fn a_bad_character_of_the_simulator_is_replaced_from_end_to_end() {
    let (shop, engage) = Shop::open().await;
    let bodies = [
        (
            Endpoint::ListDefinitions,
            definitions(b"\"Long walks \xf0\""),
        ),
        (Endpoint::ListChallenges, NO_CHALLENGES.to_vec()),
    ];
    for (endpoint, body) in bodies {
        engage.add_fault(Fault::new(Effect::RawBody(body)).at(endpoint));
    }
    let list = shop.json(ALVA, "/challenges/definitions").await;
    assert_eq!(item(&list, LONG_WALKS)["name"], "Long walks \u{fffd}");
    let cards = shop.get("/challenges").bearer_auth(token(&session(ALVA)));
    let cards = Answer::of(cards.header("accept", "text/html")).await;
    assert!(cards.text.contains("Long walks \u{fffd}"), "{}", cards.text);
}

#[tokio::test]
async fn a_bad_character_in_the_shops_own_answer_signs_nobody_out() {
    let (engage, shop_server) = (shop_servers::engage().await, MockServer::start().await);
    let before = format!(r#"{{"contactId":"{ALVA}","name":"L"#);
    let body = [before.as_bytes(), b"\xe5nga \\ud83d\"}"].concat();
    Mock::given(path("/whoami"))
        .respond_with(ResponseTemplate::new(200).set_body_raw(body, "application/json"))
        .mount(&shop_server)
        .await;
    let rules = ForwardAuthRules::new(format!("{}/whoami", shop_server.uri()));
    let sessions = Sessions::forward_auth(&rules).unwrap();
    let shop = Shop::open_with_sessions(&engage.uri(), sessions).await;
    let cookie: [(&str, &[u8]); 1] = [("cookie", b"session=alvas")];
    assert_eq!(shop_servers::status(&shop, &cookie).await, 200);
}

//! The gallery: its page, and the data behind it.

use reqwest::StatusCode;
use rstest::rstest;
use serde_json::Value;

use crate::browser::{Browser, demo};

#[tokio::test]
async fn the_gallery_shows_a_widget_for_every_choice_it_offers() {
    let demo = demo().await;
    let mut browser = Browser::at(&demo.shop_url());

    let answer = browser.get("/gallery").await;

    assert_eq!(answer.status, StatusCode::OK);
    for attribute in [
        r#"proxy="/gallery/data/consent""#,
        r#"layout="path""#,
        r#"color-scheme="dark""#,
        r#"lang="ar""#,
    ] {
        assert!(answer.contains(attribute), "{attribute}");
    }
}

#[tokio::test]
async fn the_query_chooses_one_specimen_and_an_unknown_value_is_named() {
    let demo = demo().await;
    let mut browser = Browser::at(&demo.shop_url());

    let one = browser
        .get("/gallery?lang=ar&theme=dark&layout=path&width=280&state=ended")
        .await;
    let wrong = browser.get("/gallery?layout=%3Cscript%3E").await;

    assert_eq!(one.text.matches("<challenges-widget").count(), 1);
    assert!(one.contains(r#"proxy="/gallery/data/ended.ar""#));
    assert!(wrong.contains("a layout that there is none of"));
    assert!(!wrong.contains("<script>"));
}

#[rstest]
#[case("active", StatusCode::OK)]
#[case("empty", StatusCode::OK)]
#[case("signed-out", StatusCode::UNAUTHORIZED)]
#[case("failing", StatusCode::BAD_GATEWAY)]
#[case("nothing", StatusCode::NOT_FOUND)]
#[tokio::test]
async fn both_lists_answer_as_the_case_says(#[case] case: &str, #[case] expected: StatusCode) {
    let demo = demo().await;
    let mut browser = Browser::at(&demo.shop_url());

    for list in ["challenges", "challenges/definitions"] {
        let answer = browser.get(&format!("/gallery/data/{case}/{list}")).await;
        assert_eq!(answer.status, expected, "{list}");
    }
}

#[rstest]
#[case("available", StatusCode::OK, "true")]
#[case("join-closed", StatusCode::CONFLICT, "not_joinable")]
#[case("join-busy", StatusCode::SERVICE_UNAVAILABLE, "upstream_busy")]
#[tokio::test]
async fn joining_is_answered_as_the_case_says(
    #[case] case: &str,
    #[case] status: StatusCode,
    #[case] body: &str,
) {
    let demo = demo().await;
    let mut browser = Browser::at(&demo.shop_url());

    let path = format!("/gallery/data/{case}/challenges/definitions/any/assign");
    let answer = browser.post(&path, "").await;

    assert_eq!(answer.status, status);
    assert!(answer.contains(body), "{answer:?}");
}

#[tokio::test]
async fn a_thousand_challenges_come_a_hundred_at_a_time() {
    let demo = demo().await;
    let mut browser = Browser::at(&demo.shop_url());

    let answer = browser
        .get("/gallery/data/thousand/challenges?offset=950&count=100")
        .await;

    let list: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(list["totalCount"], 1_000);
    assert_eq!(list["items"].as_array().unwrap().len(), 50);
}

#[rstest]
#[case::a_proxy_that_renders("drawn", "text/html; charset=utf-8")]
#[case::a_proxy_of_json("data", "application/json")]
#[tokio::test]
async fn a_client_that_prefers_html_gets_it_from_the_proxy_that_renders_cards(
    #[case] proxy: &str,
    #[case] expected: &str,
) {
    let demo = demo().await;
    let mut browser = Browser::at(&demo.shop_url());

    let path = format!("/gallery/{proxy}/active/challenges?view=layout%3Dpath");
    let answer = browser.get_as("text/html", &path).await;

    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), expected);
}

#[rstest]
#[case::a_failure("failing", StatusCode::BAD_GATEWAY)]
#[case::more_than_a_page("thousand", StatusCode::OK)]
#[tokio::test]
async fn without_cards_to_render_the_answer_is_json_even_for_a_client_that_prefers_html(
    #[case] case: &str,
    #[case] expected: StatusCode,
) {
    let demo = demo().await;
    let mut browser = Browser::at(&demo.shop_url());

    let path = format!("/gallery/drawn/{case}/challenges");
    let answer = browser.get_as("text/html", &path).await;

    assert_eq!(answer.status, expected);
    assert_eq!(answer.header("content-type"), "application/json");
}

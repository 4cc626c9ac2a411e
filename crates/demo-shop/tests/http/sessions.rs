//! Logging in and out, and sessions that are not valid.

use reqwest::StatusCode;
use rstest::rstest;

use crate::browser::{Browser, demo, settings};
use demo_shop::Demo;

#[tokio::test]
async fn a_shopper_who_logs_in_is_greeted_by_name() {
    let demo = demo().await;
    let mut browser = Browser::at(&demo.shop_url());

    let answer = browser.post("/log-in", "shopper=nils").await;

    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/my-pages");
    assert!(answer.header("set-cookie").contains("HttpOnly"));
    assert!(answer.header("set-cookie").contains("SameSite=Lax"));
    let my_pages = browser.get("/my-pages").await;
    assert!(my_pages.contains("Good to see you, Nils"), "{my_pages:?}");
}

#[tokio::test]
async fn a_url_can_log_in_directly() {
    let demo = demo().await;
    let mut browser = Browser::at(&demo.shop_url());

    let answer = browser.get("/my-pages?as=alva").await;

    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/my-pages");
    assert!(browser.get("/my-pages").await.contains("Alva"));
}

#[rstest]
#[case("/my-pages?as=nobody")]
#[case("/my-pages?as=%3Cscript%3E")]
#[tokio::test]
async fn a_url_with_an_unknown_shopper_shows_the_known_ones(#[case] path: &str) {
    let demo = demo().await;
    let mut browser = Browser::at(&demo.shop_url());

    let answer = browser.get(path).await;

    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.contains("Log in as Alva"), "{answer:?}");
    assert!(!answer.contains("“<script>"), "{answer:?}");
    assert!(answer.headers.get("set-cookie").is_none());
}

#[tokio::test]
async fn a_shopper_who_logs_out_is_a_guest_again() {
    let demo = demo().await;
    let mut browser = Browser::of("alva", &demo.shop_url()).await;

    let answer = browser.post("/log-out", "").await;

    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/");
    assert!(browser.get("/my-pages").await.contains("href=\"/log-in\""));
    let cards = browser.get("/api/loyalty/challenges").await;
    assert_eq!(cards.status, StatusCode::UNAUTHORIZED);
}

/// Signed with another secret, for Alva, until the year 2100.
const FORGED: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJjb250YWN0X2lkIjoiN2QxYzBlNWEtNGIxZi00ZjBlLTlhNTItMmY2ZDNjOWIwYTAxIiwianRpIjoiMSIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjo0MTAyNDQ0ODAwfQ.FORGEDFORGEDFORGEDFORGEDFORGEDFORGEDFORGED4";

#[rstest]
#[case::forged(FORGED)]
#[case::no_token("alva")]
#[case::empty("")]
#[tokio::test]
async fn a_visitor_with_a_session_that_the_shop_did_not_begin_is_a_guest(#[case] token: &str) {
    let demo = demo().await;
    let mut browser = Browser::with_session(&demo.shop_url(), token);

    let my_pages = browser.get("/my-pages").await;
    let cards = browser.get("/api/loyalty/challenges").await;

    assert_eq!(my_pages.status, StatusCode::OK);
    assert!(!my_pages.contains("Alva"), "{my_pages:?}");
    assert_eq!(cards.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn with_the_same_secret_a_session_outlives_the_demo() {
    let before = demo().await;
    let mut browser = Browser::at(&before.shop_url());
    let answer = browser.get("/my-pages?as=alva").await;
    let cookie = answer.header("set-cookie").split(';').next().unwrap();
    let (_, token) = cookie.split_once('=').unwrap();
    drop(before);

    let after = Demo::start(settings()).await.unwrap();
    let mut browser = Browser::with_session(&after.shop_url(), token);

    assert!(
        browser
            .get("/my-pages")
            .await
            .contains("Good to see you, Alva")
    );
}

//! The content of pages, and their policy.

use std::time::{Duration, Instant};

use engage_sim::{Effect, Fault};
use reqwest::StatusCode;
use rstest::rstest;

use crate::browser::{Browser, demo};

const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' https: data:; require-trusted-types-for 'script'; base-uri 'self'; \
     form-action 'self'; frame-ancestors 'none'";

#[rstest]
#[case("/")]
#[case("/log-in")]
#[case("/my-pages")]
#[case("/my-pages?as=nobody")]
#[case("/gallery")]
#[case("/nowhere")]
#[case("/index.html")]
#[tokio::test]
async fn every_page_has_the_strict_policy_and_nothing_inline(#[case] path: &str) {
    let demo = demo().await;
    let mut browser = Browser::at(&demo.shop_url());

    let answer = browser.get(path).await;

    assert_eq!(answer.header("content-security-policy"), POLICY);
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    for inline in ["<style", "style=", "<script>", "onclick="] {
        assert!(!answer.contains(inline), "{inline} in {path}");
    }
}

/// My pages without cards: the widget fetches them.
const WIDGET_ALONE: &str = r#"<challenges-widget proxy="/api/loyalty"></challenges-widget>"#;

#[tokio::test]
async fn my_pages_include_the_shoppers_own_cards() {
    let demo = demo().await;
    let mut browser = Browser::of("alva", &demo.shop_url()).await;

    let answer = browser.get("/my-pages").await;

    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.contains(r#"src="/embed/challenges-widget.js"></script>"#));
    assert!(answer.contains(r#"<template shadowrootmode="open">"#));
    assert!(answer.contains("Five bags, one on us"));
    assert!(answer.contains(r#"data-answer="definitions""#));
    assert_eq!(answer.text.matches("<challenges-widget").count(), 1);
    assert_eq!(answer.header("cache-control"), "private, no-cache");
}

#[tokio::test]
async fn guests_get_the_widget_alone() {
    let demo = demo().await;
    let mut guest = Browser::at(&demo.shop_url());

    let answer = guest.get("/my-pages").await;

    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.contains(WIDGET_ALONE));
    assert!(answer.contains(r#"src="/embed/challenges-widget.js"></script>"#));
}

#[tokio::test]
async fn the_query_can_leave_the_cards_to_the_widget_and_logging_in_keeps_that() {
    let demo = demo().await;
    let mut browser = Browser::at(&demo.shop_url());

    let logged_in = browser.get("/my-pages?as=alva&cards=proxy").await;
    let answer = browser.get(logged_in.location()).await;

    assert_eq!(logged_in.location(), "/my-pages?cards=proxy");
    assert!(answer.contains("Good to see you, Alva"));
    assert!(answer.contains(WIDGET_ALONE));
}

#[rstest]
#[case::fails(Effect::Status { code: 500, retry_after: None })]
#[case::is_slow(Effect::Latency(Duration::from_mins(1)))]
#[tokio::test]
async fn my_pages_come_with_the_widget_alone_when_engage(#[case] effect: Effect) {
    let demo = demo().await;
    demo.simulator().add_fault(Fault::new(effect));
    let mut browser = Browser::of("alva", &demo.shop_url()).await;
    let begun = Instant::now();

    let answer = browser.get("/my-pages").await;

    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.contains(WIDGET_ALONE));
    // It waits for half a second. The test leaves room for a busy machine.
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn the_start_page_lists_shoppers_and_products_and_does_not_load_the_widget() {
    let demo = demo().await;
    let mut browser = Browser::at(&demo.shop_url());

    let answer = browser.get("/").await;

    assert_eq!(answer.status, StatusCode::OK);
    for text in ["Alva Lindqvist", "Nils Berg", "Ines Haddad"] {
        assert!(answer.contains(text), "{text}");
    }
    assert!(answer.contains("Salmon &amp; Oats, 12 kg"));
    assert!(!answer.contains("challenges-widget.js"));
}

#[tokio::test]
async fn an_unknown_path_answers_with_a_page_that_links_to_the_start() {
    let demo = demo().await;
    let mut browser = Browser::at(&demo.shop_url());

    let answer = browser.get("/nowhere").await;

    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.contains("To the start page"));
}

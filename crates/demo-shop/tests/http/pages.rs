//! The content of pages, and their policy.

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

#[rstest]
#[case::a_guest(None)]
#[case::a_shopper(Some("alva"))]
#[tokio::test]
async fn my_pages_show_the_widget_to(#[case] shopper: Option<&str>) {
    let demo = demo().await;
    let mut browser = match shopper {
        Some(shopper) => Browser::of(shopper, &demo.shop_url()).await,
        None => Browser::at(&demo.shop_url()),
    };

    let answer = browser.get("/my-pages").await;

    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.contains(r#"<challenges-widget proxy="/api/loyalty"></challenges-widget>"#));
    assert!(answer.contains(r#"src="/embed/challenges-widget.js"></script>"#));
}

#[tokio::test]
async fn my_pages_include_the_shoppers_own_cards_when_the_query_asks_for_it() {
    let demo = demo().await;
    let mut browser = Browser::of("alva", &demo.shop_url()).await;

    let answer = browser.get("/my-pages?cards=inline").await;

    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.contains(r#"<template shadowrootmode="open">"#));
    assert!(answer.contains("Five bags, one on us"));
    assert!(answer.contains(r#"data-answer="definitions""#));
    assert_eq!(answer.text.matches("<challenges-widget").count(), 1);
    assert_eq!(answer.header("cache-control"), "private, no-cache");
}

#[tokio::test]
async fn without_cards_to_include_my_pages_have_the_widget_alone() {
    let demo = demo().await;
    let mut guest = Browser::at(&demo.shop_url());

    let answer = guest.get("/my-pages?cards=inline").await;

    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.contains(r#"<challenges-widget proxy="/api/loyalty"></challenges-widget>"#));
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

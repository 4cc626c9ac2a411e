//! Forms that the shop refuses.

use reqwest::StatusCode;
use rstest::rstest;

use crate::browser::{Browser, demo};

#[rstest]
#[case("/log-in", "shopper=nils")]
#[case("/log-out", "")]
#[case("/orders", "product=dog-food-salmon")]
#[tokio::test]
async fn a_form_of_another_site_changes_nothing(#[case] path: &str, #[case] form: &str) {
    let demo = demo().await;
    let mut browser = Browser::of("alva", &demo.shop_url()).await;

    let answer = browser.post_from("https://evil.example", path, form).await;

    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let my_pages = browser.get("/my-pages").await;
    assert!(my_pages.contains("Good to see you, Alva"), "{my_pages:?}");
    assert!(my_pages.contains("Nothing on its way"), "{my_pages:?}");
}

#[rstest]
#[case::unknown_product("product=moon", StatusCode::NOT_FOUND)]
#[case::no_product("quantity=1", StatusCode::BAD_REQUEST)]
#[case::none_at_all("product=boots&quantity=0", StatusCode::BAD_REQUEST)]
#[case::a_lorry_full("product=boots&quantity=500", StatusCode::BAD_REQUEST)]
#[case::no_number("product=boots&quantity=two", StatusCode::BAD_REQUEST)]
#[tokio::test]
async fn an_invalid_order_is_explained_on_a_page(#[case] form: &str, #[case] expected: StatusCode) {
    let demo = demo().await;
    let mut browser = Browser::of("alva", &demo.shop_url()).await;

    let answer = browser.post("/orders", form).await;

    assert_eq!(answer.status, expected);
    assert!(answer.contains("To the start page"), "{answer:?}");
    assert!(
        browser
            .get("/my-pages")
            .await
            .contains("Nothing on its way")
    );
}

#[tokio::test]
async fn a_guest_who_orders_is_redirected_to_the_log_in() {
    let demo = demo().await;
    let mut browser = Browser::at(&demo.shop_url());

    let answer = browser.post("/orders", "product=boots").await;

    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/log-in");
}

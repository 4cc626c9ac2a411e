//! The browser cannot say who it is.

use rstest::rstest;

use crate::shop::{ALVA, Answer, NILS, Shop, refused};

#[rstest]
#[case::plain("/challenges?contactId=")]
#[case::in_capitals("/challenges?CONTACTID=")]
#[case::as_engage_sometimes_writes_it("/challenges?contactid=")]
#[case::encoded("/challenges?contact%49d=")]
#[case::all_encoded("/challenges?%63%6F%6E%74%61%63%74%49%64=")]
#[case::with_a_blank("/challenges?+contactId=")]
#[case::twice("/challenges?filter=All&contactId=x&contactId=")]
#[case::at_definitions("/challenges/definitions?contactId=")]
#[case::at_one_challenge("/challenges/a1000000-1111-4aaa-8bbb-000000000003?contactId=")]
#[case::where_nothing_is("/contacts?contactId=")]
#[tokio::test]
async fn a_contact_id_in_the_query_is_refused(#[case] path: &str) {
    let (shop, engage) = Shop::open().await;
    for contact in [ALVA, NILS] {
        let answer = shop.answer(ALVA, &format!("{path}{contact}")).await;
        assert_eq!(answer.refusal(), refused(400, "contact_id_not_allowed"));
    }
    assert_eq!(engage.log().total, 0);
}

#[tokio::test]
async fn it_is_refused_without_a_session_too_and_without_a_value() {
    let (shop, _engage) = Shop::open().await;
    for path in [
        "/challenges?contactId=x",
        "/challenges?contactId",
        "/challenges?contactId=",
    ] {
        let answer = Answer::of(shop.get(path)).await;
        assert_eq!(
            answer.refusal(),
            refused(400, "contact_id_not_allowed"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_contact_id_in_a_header_or_another_parameter_changes_nothing() {
    let (shop, _engage) = Shop::open().await;
    let expected = shop.answer(ALVA, "/challenges").await;
    let sent = shop
        .answer(ALVA, &format!("/challenges?contact={NILS}&filter=All"))
        .await;
    assert_eq!(sent.text, expected.text);
    let token = crate::shop::token(&crate::shop::session(ALVA));
    let request = shop
        .get("/challenges")
        .bearer_auth(token)
        .header("contactId", NILS);
    assert_eq!(Answer::of(request).await.text, expected.text);
}

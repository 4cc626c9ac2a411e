//! Which paths there are, and what every answer carries.

use rstest::rstest;

use crate::shop::{ALVA, Answer, Shop, refused, session, token};

#[rstest]
#[case("")]
#[case("/")]
#[case("/contacts")]
#[case("/challenges/")]
#[case("/challenges/definitions/")]
#[case("/api/v3/challenges")]
#[case("/challenges/../../simulator")]
#[tokio::test]
async fn every_other_path_is_not_found_and_engage_is_not_called(#[case] path: &str) {
    let (shop, engage) = Shop::open().await;
    let answer = shop.answer(ALVA, path).await;
    assert_eq!(answer.status, 404, "{path}");
    assert_eq!(engage.log().total, 0);
}

#[tokio::test]
async fn a_path_below_the_base_that_does_not_exist_is_a_json_404() {
    let (shop, _engage) = Shop::open().await;
    let answer = shop.answer(ALVA, "/contacts").await;
    assert_eq!(answer.refusal(), refused(404, "not_found"));
}

#[rstest]
#[case("/challenges")]
#[case("/challenges/checkpoints")]
#[case("/challenges/definitions")]
#[tokio::test]
async fn nothing_can_be_posted_least_of_all_checkpoints(#[case] path: &str) {
    let (shop, engage) = Shop::open().await;
    let request = shop
        .post(path)
        .bearer_auth(token(&session(ALVA)))
        .body("[]");
    let answer = Answer::of(request).await;
    assert_eq!(answer.refusal(), refused(405, "method_not_allowed"));
    assert_eq!(answer.header("allow"), Some("GET,HEAD"));
    assert_eq!(engage.log().total, 0);
}

#[rstest]
#[case::fine("/challenges", 200)]
#[case::refused("/challenges?count=0", 400)]
#[case::contact_id("/challenges?contactId=x", 400)]
#[case::unknown_path("/contacts", 404)]
#[case::unknown_id("/challenges/4711", 404)]
#[tokio::test]
async fn every_answer_forbids_to_store_it_and_to_guess_what_it_is(
    #[case] path: &str,
    #[case] status: u16,
) {
    let (shop, _engage) = Shop::open().await;
    let answer = shop.answer(ALVA, path).await;
    assert_eq!(answer.status, status);
    assert_protected(&answer);
}

#[tokio::test]
async fn errors_of_method_and_session_have_the_same_headers() {
    let (shop, _engage) = Shop::open().await;
    for request in [shop.post("/challenges"), shop.get("/challenges")] {
        assert_protected(&Answer::of(request).await);
    }
}

fn assert_protected(answer: &Answer) {
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(
        answer.header("vary"),
        Some("Accept, Cookie, Authorization, Accept-Language")
    );
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

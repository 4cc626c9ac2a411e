//! Pages of other origins.

use reqwest::Method;
use retailer_proxy::AllowedOrigins;

use crate::shop::{ALVA, Answer, Behaviour, Shop, session, token};

const ALLOWED: &str = "https://www.shop.example";
const FOREIGN: &str = "https://www.shop.example.evil.example";

async fn open() -> Shop {
    let mut behaviour = Behaviour::default();
    behaviour.edge.origins = AllowedOrigins::new([ALLOWED]).unwrap();
    Shop::open_with(behaviour).await.0
}

async fn asked_from(shop: &Shop, origin: &str) -> Answer {
    let request = shop.get("/challenges").bearer_auth(token(&session(ALVA)));
    Answer::of(request.header("origin", origin)).await
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_may_see_the_answer_with_credentials() {
    let answer = asked_from(&open().await, ALLOWED).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), Some(ALLOWED));
    assert_eq!(
        answer.header("access-control-allow-credentials"),
        Some("true")
    );
}

#[tokio::test]
async fn a_page_of_another_origin_gets_no_word_of_permission() {
    let shop = open().await;
    for origin in [
        FOREIGN,
        "null",
        "https://WWW.shop.example",
        "http://www.shop.example",
    ] {
        let answer = asked_from(&shop, origin).await;
        assert_eq!(
            answer.header("access-control-allow-origin"),
            None,
            "{origin}"
        );
        assert_eq!(
            answer.header("access-control-allow-credentials"),
            None,
            "{origin}"
        );
    }
}

#[tokio::test]
async fn answers_are_told_apart_by_origin() {
    let answer = asked_from(&open().await, FOREIGN).await;
    let vary: Vec<_> = answer.headers.get_all("vary").iter().collect();
    assert_eq!(vary, ["Cookie, Authorization, Accept-Language", "Origin"]);
}

#[tokio::test]
async fn a_preflight_is_answered_without_a_session() {
    let shop = open().await;
    for (origin, status) in [(ALLOWED, 204), (FOREIGN, 405)] {
        let preflight = shop.request(Method::OPTIONS, "/challenges");
        let preflight = preflight
            .header("origin", origin)
            .header("access-control-request-method", "GET");
        let answer = Answer::of(preflight).await;
        assert_eq!(answer.status, status, "{origin}");
        let allowed = answer.header("access-control-allow-methods");
        assert_eq!(allowed.is_some(), origin == ALLOWED);
    }
}

#[tokio::test]
async fn a_refusal_can_be_read_by_the_page_too() {
    let shop = open().await;
    let answer = Answer::of(shop.get("/challenges").header("origin", ALLOWED)).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("access-control-allow-origin"), Some(ALLOWED));
}

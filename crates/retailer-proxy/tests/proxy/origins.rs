//! Pages of other origins.

use reqwest::Method;
use retailer_proxy::consents::Ledger;
use retailer_proxy::{AllowedOrigins, Joining};
use serde_json::json;

use crate::shop::{ALVA, Answer, Behaviour, DOG_FOOD, INES, Shop, session, token};

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
async fn a_page_of_an_allowed_origin_may_read_the_answer_with_credentials() {
    let answer = asked_from(&open().await, ALLOWED).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), Some(ALLOWED));
    assert_eq!(
        answer.header("access-control-allow-credentials"),
        Some("true")
    );
}

#[tokio::test]
async fn a_page_of_another_origin_gets_no_permission() {
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
    assert_eq!(
        vary,
        [
            "Accept, Cookie, Authorization, Accept-Language",
            "accept-encoding",
            "Origin"
        ]
    );
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
async fn a_page_of_an_allowed_origin_may_join_only_if_it_is_one_of_the_shops() {
    for (shops_own, status) in [(ALLOWED, 200), ("https://outlet.example", 403)] {
        let joining = Joining::new(Ledger::in_memory().await.unwrap());
        let joining = joining.with_origin(shops_own).unwrap();
        let mut behaviour = Behaviour::default();
        behaviour.edge.origins = AllowedOrigins::new([ALLOWED]).unwrap();
        let (shop, _engage) =
            Shop::open_with_all(behaviour, |proxy| proxy.with_joining(joining)).await;
        let path = format!("/challenges/definitions/{DOG_FOOD}/assign");
        let preflight = shop
            .request(Method::OPTIONS, &path)
            .header("origin", ALLOWED)
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "content-type,x-challenges-widget",
            );
        let answer = Answer::of(preflight).await;
        let methods = answer.header("access-control-allow-methods").unwrap();
        assert!(methods.contains("POST"), "{methods}");
        let headers = answer.header("access-control-allow-headers").unwrap();
        for header in ["content-type", "x-challenges-widget"] {
            assert!(headers.contains(header), "{headers}");
        }
        let join = shop
            .post(&path)
            .bearer_auth(token(&session(INES)))
            .header("origin", ALLOWED)
            .header("sec-fetch-site", "cross-site")
            .header("x-challenges-widget", "1")
            .json(&json!({}));
        assert_eq!(Answer::of(join).await.status, status);
    }
}

#[tokio::test]
async fn an_error_can_be_read_by_the_page_too() {
    let shop = open().await;
    let answer = Answer::of(shop.get("/challenges").header("origin", ALLOWED)).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("access-control-allow-origin"), Some(ALLOWED));
}

//! What pages of other origins, and pages that listen, must not get.

use std::num::NonZeroU32;

use reqwest::Method;
use retailer_proxy::AllowedOrigins;

use crate::shop::{ALVA, Answer, Behaviour, NILS, Shop, session, token};

#[tokio::test]
async fn preflights_are_not_free() {
    let mut behaviour = Behaviour::default();
    behaviour.edge.per_address = NonZeroU32::new(4).unwrap();
    behaviour.edge.origins = AllowedOrigins::new(["https://outlet.example"]).unwrap();
    let (shop, _engage) = Shop::open_with(behaviour).await;
    let mut answers = Vec::new();
    for _ in 0..3 {
        let preflight = shop
            .request(Method::OPTIONS, "/challenges")
            .header("origin", "https://outlet.example")
            .header("access-control-request-method", "GET");
        answers.push(Answer::of(preflight).await);
    }
    let statuses: Vec<_> = answers
        .iter()
        .map(|answer| answer.status.as_u16())
        .collect();
    assert_eq!(statuses, [204, 204, 429]);
    let origin = answers[2].header("access-control-allow-origin");
    assert_eq!(origin, Some("https://outlet.example"));
    assert!(answers[2].header("retry-after").is_some());
}

/// The first block of lines of an event stream.
async fn first_block(shop: &Shop, contact: &str) -> String {
    let request = shop.get("/challenges/events").header("last-event-id", "0");
    let request = request.bearer_auth(token(&session(contact)));
    let mut response = request.send().await.unwrap();
    let mut text = String::new();
    while !text.contains("\n\n") {
        let chunk = response.chunk().await.unwrap().unwrap();
        text += std::str::from_utf8(&chunk).unwrap();
    }
    text
}

#[tokio::test]
async fn an_event_tells_nothing_of_the_process_or_of_other_shoppers() {
    let (first, _engage) = Shop::open().await;
    let (second, _engage) = Shop::open().await;
    let event = first_block(&first, ALVA).await;
    assert!(event.contains("id: 0\n"), "{event}");
    for other in [
        first_block(&first, ALVA).await,
        first_block(&first, NILS).await,
        first_block(&second, NILS).await,
    ] {
        assert_eq!(other, event);
    }
}

//! Event streams must not use up the connections of everybody.

use reqwest::Response;
use retailer_proxy::LiveRules;

use crate::shop::{ALVA, Answer, INES, NILS, OTTO, Shop, refused, session, token};

async fn open(rules: LiveRules) -> Shop {
    let equip = |proxy: retailer_proxy::Proxy| proxy.with_live_rules(rules);
    Shop::open_equipped(equip).await.0
}

/// A stream that stays open for as long as the response lives.
async fn listen(shop: &Shop, contact: &str) -> Response {
    let request = shop.get("/challenges/events");
    let request = request.bearer_auth(token(&session(contact)));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    response
}

async fn assert_no_stream(shop: &Shop, contact: &str) {
    let refusal = shop.answer(contact, "/challenges/events").await;
    assert_eq!(refusal.refusal(), refused(429, "too_many_streams"));
    assert_eq!(refusal.header("retry-after"), Some("60"));
}

#[tokio::test]
async fn streams_of_many_contacts_do_not_take_more_than_their_share() {
    let shop = open(LiveRules {
        most: 2,
        ..LiveRules::default()
    })
    .await;
    let _streams = [listen(&shop, ALVA).await, listen(&shop, NILS).await];
    assert_no_stream(&shop, INES).await;
    assert_eq!(shop.answer(INES, "/challenges").await.status, 200);
}

#[tokio::test]
async fn streams_from_one_address_do_not_take_the_share_of_all() {
    let shop = open(LiveRules {
        per_address: 3,
        ..LiveRules::default()
    })
    .await;
    let _streams = [
        listen(&shop, ALVA).await,
        listen(&shop, NILS).await,
        listen(&shop, INES).await,
    ];
    assert_no_stream(&shop, OTTO).await;
}

#[tokio::test]
async fn the_operator_sees_how_much_room_is_left() {
    let shop = open(LiveRules {
        most: 7,
        ..LiveRules::default()
    })
    .await;
    let _stream = listen(&shop, ALVA).await;
    let ready = Answer::of(shop.internal("/readyz")).await.text;
    assert!(ready.contains("\nevent streams 1 of 7\n"), "{ready}");
    assert!(ready.contains(" of 4096\n"), "{ready}");
    let metrics = Answer::of(shop.internal("/metrics")).await.text;
    for line in [
        "retailer_proxy_event_streams 1",
        "retailer_proxy_event_streams_allowed 7",
        "retailer_proxy_connections_allowed 4096",
    ] {
        assert!(metrics.contains(line), "{metrics}");
    }
}

//! Limits that are made for browsers must not cut off Engage's webhooks.

use std::num::NonZeroU32;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::RequestBuilder;
use retailer_proxy::WebhookKey;
use serde_json::json;

use crate::shop::{ALVA, Answer, Behaviour, Shop, in_seconds, refused};

const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A shop with webhooks, where two requests may come from one address.
async fn open() -> Shop {
    let mut behaviour = Behaviour::default();
    behaviour.edge.per_address = NonZeroU32::new(2).unwrap();
    let equip = |proxy: retailer_proxy::Proxy| proxy.with_webhooks(WebhookKey::new(KEY).unwrap());
    Shop::open_with_all(behaviour, equip).await.0
}

fn signed(shop: &Shop, id: &str, body: &str) -> RequestBuilder {
    let sent = in_seconds(0);
    let key = STANDARD.decode(&KEY[6..]).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let signature = hmac::sign(&key, format!("{id}.{sent}.{body}").as_bytes());
    let signature = format!("v1,{}", STANDARD.encode(signature));
    unsigned(shop, id, body)
        .header("svix-timestamp", sent)
        .header("svix-signature", signature)
}

fn unsigned(shop: &Shop, id: &str, body: &str) -> RequestBuilder {
    let body = body.to_owned();
    shop.post("/webhooks/engage")
        .header("svix-id", id)
        .body(body)
}

/// A message that is so many bytes longer than it must be.
fn message(bytes: usize) -> String {
    let payload = json!({ "contactId": ALVA, "text": "a".repeat(bytes) });
    json!({ "eventType": "contact.updated", "payload": payload }).to_string()
}

#[tokio::test]
async fn a_long_webhook_is_not_cut_off() {
    let shop = open().await;
    let answer = Answer::of(signed(&shop, "a", &message(200_000))).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
    let too_long = Answer::of(signed(&shop, "b", &message(300_000))).await;
    assert_eq!(too_long.refusal(), refused(413, "too_large"));
}

#[tokio::test]
async fn signed_webhooks_do_not_count_for_the_address_that_they_come_from() {
    let shop = open().await;
    for number in 0..10 {
        let answer = Answer::of(signed(&shop, &number.to_string(), &message(0))).await;
        assert_eq!(answer.status, 204, "{}", answer.text);
    }
    assert_eq!(Answer::of(shop.get("/challenges")).await.status, 401);
    assert_eq!(Answer::of(shop.get("/challenges")).await.status, 429);
    let answer = Answer::of(signed(&shop, "last", &message(0))).await;
    assert_eq!(
        answer.status, 204,
        "browsers do not use up the webhooks' share"
    );
}

#[tokio::test]
async fn webhooks_without_a_signature_count() {
    let shop = open().await;
    let answer = Answer::of(unsigned(&shop, "a", &message(0))).await;
    assert_eq!(answer.refusal(), refused(401, "webhook_not_signed"));
    let answer = Answer::of(unsigned(&shop, "b", &message(0))).await;
    assert_eq!(answer.refusal(), refused(429, "too_many_requests"));
}

#[tokio::test]
async fn a_webhook_that_is_sent_again_does_not_count_twice() {
    let shop = open().await;
    let again = || signed(&shop, "a", &message(0));
    assert_eq!(Answer::of(again()).await.status, 204);
    assert_eq!(Answer::of(again()).await.status, 409);
}

//! A key set that is half right must not sign everybody out.

use std::time::Duration;

use jsonwebtoken::EncodingKey;
use retailer_proxy::{
    KeySetRules, PublicAlgorithm, SessionKey, SessionRules, Sessions, TrustedHosts,
};
use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::shop::{ALVA, Shop, session};
use crate::shop_servers::{calls, engage, key_pair, signed, status};

async fn publish(keys: &MockServer, set: Value) {
    keys.reset().await;
    Mock::given(path("/jwks"))
        .respond_with(ResponseTemplate::new(200).set_body_json(set))
        .mount(keys)
        .await;
}

fn sessions(keys: &MockServer) -> Sessions {
    Sessions::new(&SessionRules::new(SessionKey::KeySet(KeySetRules {
        address: format!("{}/jwks", keys.uri()),
        algorithm: PublicAlgorithm::Es256,
        pause: Duration::ZERO,
        trusted: TrustedHosts::default(),
    })))
    .unwrap()
}

async fn answer(shop: &Shop, id: Option<&str>, key: &EncodingKey) -> u16 {
    let token = format!("Bearer {}", signed(id, key, &session(ALVA)));
    status(shop, &[("authorization", token.as_bytes())]).await
}

#[tokio::test]
async fn a_set_without_keys_does_not_throw_good_keys_away() {
    let (engage, keys) = (engage().await, MockServer::start().await);
    let (key, public) = key_pair(Some("a"));
    let (stranger, _) = key_pair(Some("b"));
    publish(&keys, json!({ "keys": [public] })).await;
    let shop = Shop::open_with_sessions(&engage.uri(), sessions(&keys)).await;
    assert_eq!(answer(&shop, Some("a"), &key).await, 200);
    for set in [json!({ "keys": [] }), json!({ "keys": [{ "kty": "new" }] })] {
        publish(&keys, set).await;
        assert_eq!(answer(&shop, Some("b"), &stranger).await, 401);
        assert_eq!(calls(&keys).await, 1, "the set was fetched again");
        assert_eq!(answer(&shop, Some("a"), &key).await, 200);
    }
}

#[tokio::test]
async fn an_entry_that_cannot_be_read_does_not_spoil_the_others() {
    let (engage, keys) = (engage().await, MockServer::start().await);
    let (key, public) = key_pair(Some("a"));
    let malformed = [
        json!(null),
        json!("key"),
        json!({}),
        json!({ "kty": "EC", "crv": "P-999", "x": "?", "y": "?", "kid": "b" }),
        json!({ "kty": "EC", "crv": "P-256", "kid": "c" }),
        json!({ "kty": "RSA", "n": "AQAB", "e": 65_537, "kid": 7 }),
    ];
    let mut set = malformed.to_vec();
    set.push(public);
    publish(&keys, json!({ "keys": set })).await;
    let shop = Shop::open_with_sessions(&engage.uri(), sessions(&keys)).await;
    assert_eq!(answer(&shop, Some("a"), &key).await, 200);
}

#[tokio::test]
async fn keys_of_one_id_or_of_none_do_not_replace_each_other() {
    for id in [None, Some("same")] {
        let (engage, keys) = (engage().await, MockServer::start().await);
        let (first, first_public) = key_pair(id);
        let (second, second_public) = key_pair(id);
        let (stranger, _) = key_pair(id);
        publish(&keys, json!({ "keys": [first_public, second_public] })).await;
        let shop = Shop::open_with_sessions(&engage.uri(), sessions(&keys)).await;
        for named in [None, id] {
            assert_eq!(answer(&shop, named, &first).await, 200);
            assert_eq!(answer(&shop, named, &second).await, 200);
            assert_eq!(answer(&shop, named, &stranger).await, 401);
        }
    }
}

#[tokio::test]
async fn a_key_that_the_shop_withdraws_lets_no_token_in_that_it_let_in_before() {
    let (engage, keys) = (engage().await, MockServer::start().await);
    let (old, old_public) = key_pair(Some("old"));
    let (new, new_public) = key_pair(Some("new"));
    publish(&keys, json!({ "keys": [old_public] })).await;
    let shop = Shop::open_with_sessions(&engage.uri(), sessions(&keys)).await;
    let token = format!("Bearer {}", signed(Some("old"), &old, &session(ALVA)));
    let token = [("authorization", token.as_bytes())];
    for _ in 0..3 {
        assert_eq!(status(&shop, &token).await, 200);
    }
    publish(&keys, json!({ "keys": [new_public] })).await;
    assert_eq!(answer(&shop, Some("new"), &new).await, 200);
    assert_eq!(status(&shop, &token).await, 401);
}

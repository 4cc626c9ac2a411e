//! One shopper must not take from the others what is there for everybody.

use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use futures_util::future::join_all;
use retailer_proxy::{
    ForwardAuthRules, KeySetRules, PublicAlgorithm, SessionKey, SessionRules, Sessions,
    TrustedHosts,
};
use serde_json::json;
use tokio::time::sleep;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::shop::{ALVA, Answer, Behaviour, NILS, Shop, in_seconds, rules, session, token};
use crate::shop_servers::{
    calls, empty_list, engage, engage_that_answers, key_pair, signed, status, whoami,
};

/// Three requests of a contact may come at once.
fn three_at_once() -> Behaviour {
    let mut behaviour = Behaviour::default();
    behaviour.edge.per_session = NonZeroU32::new(6).unwrap();
    behaviour
}

fn forward_auth(shop: &MockServer, cookie: Option<&str>) -> Sessions {
    let rules = ForwardAuthRules {
        cookie: cookie.map(ToOwned::to_owned),
        ..ForwardAuthRules::new(format!("{}/whoami", shop.uri()))
    };
    Sessions::forward_auth(&rules).unwrap()
}

#[tokio::test]
async fn a_made_up_authorization_is_no_other_session_beside_the_named_cookie() {
    let (engage, whoami) = (engage().await, whoami(&[("session=alvas", ALVA)]).await);
    let sessions = forward_auth(&whoami, Some("session"));
    let shop = Shop::open_knowing(&engage.uri(), sessions, three_at_once()).await;
    let mut answers = Vec::new();
    for number in 0..5 {
        let authorization = format!("X {number}");
        let headers: [(&str, &[u8]); 2] = [
            ("cookie", b"session=alvas"),
            ("authorization", authorization.as_bytes()),
        ];
        answers.push(status(&shop, &headers).await);
    }
    assert_eq!(answers, [200, 200, 200, 429, 429]);
    assert_eq!(
        calls(&whoami).await,
        1,
        "the shop is asked once per session"
    );
    let asked = whoami.received_requests().await.unwrap();
    assert!(!asked[0].headers.contains_key("authorization"));
}

#[tokio::test]
async fn made_up_cookies_do_not_give_a_shopper_another_limit() {
    let engage = engage().await;
    let shop_server = MockServer::start().await;
    let alva = ResponseTemplate::new(200).set_body_json(json!({ "contactId": ALVA }));
    Mock::given(path("/whoami"))
        .respond_with(alva)
        .mount(&shop_server)
        .await;
    let sessions = forward_auth(&shop_server, None);
    let shop = Shop::open_knowing(&engage.uri(), sessions, three_at_once()).await;
    let mut answers = Vec::new();
    for number in 0..5 {
        let cookie = format!("session=alvas; extra={number}");
        answers.push(status(&shop, &[("cookie", cookie.as_bytes())]).await);
    }
    assert_eq!(answers, [200, 200, 200, 429, 429]);
}

#[tokio::test]
async fn requests_of_one_session_that_come_at_once_ask_the_shop_once() {
    let engage = engage().await;
    let shop_server = MockServer::start().await;
    let alva = ResponseTemplate::new(200)
        .set_body_json(json!({ "contactId": ALVA }))
        .set_delay(Duration::from_millis(300));
    Mock::given(path("/whoami"))
        .respond_with(alva)
        .mount(&shop_server)
        .await;
    let sessions = forward_auth(&shop_server, Some("session"));
    let shop = Shop::open_with_sessions(&engage.uri(), sessions).await;
    let cookie: [(&str, &[u8]); 1] = [("cookie", b"session=alvas")];
    let answers = join_all((0..10).map(|_| status(&shop, &cookie))).await;
    assert_eq!(answers, [200; 10]);
    assert_eq!(calls(&shop_server).await, 1);
}

#[tokio::test]
async fn requests_of_one_customer_that_come_at_once_ask_engage_once() {
    let engage = engage().await;
    let alva = ResponseTemplate::new(200)
        .set_body_json(ALVA)
        .set_delay(Duration::from_millis(300));
    Mock::given(path("/api/v3/contacts/id"))
        .respond_with(alva)
        .expect(1)
        .mount(&engage)
        .await;
    let sessions = Sessions::new(&rules()).unwrap().of_customer_numbers();
    let shop = Shop::open_with_sessions(&engage.uri(), sessions).await;
    let token = format!("Bearer {}", token(&session("4711")));
    let headers: [(&str, &[u8]); 1] = [("authorization", token.as_bytes())];
    let answers = join_all((0..10).map(|_| status(&shop, &headers))).await;
    assert_eq!(answers, [200; 10]);
}

#[tokio::test]
async fn a_fresh_token_does_not_give_a_shopper_another_limit() {
    let engage = engage().await;
    let sessions = Sessions::new(&rules()).unwrap();
    let shop = Shop::open_knowing(&engage.uri(), sessions, three_at_once()).await;
    let mut answers = Vec::new();
    for number in 0..5 {
        let claims = json!({ "contact_id": ALVA, "exp": in_seconds(3_600 + number) });
        let request = shop.get("/challenges").bearer_auth(token(&claims));
        answers.push(Answer::of(request).await.status.as_u16());
    }
    assert_eq!(answers, [200, 200, 200, 429, 429]);
    assert_eq!(shop.answer(NILS, "/challenges").await.status, 200);
}

#[tokio::test]
async fn another_signature_of_one_token_does_not_give_a_shopper_another_limit() {
    let (engage, keys) = (engage().await, MockServer::start().await);
    let (key, public) = key_pair(Some("a"));
    Mock::given(path("/jwks"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "keys": [public] })))
        .mount(&keys)
        .await;
    let sessions = Sessions::new(&SessionRules::new(SessionKey::KeySet(KeySetRules {
        address: format!("{}/jwks", keys.uri()),
        algorithm: PublicAlgorithm::Es256,
        pause: Duration::ZERO,
        trusted: TrustedHosts::default(),
    })));
    let shop = Shop::open_knowing(&engage.uri(), sessions.unwrap(), three_at_once()).await;
    let claims = session(ALVA);
    let mut answers = Vec::new();
    for _ in 0..5 {
        // ECDSA signs with a random number, so each signature is another one.
        let request = shop.get("/challenges");
        let request = request.bearer_auth(signed(Some("a"), &key, &claims));
        answers.push(Answer::of(request).await.status.as_u16());
    }
    assert_eq!(answers, [200, 200, 200, 429, 429]);
}

#[tokio::test]
async fn a_shopper_with_one_request_does_not_wait_behind_all_of_another_shoppers() {
    const MANY: usize = 30;
    let slow = empty_list().set_delay(Duration::from_millis(60));
    let engage = engage_that_answers(slow).await;
    let mut behaviour = Behaviour::default();
    behaviour.calls.at_once = NonZeroUsize::MIN;
    let sessions = Sessions::new(&rules()).unwrap();
    let shop = Shop::open_knowing(&engage.uri(), sessions, behaviour).await;
    let many = join_all((0..MANY).map(|number| {
        let path = format!("/challenges?offset={number}&count=1");
        let shop = &shop;
        async move { shop.answer(ALVA, &path).await }
    }));
    let one = async {
        let full = format!("retailer_proxy_engage_queue {}", MANY - 2);
        let mut metrics = String::new();
        while !metrics.contains(&full) {
            sleep(Duration::from_millis(2)).await;
            metrics = Answer::of(shop.internal("/metrics")).await.text;
        }
        let answer = shop.answer(NILS, "/challenges").await;
        (answer.status.as_u16(), calls(&engage).await)
    };
    let (_, (status, calls)) = futures_util::join!(many, one);
    assert_eq!(status, 200);
    assert!(calls < MANY / 2, "{calls} calls went first");
}

//! What one instance has found out about a session, the others need not ask for: whom the shop's
//! own server names, and which contact a customer number belongs to.

use retailer_proxy::{ForwardAuthRules, Proxy, Sessions, WebhookKey};
use serde_json::json;
use temporary_valkey::TemporaryValkey;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::identity::{calls, engage};
use crate::instances::{sharing, until_both_share};
use crate::live::{KEY, webhook};
use crate::shop::{ALVA, Answer, Shop, rules, session, token};

/// On a busy machine the server is late now and then, and an instance asks itself then.
const TRIES: u32 = 200;

/// Two instances that share through this server, and know their shoppers in this way.
async fn two(server: &TemporaryValkey, engage: &MockServer, sessions: [Sessions; 2]) -> [Shop; 2] {
    let [first, second] = sessions;
    let open = async |sessions| {
        let equip = |proxy: Proxy| proxy.with_webhooks(WebhookKey::new(KEY).unwrap());
        Shop::open_knowing_with(&engage.uri(), sessions, sharing(&server.url()), equip).await
    };
    let shops = [open(first).await, open(second).await];
    until_both_share(&shops[0], &shops[1]).await;
    shops
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_is_asked_once_who_a_visitor_is() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (engage, whoami) = (engage().await, MockServer::start().await);
    let answer = ResponseTemplate::new(200).set_body_json(json!({ "contactId": ALVA }));
    Mock::given(path("/whoami"))
        .respond_with(answer)
        .mount(&whoami)
        .await;
    let rules = ForwardAuthRules {
        cookie: Some("session".to_owned()),
        ..ForwardAuthRules::new(format!("{}/whoami", whoami.uri()))
    };
    let sessions = || Sessions::forward_auth(&rules).unwrap();
    let [one, other] = two(&server, &engage, [sessions(), sessions()]).await;
    for number in 0..TRIES {
        let before = calls(&whoami).await;
        for shop in [&one, &other] {
            let request = shop.get("/challenges");
            let request = request.header("cookie", format!("session={number}"));
            assert_eq!(Answer::of(request).await.status, 200);
        }
        if calls(&whoami).await == before + 1 {
            return;
        }
    }
    panic!("each instance asks the shop itself");
}

/// How often Engage was asked for the contact of a number.
async fn look_ups(engage: &MockServer) -> usize {
    let requests = engage.received_requests().await.unwrap();
    let is_look_up = |request: &&Request| request.url.path() == "/api/v3/contacts/id";
    requests.iter().filter(is_look_up).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn engage_is_asked_once_for_the_contact_of_a_number_until_the_contact_is_deleted() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let engage = engage().await;
    // The contact of the number n-7 is 00000007-….
    let contact_of = |request: &Request| {
        let number = request
            .url
            .query_pairs()
            .next()
            .unwrap()
            .1
            .replace("n-", "");
        let contact = format!("{number:0>8}-0000-4000-8000-000000000000");
        ResponseTemplate::new(200).set_body_json(contact)
    };
    Mock::given(path("/api/v3/contacts/id"))
        .respond_with(contact_of)
        .mount(&engage)
        .await;
    let sessions = || Sessions::new(&rules()).unwrap().of_customer_numbers();
    let [one, other] = two(&server, &engage, [sessions(), sessions()]).await;
    let ask = async |shop: &Shop, number: u32| {
        let token = token(&session(&format!("n-{number}")));
        let answer = Answer::of(shop.get("/challenges").bearer_auth(token)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    };
    for number in 1..TRIES {
        let before = look_ups(&engage).await;
        ask(&one, number).await;
        ask(&other, number).await;
        if look_ups(&engage).await > before + 1 {
            continue;
        }
        let contact = format!("{number:08}-0000-4000-8000-000000000000");
        let body = json!({ "eventType": "contact.deleted", "payload": { "contactId": contact } });
        let deleted = webhook(&one, &format!("msg_{number}"), &body.to_string());
        assert_eq!(Answer::of(deleted).await.status, 204);
        // The first one to ask shares nothing of a contact who was deleted.
        ask(&one, number).await;
        assert_eq!(look_ups(&engage).await, before + 2);
        ask(&other, number).await;
        assert_eq!(look_ups(&engage).await, before + 3);
        return;
    }
    panic!("each instance looks the number up itself");
}

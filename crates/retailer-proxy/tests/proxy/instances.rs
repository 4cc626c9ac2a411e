//! Two instances before one Engage, with a real Valkey or Redis between them. It is used up,
//! killed, stopped and replaced by something else: shoppers get their cards all the same, and
//! Engage gets no call too many.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use engage_sim::{Endpoint, Simulator};
use retailer_proxy::consents::{Ledger, ServerIdentity};
use retailer_proxy::{
    AwardRules, Awards, Joining, Prefix, Proxy, SealingKey, ServerAddress, SharedOptions,
    SharedSecret, WebhookKey,
};
use serde_json::json;
use temporary_valkey::TemporaryValkey;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::awards::award;
use crate::live::{BACKEND, KEY, Page, is_changed, webhook};
use crate::shop::{ALVA, Answer, Behaviour, DOG_FOOD, INES, Shop, most_calls_within};

/// More than a busy machine needs.
const PATIENCE: Duration = Duration::from_mins(1);
/// How many calls both instances together may make in a second, where that matters.
const ALL: u32 = 20;

/// As by default, with this server between two instances.
pub(crate) fn sharing(url: &str) -> Behaviour {
    Behaviour {
        shared: Some(SharedOptions {
            server: ServerAddress::parse(url, ServerIdentity::Verified).unwrap(),
            prefix: Prefix::new("test").unwrap(),
            instances: NonZeroU32::new(2).unwrap(),
            sealing: SealingKey::of_api_key("key").unwrap(),
        }),
        ..Behaviour::default()
    }
}

/// The same with a budget that a few shoppers use up.
fn sharing_few_calls(url: &str) -> Behaviour {
    let mut behaviour = sharing(url);
    behaviour.calls.per_second = NonZeroU32::new(ALL).unwrap();
    behaviour.calls.queue_wait = PATIENCE;
    behaviour
}

/// Two instances with everything that reports a change.
async fn two(behaviour: Behaviour) -> (Shop, Shop, Simulator) {
    let (first, second) = (
        Ledger::in_memory().await.unwrap(),
        Ledger::in_memory().await.unwrap(),
    );
    let equip = |ledger| {
        |proxy: Proxy| {
            proxy
                .with_joining(Joining::new(ledger))
                .with_webhooks(WebhookKey::new(KEY).unwrap())
                .with_backend(SharedSecret::new(BACKEND).unwrap())
        }
    };
    let (one, engage) = Shop::open_with_all(behaviour.clone(), equip(first)).await;
    let other = one.open_beside_with(behaviour, equip(second)).await;
    (one, other, engage)
}

/// Waits until this instance says so of its budget.
async fn until_budget(shop: &Shop, of: &str) {
    let begun = Instant::now();
    loop {
        let ready = Answer::of(shop.internal("/readyz")).await.text;
        if ready.contains(&format!("budget of {of}\n")) {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "never {of}: {ready}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

pub(crate) async fn until_both_share(one: &Shop, other: &Shop) {
    until_budget(one, "all instances").await;
    until_budget(other, "all instances").await;
}

/// A page at this instance that hears nothing but what changes from now on.
async fn listening(shop: &Shop, contact: &str) -> Page {
    let mut page = Page::of(shop, contact, None).await;
    page.block().await.unwrap();
    page
}

/// Whether the next event of the page says that something has changed.
async fn is_told(page: &mut Page) -> bool {
    let event = async {
        loop {
            let block = page.block().await.unwrap();
            if !block.starts_with(':') {
                return is_changed(&block);
            }
        }
    };
    tokio::time::timeout(PATIENCE, event).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_instance_hears_the_pages_and_the_cache_of_the_other_hear_too() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, other, engage) = two(sharing(&server.url())).await;
    until_both_share(&one, &other).await;
    let mut page = listening(&other, ALVA).await;
    let lists = || engage.log().count(Endpoint::ListChallenges);

    let body = json!({ "contactIds": [ALVA] });
    let from_backend = one.internal_post("/contacts/changed").bearer_auth(BACKEND);
    let from_backend = from_backend.json(&body);
    let body = json!({ "eventType": "point.balance.updated", "payload": { "contactId": ALVA } });
    let from_engage = webhook(&one, "msg_1", &body.to_string());
    let body = json!({ "eventType": "contact.deleted", "payload": { "contactId": ALVA } });
    let deleted = webhook(&one, "msg_2", &body.to_string());
    for report in [from_backend, from_engage, deleted] {
        other.json(ALVA, "/challenges").await;
        let before = lists();
        other.json(ALVA, "/challenges").await;
        assert_eq!(lists(), before);
        assert_eq!(Answer::of(report).await.status, 204);
        assert!(is_told(&mut page).await);
        other.json(ALVA, "/challenges").await;
        assert_eq!(lists(), before + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_engage_has_told_one_instance_the_other_need_not_ask() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, other, engage) = two(sharing(&server.url())).await;
    until_both_share(&one, &other).await;
    let lists = || engage.log().count(Endpoint::ListChallenges);
    let cards = one.json(ALVA, "/challenges").await;
    assert_eq!(other.json(ALVA, "/challenges").await, cards);
    // On a busy machine the server is late now and then, and Engage is asked then.
    for number in 0..1_000 {
        let contact = format!("{number:08x}-0000-4000-8000-000000000000");
        let before = lists();
        one.json(&contact, "/challenges").await;
        other.json(&contact, "/challenges").await;
        if lists() == before + 1 {
            let metrics = Answer::of(other.internal("/metrics")).await.text;
            let shared = r#"retailer_proxy_reads_total{of="Challenges",outcome="Shared"}"#;
            assert!(metrics.contains(shared), "{metrics}");
            return;
        }
    }
    panic!("each instance asks Engage itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shopper_who_joins_at_one_instance_sees_it_at_the_other() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, other, _engage) = two(sharing(&server.url())).await;
    until_both_share(&one, &other).await;
    let path = format!("/challenges?definitionId={DOG_FOOD}");
    let before = other.json(INES, &path).await;
    assert_eq!(before["items"], json!([]));
    let mut page = listening(&other, INES).await;
    let join = one.request_to_join(INES, DOG_FOOD).json(&json!({}));
    assert_eq!(Answer::of(join).await.text, "true");
    assert!(is_told(&mut page).await);
    let after = other.json(INES, &path).await;
    assert_eq!(after["items"].as_array().unwrap().len(), 1, "{after}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_award_that_one_instance_sends_is_told_to_the_pages_of_the_other() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let ledger = Ledger::in_memory().await.unwrap();
    let mut awards = None;
    let sends = |proxy: Proxy| {
        let proxy = proxy
            .with_awards(Awards::new(ledger, AwardRules::default()))
            .with_backend(SharedSecret::new(BACKEND).unwrap());
        awards = Some(proxy.clone());
        proxy
    };
    let behaviour = sharing(&server.url());
    let (one, _engage) = Shop::open_with_all(behaviour.clone(), sends).await;
    let other = one.open_beside_with(behaviour, |proxy| proxy).await;
    let awards = awards.unwrap();
    let awarding = tokio::spawn(async move { awards.keep_awarding().await });
    until_both_share(&one, &other).await;

    let path = format!("/challenges?definitionId={DOG_FOOD}");
    let stamps =
        async || other.json(ALVA, &path).await["items"][0]["completedCheckpoints"].as_u64();
    let before = stamps().await.unwrap();
    let mut page = listening(&other, ALVA).await;
    let hand_over = one.internal_post("/awards").bearer_auth(BACKEND);
    let hand_over = hand_over.json(&award("order-1", ALVA, DOG_FOOD));
    assert_eq!(Answer::of(hand_over).await.status, 202);
    assert!(is_told(&mut page).await);
    assert_eq!(stamps().await, Some(before + 1));
    awarding.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_interruption_pages_are_told_and_what_is_cached_is_asked_for_again() {
    let Some(mut server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, other, engage) = two(sharing(&server.url())).await;
    until_both_share(&one, &other).await;
    other.json(ALVA, "/challenges").await;
    let mut page = listening(&other, ALVA).await;
    let before = engage.log().count(Endpoint::ListChallenges);

    server.kill();
    until_budget(&one, "this instance alone").await;
    until_budget(&other, "this instance alone").await;
    let body = json!({ "contactIds": [ALVA] });
    let report = one.internal_post("/contacts/changed").bearer_auth(BACKEND);
    assert_eq!(Answer::of(report.json(&body)).await.status, 204);
    server.start_again().unwrap();

    assert!(is_told(&mut page).await);
    until_both_share(&one, &other).await;
    other.json(ALVA, "/challenges").await;
    assert_eq!(engage.log().count(Endpoint::ListChallenges), before + 1);
}

/// The same where a shopper may make ten requests at once.
fn sharing_with_limits(url: &str) -> Behaviour {
    let mut behaviour = sharing(url);
    behaviour.edge.per_session = NonZeroU32::new(20).unwrap();
    behaviour
}

/// How many requests of the shopper this instance accepts until it refuses one.
async fn accepted(shop: &Shop, contact: &str) -> usize {
    for accepted in 0.. {
        let answer = shop.answer(contact, "/challenges").await;
        if answer.status == 429 {
            return accepted;
        }
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    unreachable!("some request is refused")
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_at_one_instance_count_at_the_other() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, other, _engage) = two(sharing_with_limits(&server.url())).await;
    until_both_share(&one, &other).await;
    // On a busy machine the server is late now and then, and what could not be told is dropped.
    for number in 0..20_u32 {
        let contact = format!("{number:08x}-0000-4000-8000-000000000000");
        accepted(&one, &contact).await;
        // Four times as long as it usually takes to tell.
        tokio::time::sleep(Duration::from_secs(1)).await;
        // It has lasted for some seconds, so that a request or two are allowed again.
        if accepted(&other, &contact).await < 5 {
            return;
        }
    }
    panic!("each instance counts by itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_one_instance_has_processed_the_other_refuses() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, other, _engage) = two(sharing(&server.url())).await;
    until_both_share(&one, &other).await;
    let body = json!({ "eventType": "point.balance.updated", "payload": { "contactId": ALVA } });
    let body = body.to_string();
    // On a busy machine the server is late now and then, and each instance knows its own alone.
    for number in 0..200 {
        let id = format!("msg_{number}");
        assert_eq!(Answer::of(webhook(&one, &id, &body)).await.status, 204);
        if Answer::of(webhook(&other, &id, &body)).await.status == 409 {
            return;
        }
    }
    panic!("each instance processes the message");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_server_each_instance_processes_a_webhook() {
    // Nobody listens at this port.
    let (one, other, _engage) = two(sharing("redis://127.0.0.1:1")).await;
    let body = json!({ "eventType": "point.balance.updated", "payload": { "contactId": ALVA } });
    for shop in [&one, &other] {
        let webhook = webhook(shop, "msg_1", &body.to_string());
        assert_eq!(Answer::of(webhook).await.status, 204);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_server_each_instance_counts_by_itself() {
    // Nobody listens at this port.
    let behaviour = sharing_with_limits("redis://127.0.0.1:1");
    let (one, other, _engage) = two(behaviour).await;
    for shop in [&one, &other] {
        assert!(accepted(shop, ALVA).await >= 10);
    }
}

/// So many new shoppers ask, half of them each instance, and all get their cards.
async fn storm(one: &Arc<Shop>, other: &Arc<Shop>, wave: u32) {
    let mut shoppers = JoinSet::new();
    for number in 0..6 * ALL {
        let shop = Arc::clone(if number % 2 == 0 { one } else { other });
        let contact = format!("{wave:08x}-{number:04x}-4000-8000-000000000000");
        shoppers.spawn(async move { shop.answer(&contact, "/challenges").await.status });
    }
    while let Some(status) = shoppers.join_next().await {
        assert_eq!(status.unwrap(), 200);
    }
}

/// Checks that no three seconds had more calls than allowed. On a busy machine single calls
/// arrive late, and in another second than the one of their permit. So three seconds may have
/// the calls of a fourth. If each instance used the whole budget, they would have those of six.
/// The tests of the shared budget count permits in every single second.
fn assert_no_call_too_many(engage: &Simulator) {
    let busiest = most_calls_within(engage, Duration::from_secs(3));
    assert!(busiest <= 4 * ALL as usize, "{busiest}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_shoppers_at_two_instances_causes_no_call_too_many_while_the_server_ends() {
    let Some(mut server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, other, engage) = two(sharing_few_calls(&server.url())).await;
    let (one, other) = (Arc::new(one), Arc::new(other));
    until_both_share(&one, &other).await;
    let begun = engage.log().total;
    let kill = async {
        while engage.log().total < begun + u64::from(2 * ALL) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        server.kill();
    };
    tokio::join!(storm(&one, &other, 1), kill);
    server.start_again().unwrap();
    storm(&one, &other, 2).await;
    assert_no_call_too_many(&engage);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_server_stands_still_shoppers_get_their_cards() {
    let Some(server) = TemporaryValkey::for_test(&[]) else {
        return;
    };
    let (one, other, engage) = two(sharing_few_calls(&server.url())).await;
    let (one, other) = (Arc::new(one), Arc::new(other));
    until_both_share(&one, &other).await;
    server.freeze();
    storm(&one, &other, 1).await;
    // What is cached does not wait for the server, and neither does a report.
    let begun = Instant::now();
    one.json(ALVA, "/challenges").await;
    let contacts: Vec<_> = (0..1_000_u32)
        .map(|number| format!("{number:08x}-0000-4000-8000-000000000000"))
        .collect();
    let report = one.internal_post("/contacts/changed").bearer_auth(BACKEND);
    let report = report.json(&json!({ "contactIds": contacts }));
    assert_eq!(Answer::of(report).await.status, 204);
    assert!(begun.elapsed() < Duration::from_secs(20));
    server.thaw();
    until_both_share(&one, &other).await;
    storm(&one, &other, 2).await;
    assert_no_call_too_many(&engage);
}

/// Shoppers of both instances get their cards, and Engage no call too many.
async fn assert_shoppers_get_their_cards(url: &str) {
    let (one, other, engage) = two(sharing_few_calls(url)).await;
    let (one, other) = (Arc::new(one), Arc::new(other));
    storm(&one, &other, 1).await;
    until_budget(&one, "this instance alone").await;
    assert_no_call_too_many(&engage);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_server_that_has_no_memory_left_shoppers_get_their_cards() {
    let full = ["--maxmemory", "1mb", "--maxmemory-policy", "noeviction"];
    if let Some(server) = TemporaryValkey::for_test(&full) {
        assert_shoppers_get_their_cards(&server.url()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_server_that_takes_no_writes_shoppers_get_their_cards() {
    // Nobody listens at this port.
    if let Some(server) = TemporaryValkey::for_test(&["--replicaof", "127.0.0.1 1"]) {
        assert_shoppers_get_their_cards(&server.url()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_server_that_answers_nonsense_shoppers_get_their_cards() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    let answers = tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let _ = client.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    assert_shoppers_get_their_cards(&url).await;
    answers.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn with_no_server_at_all_shoppers_get_their_cards() {
    // Nobody listens at this port.
    assert_shoppers_get_their_cards("redis://127.0.0.1:1").await;
}

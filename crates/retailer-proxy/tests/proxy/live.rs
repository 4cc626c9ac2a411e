//! Open pages learn that something changed, and nothing else.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use challenge_model::ContactId;
use engage_sim::Endpoint;
use reqwest::{RequestBuilder, Response};
use retailer_proxy::consents::Ledger;
use retailer_proxy::{Joining, LiveRules, Proxy, SharedSecret, WebhookKey};
use serde_json::json;

use crate::shop::{
    ALVA, Answer, Behaviour, DOG_FOOD, INES, Shop, in_seconds, refused, session, token,
};

pub(crate) const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
pub(crate) const BACKEND: &str = "the backend and the proxy share this";
/// For what comes at once unless it never comes.
const PATIENCE: Duration = Duration::from_secs(20);

async fn open(rules: LiveRules) -> (Shop, Proxy) {
    let ledger = Ledger::in_memory().await.unwrap();
    let mut equipped = None;
    let (shop, _engage) = Shop::open_equipped(|proxy| {
        let proxy = proxy
            .with_joining(Joining::new(ledger))
            .with_webhooks(WebhookKey::new(KEY).unwrap())
            .with_backend(SharedSecret::new(BACKEND).unwrap())
            .with_live_rules(rules);
        equipped = Some(proxy.clone());
        proxy
    })
    .await;
    (shop, equipped.unwrap())
}

/// A page that listens.
pub(crate) struct Page {
    response: Response,
    text: String,
}

impl Page {
    pub(crate) async fn of(shop: &Shop, contact: &str, last: Option<&str>) -> Self {
        let mut request = shop.get("/challenges/events");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        Self::asking(request, contact).await
    }

    async fn asking(request: RequestBuilder, contact: &str) -> Self {
        let request = request.bearer_auth(token(&session(contact)));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        Self {
            response,
            text: String::new(),
        }
    }

    /// The next block of lines, which is an event or a comment; `None` at the end.
    pub(crate) async fn block(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let rest = self.text.split_off(end + 2);
                let block = std::mem::replace(&mut self.text, rest);
                return Some(block.trim_end().to_owned());
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk());
            let chunk = chunk.await.unwrap().unwrap()?;
            self.text += std::str::from_utf8(&chunk).unwrap();
        }
    }
}

fn id(block: &str) -> &str {
    let mut lines = block.lines();
    lines.find_map(|line| line.strip_prefix("id: ")).unwrap()
}

/// Whether a browser would dispatch this event: it drops events without data.
pub(crate) fn is_changed(block: &str) -> bool {
    let has = |wanted| block.lines().any(|line| line == wanted);
    has("event: changed") && has("data: {}")
}

#[tokio::test]
async fn a_stream_starts_with_an_id_and_the_time_to_wait_before_a_reconnection() {
    let (shop, _proxy) = open(LiveRules::default()).await;
    let mut page = Page::of(&shop, ALVA, None).await;
    assert_eq!(page.response.headers()["content-type"], "text/event-stream");
    let first = page.block().await.unwrap();
    assert!(first.contains("retry: 5000"), "{first}");
    assert!(!is_changed(&first), "{first}");
}

#[tokio::test]
async fn a_stream_asks_servers_in_between_not_to_compress_or_hold_it_back() {
    let (shop, _proxy) = open(LiveRules::default()).await;
    let page = Page::of(&shop, ALVA, None).await;
    let headers = page.response.headers();
    assert_eq!(headers["cache-control"], "private, no-store, no-transform");
    assert_eq!(headers["x-accel-buffering"], "no");
    let other = Answer::of(shop.get("/challenges/events")).await;
    assert_eq!(other.headers["cache-control"], "private, no-store");
}

#[tokio::test]
async fn joining_is_told_to_the_shoppers_own_pages() {
    let (shop, _proxy) = open(LiveRules::default()).await;
    let mut page = Page::of(&shop, INES, None).await;
    page.block().await.unwrap();
    let join = shop.request_to_join(INES, DOG_FOOD).json(&json!({}));
    assert_eq!(Answer::of(join).await.text, "true");
    let block = page.block().await.unwrap();
    assert!(is_changed(&block), "{block}");
    assert!(!block.contains(INES), "{block}");
}

#[tokio::test]
async fn a_page_that_connects_again_is_told_of_the_change_that_it_may_have_missed() {
    let (shop, proxy) = open(LiveRules::default()).await;
    let first = Page::of(&shop, ALVA, None).await.block().await.unwrap();
    assert!(!is_changed(&first), "{first}");
    proxy.changed(&ContactId::guid(ALVA).unwrap()).await;
    for last in [id(&first), "the id of another proxy"] {
        let mut page = Page::of(&shop, ALVA, Some(last)).await;
        page.block().await.unwrap();
        let missed = page.block().await.unwrap();
        assert!(is_changed(&missed), "{missed}");
    }
}

#[tokio::test]
async fn pages_that_have_news_at_the_same_time_are_told_one_after_the_other() {
    let (shop, proxy) = open(LiveRules::default()).await;
    let mut pages = Vec::new();
    for contact in [ALVA, INES].repeat(3) {
        let mut page = Page::of(&shop, contact, None).await;
        page.block().await.unwrap();
        pages.push(page);
    }
    let begun = Instant::now();
    for contact in [ALVA, INES] {
        proxy.changed(&ContactId::guid(contact).unwrap()).await;
    }
    for page in &mut pages {
        assert!(is_changed(&page.block().await.unwrap()));
    }
    // Five times 20 milliseconds after the first one.
    assert!(begun.elapsed() >= Duration::from_millis(100));
}

#[tokio::test]
async fn the_id_of_an_event_is_the_same_for_every_event_shopper_and_proxy() {
    let mut ids = Vec::new();
    for _ in 0..2 {
        let (shop, proxy) = open(LiveRules::default()).await;
        for contact in [ALVA, INES] {
            let mut page = Page::of(&shop, contact, None).await;
            ids.push(id(&page.block().await.unwrap()).to_owned());
            proxy.changed(&ContactId::guid(contact).unwrap()).await;
            ids.push(id(&page.block().await.unwrap()).to_owned());
        }
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
}

#[tokio::test]
async fn a_stream_is_never_compressed_so_that_no_event_is_held_back() {
    let (shop, proxy) = open(LiveRules::default()).await;
    let request = shop.get("/challenges/events");
    let request = request.header("accept-encoding", "gzip, deflate, br");
    let mut page = Page::asking(request, ALVA).await;
    assert_eq!(page.response.headers().get("content-encoding"), None);
    page.block().await.unwrap();
    proxy.changed(&ContactId::guid(ALVA).unwrap()).await;
    assert!(is_changed(&page.block().await.unwrap()));
}

#[tokio::test]
async fn a_quiet_stream_sends_comments_and_ends_in_time() {
    let rules = LiveRules {
        heartbeat: Duration::from_millis(20),
        longest: Duration::from_millis(300),
        ..LiveRules::default()
    };
    let (shop, proxy) = open(rules).await;
    let mut page = Page::of(&shop, ALVA, None).await;
    page.block().await.unwrap();
    assert!(page.block().await.unwrap().starts_with(':'));
    while page.block().await.is_some() {}
    assert_eq!(proxy.open_streams(), 0);
}

#[tokio::test]
async fn a_contact_has_a_limited_number_of_streams() {
    let rules = LiveRules {
        per_contact: 2,
        ..LiveRules::default()
    };
    let (shop, _proxy) = open(rules).await;
    let _first = Page::of(&shop, ALVA, None).await;
    let _second = Page::of(&shop, ALVA, None).await;
    let answer = shop.answer(ALVA, "/challenges/events").await;
    assert_eq!(answer.refusal(), refused(429, "too_many_streams"));
    Page::of(&shop, INES, None).await;
}

#[tokio::test]
async fn a_stream_needs_a_session_and_ends_when_the_server_stops() {
    let (shop, proxy) = open(LiveRules::default()).await;
    let answer = Answer::of(shop.get("/challenges/events")).await;
    assert_eq!(answer.refusal(), refused(401, "signed_out"));
    let mut page = Page::of(&shop, ALVA, None).await;
    page.block().await.unwrap();
    proxy.stop();
    assert_eq!(page.block().await, None);
    let mut late = Page::of(&shop, ALVA, None).await;
    late.block().await.unwrap();
    assert_eq!(late.block().await, None);
}

/// A webhook as Svix sends it.
pub(crate) fn webhook(shop: &Shop, id: &str, body: &str) -> reqwest::RequestBuilder {
    let timestamp = in_seconds(0);
    let key = STANDARD.decode(&KEY[6..]).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let signed = format!("{id}.{timestamp}.{body}");
    let signature = STANDARD.encode(hmac::sign(&key, signed.as_bytes()));
    shop.post("/webhooks/engage")
        .header("svix-id", id)
        .header("svix-timestamp", timestamp)
        .header("svix-signature", format!("v1,{signature}"))
        .body(body.to_owned())
}

#[tokio::test]
async fn a_signed_webhook_is_told_once_and_a_forged_one_never() {
    let (shop, _proxy) = open(LiveRules::default()).await;
    let mut page = Page::of(&shop, ALVA, None).await;
    page.block().await.unwrap();
    let body = json!({ "eventType": "point.balance.updated", "payload": { "ContactId": ALVA } });
    let body = body.to_string();
    let answer = Answer::of(webhook(&shop, "msg_1", &body)).await;
    assert_eq!(answer.status, 204);
    assert!(is_changed(&page.block().await.unwrap()));
    let again = Answer::of(webhook(&shop, "msg_1", &body)).await;
    assert_eq!(again.refusal(), refused(409, "webhook_replayed"));
    let forged = webhook(&shop, "msg_2", &body).body(body.replace("point", "other"));
    let forged = Answer::of(forged).await;
    assert_eq!(forged.refusal(), refused(401, "webhook_not_signed"));
    let unsigned = Answer::of(shop.post("/webhooks/engage").body(body)).await;
    assert_eq!(unsigned.refusal(), refused(401, "webhook_not_signed"));
}

#[tokio::test]
async fn without_its_key_there_is_no_webhook() {
    let (shop, _engage) = Shop::open().await;
    let answer = Answer::of(webhook(&shop, "msg_1", "{}")).await;
    assert_eq!(answer.refusal(), refused(404, "not_found"));
}

#[tokio::test]
async fn the_shops_backend_says_what_changed_and_nobody_else_does() {
    let (shop, _proxy) = open(LiveRules::default()).await;
    let mut page = Page::of(&shop, ALVA, None).await;
    page.block().await.unwrap();

    let say = |contact: &str, secret: &str| {
        let request = shop.internal_post("/contacts/changed").bearer_auth(secret);
        Answer::of(request.json(&json!({ "contactIds": [contact] })))
    };
    let stranger = say(ALVA, &BACKEND.replace("this", "that")).await;
    assert_eq!(stranger.refusal(), refused(401, "backend_unproven"));
    let wrong = say("4711", BACKEND).await;
    assert_eq!(wrong.refusal(), refused(400, "invalid_body"));
    assert_eq!(say(ALVA, BACKEND).await.status, 204);
    assert!(is_changed(&page.block().await.unwrap()));
    let in_public = shop.post("/contacts/changed").bearer_auth(BACKEND);
    let in_public = Answer::of(in_public.json(&json!({ "contactIds": [ALVA] }))).await;
    assert_eq!(in_public.refusal(), refused(404, "not_found"));
}

#[tokio::test]
async fn without_a_secret_nobody_says_what_changed() {
    let (shop, _engage) = Shop::open().await;
    let answer = Answer::of(shop.internal_post("/contacts/changed").bearer_auth("")).await;
    assert_eq!(answer.refusal(), refused(404, "not_found"));
}

#[tokio::test]
async fn streams_are_counted_while_they_are_open() {
    let (shop, proxy) = open(LiveRules::default()).await;
    let mut page = Page::of(&shop, ALVA, None).await;
    page.block().await.unwrap();
    let counted = async || {
        let text = Answer::of(shop.internal("/metrics")).await.text;
        let mut lines = text.lines();
        let line = lines.find_map(|line| line.strip_prefix("retailer_proxy_event_streams "));
        line.unwrap().to_owned()
    };
    assert_eq!(counted().await, "1");
    proxy.stop();
    assert_eq!(page.block().await, None);
    assert_eq!(counted().await, "0");
}

#[tokio::test]
async fn what_changed_is_asked_of_engage_again_for_that_contact_alone() {
    let ledger = Ledger::in_memory().await.unwrap();
    let (shop, engage) = Shop::open_equipped(|proxy| {
        proxy
            .with_joining(Joining::new(ledger))
            .with_webhooks(WebhookKey::new(KEY).unwrap())
            .with_backend(SharedSecret::new(BACKEND).unwrap())
    })
    .await;
    let read = async || {
        for contact in [ALVA, INES] {
            shop.json(contact, "/challenges").await;
        }
        engage.log().count(Endpoint::ListChallenges)
    };
    assert_eq!(read().await, 2);
    assert_eq!(read().await, 2);
    let body = json!({ "contactIds": [ALVA] });
    let call = shop.internal_post("/contacts/changed").bearer_auth(BACKEND);
    assert_eq!(Answer::of(call.json(&body)).await.status, 204);
    assert_eq!(read().await, 3);
    for (id, kind) in [
        ("msg_1", "point.balance.updated"),
        ("msg_2", "contact.deleted"),
    ] {
        let body = json!({ "eventType": kind, "payload": { "contactId": ALVA } });
        let answer = Answer::of(webhook(&shop, id, &body.to_string())).await;
        assert_eq!(answer.status, 204);
        assert_eq!(read().await, if id == "msg_1" { 4 } else { 5 });
    }
}

#[tokio::test]
async fn a_webhook_has_limits_of_its_own_and_counts_when_it_is_refused() {
    let mut behaviour = Behaviour::default();
    behaviour.edge.per_address = NonZeroU32::new(4).unwrap();
    behaviour.edge.webhook_body_bytes = 10_000;
    let (shop, _engage) = Shop::open_with_all(behaviour, |proxy| {
        proxy.with_webhooks(WebhookKey::new(KEY).unwrap())
    })
    .await;
    let long = || Answer::of(webhook(&shop, "msg_1", &"x".repeat(20_000)));
    assert_eq!(long().await.refusal(), refused(413, "too_large"));
    assert_eq!(long().await.refusal(), refused(413, "too_large"));
    assert_eq!(long().await.refusal(), refused(429, "too_many_requests"));
    assert_eq!(Answer::of(webhook(&shop, "msg_2", "{}")).await.status, 204);
}

//! Requests that no browser would send.

use std::num::NonZeroU32;
use std::time::Duration;

use engage_sim::Simulator;
use retailer_proxy::Joining;
use retailer_proxy::consents::Ledger;
use rstest::rstest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, sleep};

use crate::shop::{ALVA, Answer, Behaviour, DOG_FOOD, NILS, Shop, refused, session, token};

/// The beginning of a good request.
fn head(path: &str) -> String {
    let token = token(&session(ALVA));
    format!(
        "GET /api/loyalty{path} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\
         authorization: Bearer {token}\r\n"
    )
}

/// A shop whose shoppers can join.
async fn open_to_join(behaviour: Behaviour) -> (Shop, Simulator) {
    let ledger = Ledger::in_memory().await.unwrap();
    Shop::open_with_all(behaviour, |proxy| proxy.with_joining(Joining::new(ledger))).await
}

#[rstest]
#[case("//challenges")]
#[case("/challenges//")]
#[case("/./challenges")]
#[case("/x/../challenges")]
#[case("/%2e/challenges")]
#[case("/%2e%2e/loyalty/challenges")]
#[case("/challenges%2fdefinitions")]
#[case("/challenges%2Fa1000000-1111-4aaa-8bbb-000000000003")]
#[case("/challenges/a1000000-1111-4aaa-8bbb-000000000003%2f..")]
#[case("/challenges/definitions/..")]
#[case("/challenges/definitions/%2e%2e")]
#[case("/challenges/checkpoints")]
#[case("/challenges/..%2fcheckpoints")]
#[case("/challenges;x=1")]
#[case("/challenges%00")]
#[case("/challenges/%ff")]
#[case("/CHALLENGES")]
#[tokio::test]
async fn a_path_means_itself_and_nothing_that_it_could_be_made_into(#[case] path: &str) {
    let (shop, engage) = Shop::open().await;
    let answer = shop.raw(&format!("{}\r\n", head(path))).await;
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    assert_eq!(engage.log().total, 0);
}

#[rstest]
#[case::absolute(
    "GET http://127.0.0.1:1/api/v3/challenges HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n"
)]
#[case::tunnel("CONNECT 127.0.0.1:1 HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n")]
#[case::nonsense("\u{16}\u{3}\u{1} hello\r\n\r\n")]
#[case::two_lengths(
    "POST /api/loyalty/challenges HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\na"
)]
#[case::broken_header("GET /api/loyalty/challenges HTTP/1.1\r\nhost: x\r\na b: c\r\n\r\n")]
#[case::folded_header("GET /api/loyalty/challenges HTTP/1.1\r\nhost: x\r\na: b\r\n c\r\n\r\n")]
#[tokio::test]
async fn a_request_that_is_not_for_this_proxy_is_refused(#[case] text: &str) {
    let (shop, engage) = Shop::open().await;
    let answer = shop.raw(text).await;
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert_eq!(engage.log().total, 0);
}

#[rstest]
#[case::line_break("abc\r\nset-cookie: x=1")]
#[case::blanks("a b")]
#[case::markup("<script>")]
#[case::long(
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
)]
#[tokio::test]
async fn text_that_is_not_a_request_id_is_not_repeated(#[case] id: &str) {
    let (shop, _engage) = Shop::open().await;
    let answer = shop
        .raw(&format!(
            "{}x-request-id: {id}\r\n\r\n",
            head("/challenges")
        ))
        .await;
    let (head, _) = answer.split_once("\r\n\r\n").unwrap();
    let given = head
        .lines()
        .find_map(|line| line.strip_prefix("x-request-id: "))
        .unwrap();
    let expected = if id.starts_with("abc") { "abc" } else { given };
    assert_eq!(given, expected);
    assert!(given == "abc" || given.len() == 16, "{given}");
    assert!(!head.contains("set-cookie"), "{head}");
}

#[tokio::test]
async fn a_good_request_id_is_kept() {
    let (shop, _engage) = Shop::open().await;
    let request = shop
        .get("/challenges")
        .header("x-request-id", "gateway-17.4");
    assert_eq!(
        Answer::of(request).await.header("x-request-id"),
        Some("gateway-17.4")
    );
}

#[rstest]
#[case::one_header(format!("x: {}\r\n", "a".repeat(20_000)))]
#[case::many_headers("x: y\r\n".repeat(200))]
#[case::cookies(format!("cookie: {}\r\n", "a=b; ".repeat(4_000)))]
#[tokio::test]
async fn a_head_that_is_too_long_is_refused(#[case] headers: String) {
    let (shop, engage) = Shop::open().await;
    let answer = shop
        .raw(&format!("{}{headers}\r\n", head("/challenges")))
        .await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    assert_eq!(engage.log().total, 0);
}

#[tokio::test]
async fn a_url_that_is_too_long_is_refused() {
    let (shop, _engage) = Shop::open().await;
    let answer = shop
        .raw(&format!(
            "{}\r\n",
            head(&format!("/{}", "a".repeat(20_000)))
        ))
        .await;
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused() {
    let (shop, _engage) = Shop::open().await;
    let request = shop.post("/challenges").body("a".repeat(20_000));
    assert_eq!(
        Answer::of(request).await.refusal(),
        refused(413, "too_large")
    );
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let mut behaviour = Behaviour::default();
    behaviour.edge.request_time = Duration::from_millis(300);
    let (shop, _engage) = open_to_join(behaviour).await;
    let token = token(&session(ALVA));
    let answer = shop
        .raw(&format!(
            "POST /api/loyalty/challenges/definitions/{DOG_FOOD}/assign HTTP/1.1\r\nhost: shop\r\n\
             connection: close\r\nauthorization: Bearer {token}\r\nx-challenges-widget: 1\r\n\
             sec-fetch-site: same-origin\r\ncontent-type: application/json\r\n\
             content-length: 100\r\n\r\n{{"
        ))
        .await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("too_slow"), "{answer}");
}

#[tokio::test]
async fn a_client_that_sends_its_head_byte_by_byte_is_cut_off() {
    let mut behaviour = Behaviour::default();
    behaviour.server.header_time = Duration::from_millis(300);
    let (shop, _engage) = Shop::open_with(behaviour).await;
    let mut connection = shop.connect().await;
    let begun = Instant::now();
    for byte in head("/challenges").bytes().cycle() {
        if connection.write_all(&[byte]).await.is_err() {
            break;
        }
        sleep(Duration::from_millis(20)).await;
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "it is still connected"
        );
    }
}

#[tokio::test]
async fn a_connection_without_a_request_is_closed() {
    let mut behaviour = Behaviour::default();
    behaviour.server.header_time = Duration::from_millis(100);
    let (shop, _engage) = Shop::open_with(behaviour).await;
    let mut idle = shop.connect().await;
    let mut nothing = Vec::new();
    idle.read_to_end(&mut nothing).await.unwrap();
}

#[tokio::test]
async fn connections_above_the_limit_wait() {
    let mut behaviour = Behaviour::default();
    behaviour.server.connections = 1;
    behaviour.server.header_time = Duration::from_millis(300);
    let (shop, _engage) = Shop::open_with(behaviour).await;
    let _idle = shop.connect().await;
    let answer = shop.raw(&format!("{}\r\n", head("/challenges"))).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn a_session_that_asks_too_often_is_told_to_wait_and_others_are_not() {
    let mut behaviour = Behaviour::default();
    behaviour.edge.per_session = NonZeroU32::new(6).unwrap();
    let (shop, engage) = Shop::open_with(behaviour).await;
    let token = token(&session(ALVA));
    let mut answers = Vec::new();
    for _ in 0..4 {
        answers.push(Answer::of(shop.get("/challenges").bearer_auth(&token)).await);
    }
    let refusal = answers.pop().unwrap();
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(refusal.refusal(), refused(429, "too_many_requests"));
    assert!(refusal.header("retry-after").is_some());
    assert_eq!(refusal.header("cache-control"), Some("private, no-store"));
    shop.json(NILS, "/challenges").await;
    assert_eq!(engage.log().count(engage_sim::Endpoint::ListChallenges), 2);
}

#[rstest]
#[case::nobody_is_trusted(0, 429)]
#[case::one_proxy_is_trusted(1, 401)]
#[tokio::test]
async fn an_address_cannot_be_made_up_where_no_proxy_is_trusted(
    #[case] trusted_hops: usize,
    #[case] expected: u16,
) {
    let mut behaviour = Behaviour::default();
    behaviour.edge.per_address = NonZeroU32::new(2).unwrap();
    behaviour.edge.trusted_hops = trusted_hops;
    let (shop, _engage) = Shop::open_with(behaviour).await;
    let mut status = 0;
    for number in 1..=3 {
        let request = shop.get("/challenges");
        let request = request.header("x-forwarded-for", format!("9.9.9.9, 1.1.1.{number}"));
        status = Answer::of(request).await.status.as_u16();
    }
    assert_eq!(status, expected);
}

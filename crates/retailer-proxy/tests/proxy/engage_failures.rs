//! When Engage fails or is slow, with an empty and with a filled cache: shoppers get a
//! fresh answer, an old one or a clear error, and they get it in time.
//!
//! Only a test about lateness limits how long Engage may take, since a busy machine is late
//! as well.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use engage_sim::{Effect, Endpoint, Fault};
use rstest::rstest;

use crate::shop::{ALVA, Behaviour, INES, NILS, Shop, refused};

fn status(code: u16) -> Effect {
    Effect::Status {
        code,
        retry_after: None,
    }
}

#[rstest]
#[case::busy(status(429), 503, "upstream_busy")]
#[case::failed(status(500), 502, "upstream_failed")]
#[case::bad_gateway(status(502), 502, "upstream_failed")]
#[case::broken(Effect::BrokenJson, 502, "upstream_failed")]
#[case::wrong_type(Effect::Html, 502, "upstream_failed")]
#[case::cut(Effect::Disconnect, 502, "upstream_failed")]
#[case::key_revoked(status(401), 502, "upstream_refused")]
#[case::no_such_feature(status(403), 502, "upstream_refused")]
#[tokio::test]
async fn when_engage_fails_there_is_a_clear_error_or_a_cached_answer(
    #[case] effect: Effect,
    #[case] expected: u16,
    #[case] code: &str,
) {
    let (shop, engage) = Shop::open_with(Behaviour::with_memory_for_bad_days()).await;
    let kept = shop.json(ALVA, "/challenges").await;
    engage.add_fault(Fault::new(effect));

    let cold = shop.answer(NILS, "/challenges").await;
    assert_eq!(cold.refusal(), refused(expected, code));
    assert_eq!(shop.json(ALVA, "/challenges").await, kept);
}

#[tokio::test]
async fn when_engage_is_late_there_is_a_clear_error_or_a_cached_answer_long_before() {
    let late = Duration::from_secs(30);
    let mut behaviour = Behaviour::with_memory_for_bad_days();
    behaviour.reads.patience = Duration::from_millis(300);
    let (shop, engage) = Shop::open_with(behaviour).await;
    // On a busy machine the first answers may be late without a fault.
    let kept = loop {
        let answer = shop.answer(ALVA, "/challenges").await;
        if answer.status == 200 {
            break answer.text;
        }
    };
    engage.add_fault(Fault::new(Effect::Latency(late)));

    let begun = Instant::now();
    let cold = shop.answer(NILS, "/challenges").await;
    assert_eq!(cold.refusal(), refused(503, "upstream_busy"));
    assert_eq!(shop.answer(ALVA, "/challenges").await.text, kept);
    assert!(begun.elapsed() < late / 2, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_tenant_that_loses_the_feature_with_404_shows_nothing_rather_than_an_error() {
    let (shop, engage) = Shop::open_with(Behaviour::with_memory_for_bad_days()).await;
    shop.json(ALVA, "/challenges").await;
    engage.add_fault(Fault::new(status(404)));
    for contact in [ALVA, NILS] {
        let list = shop.json(contact, "/challenges").await;
        assert_eq!(list["items"], serde_json::json!([]));
    }
}

#[tokio::test]
async fn a_shopper_who_comes_back_finds_the_answer_that_was_late() {
    let mut behaviour = Behaviour::default();
    behaviour.reads.patience = Duration::from_millis(50);
    let (shop, engage) = Shop::open_with(behaviour).await;
    engage.add_fault(Fault::new(Effect::Latency(Duration::from_millis(500))));
    let late = shop.answer(ALVA, "/challenges").await;
    assert_eq!(late.refusal(), refused(503, "upstream_busy"));
    assert_eq!(late.header("retry-after"), Some("5"));
    while shop.answer(ALVA, "/challenges").await.status != 200 {}
    let log = engage.log();
    assert_eq!(log.count(Endpoint::ListChallenges), 1);
    assert_eq!(log.count(Endpoint::ListDefinitions), 1);
}

#[tokio::test]
async fn a_read_that_fails_once_is_repeated_and_the_shopper_does_not_notice() {
    let (shop, engage) = Shop::open().await;
    engage.add_fault(Fault::new(status(500)).at(Endpoint::ListChallenges).once());
    shop.json(ALVA, "/challenges").await;
    assert_eq!(engage.log().count(Endpoint::ListChallenges), 2);
}

#[rstest]
#[case::busy(429)]
#[case::key_refused(401)]
#[tokio::test]
async fn a_refused_call_is_not_repeated(#[case] code: u16) {
    let (shop, engage) = Shop::open().await;
    engage.add_fault(Fault::new(status(code)).at(Endpoint::ListDefinitions));
    shop.answer(ALVA, "/challenges/definitions").await;
    assert_eq!(engage.log().total, 1);
}

#[tokio::test]
async fn when_engage_says_wait_all_calls_wait_and_shoppers_are_told_at_once() {
    let (shop, engage) = Shop::open().await;
    let busy = Effect::Status {
        code: 429,
        retry_after: Some(100),
    };
    engage.add_fault(Fault::new(busy).at(Endpoint::ListDefinitions).once());
    shop.answer(ALVA, "/challenges/definitions").await;
    let asked = engage.log().total;
    let answer = shop.answer(NILS, "/challenges").await;
    assert_eq!(answer.refusal(), refused(503, "upstream_busy"));
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    // Up to half as long again, so that not all come back at once.
    assert!((90..=150).contains(&wait), "{wait}");
    assert_eq!(engage.log().total, asked);
}

#[rstest]
#[case::failing(500, 503, "upstream_busy")]
#[case::key_revoked(401, 502, "upstream_refused")]
#[tokio::test]
async fn the_circuit_is_open_while_engage_fails_until_a_probe_succeeds(
    #[case] fault: u16,
    #[case] expected: u16,
    #[case] code: &str,
) {
    let mut behaviour = Behaviour::without_memory();
    behaviour.calls.failures_to_rest = NonZeroU32::new(4).unwrap();
    behaviour.calls.rest = Duration::from_millis(500);
    let (shop, engage) = Shop::open_with(behaviour).await;
    engage.add_fault(Fault::new(status(fault)));
    let path = "/challenges/definitions";
    for _ in 0..4 {
        shop.answer(ALVA, path).await;
    }
    let asked = engage.log().total;
    assert_eq!(asked, 4);
    let answer = shop.answer(ALVA, path).await;
    assert_eq!(answer.refusal(), refused(expected, code));
    assert_eq!(engage.log().total, asked);

    engage.clear_faults();
    while shop.answer(ALVA, path).await.status != 200 {}
    assert_eq!(engage.log().total, asked + 1);
}

#[tokio::test]
async fn when_engage_is_down_shoppers_get_cached_answers() {
    let behaviour = Behaviour::with_memory_for_bad_days();
    let (shop, engage) = Shop::open_with_mortal_engage(behaviour).await;
    let kept = shop.json(ALVA, "/challenges").await;
    engage.shutdown_background();
    while shop.answer(NILS, "/challenges").await.status == 200 {}
    assert_eq!(shop.json(ALVA, "/challenges").await, kept);
    let cold = shop.answer(INES, "/challenges").await;
    assert_eq!(cold.refusal(), refused(502, "upstream_failed"));
}

//! When Engage fails, the browser learns that it failed, and nothing more.

use std::time::Duration;

use engage_sim::{Effect, Endpoint, Fault};
use rstest::rstest;

use crate::shop::{ALVA, ALVAS_DOG_FOOD, DOG_FOOD, Shop, refused, rules};

fn status(code: u16) -> Effect {
    Effect::Status {
        code,
        retry_after: None,
    }
}

#[rstest]
#[case::late(Effect::Latency(Duration::from_hours(1)), 504, "upstream_timeout")]
#[case::gateway(status(504), 504, "upstream_timeout")]
#[case::busy(status(429), 503, "upstream_busy")]
#[case::failed(status(500), 502, "upstream_failed")]
#[case::unavailable(status(503), 502, "upstream_failed")]
#[case::rejected(status(400), 502, "upstream_failed")]
#[case::html(Effect::Html, 502, "upstream_failed")]
#[case::broken(Effect::BrokenJson, 502, "upstream_failed")]
#[case::empty(Effect::Empty, 502, "upstream_failed")]
#[case::cut(Effect::Disconnect, 502, "upstream_failed")]
#[case::key_refused(status(401), 502, "upstream_refused")]
#[case::no_such_feature(status(403), 502, "upstream_refused")]
#[tokio::test]
async fn every_fault_has_its_status_and_its_code_on_every_path(
    #[case] effect: Effect,
    #[case] expected: u16,
    #[case] code: &str,
) {
    let (shop, engage) = match effect {
        Effect::Latency(_) => Shop::open_with_timeout(Duration::from_millis(100)).await,
        _ => Shop::open().await,
    };
    engage.add_fault(Fault::new(effect));
    for path in [
        "/challenges".to_owned(),
        format!("/challenges/{ALVAS_DOG_FOOD}"),
        "/challenges/definitions".to_owned(),
        format!("/challenges/definitions/{DOG_FOOD}"),
    ] {
        let answer = shop.answer(ALVA, &path).await;
        assert_eq!(answer.refusal(), refused(expected, code), "{path}");
    }
}

#[rstest]
#[case::engage_says_how_long(Some(7), "7")]
#[case::engage_does_not_say(None, "5")]
#[tokio::test]
async fn a_browser_is_told_how_long_to_wait(
    #[case] retry_after: Option<u32>,
    #[case] expected: &str,
) {
    let (shop, engage) = Shop::open().await;
    engage.add_fault(Fault::new(Effect::Status {
        code: 429,
        retry_after,
    }));
    let answer = shop.answer(ALVA, "/challenges").await;
    assert_eq!(answer.header("retry-after"), Some(expected));
}

#[tokio::test]
async fn a_list_whose_definitions_fail_fails_as_a_whole() {
    let (shop, engage) = Shop::open().await;
    engage.add_fault(Fault::new(status(500)).at(Endpoint::ListDefinitions));
    let answer = shop.answer(ALVA, "/challenges").await;
    assert_eq!(answer.refusal(), refused(502, "upstream_failed"));
}

#[tokio::test]
async fn a_tenant_without_the_feature_that_answers_404_has_nothing_to_show() {
    let (shop, engage) = Shop::open().await;
    engage.add_fault(Fault::new(status(404)));
    assert_eq!(
        shop.json(ALVA, "/challenges").await["items"],
        serde_json::json!([])
    );
    assert_eq!(
        shop.json(ALVA, "/challenges/definitions").await["totalCount"],
        0
    );
}

#[tokio::test]
async fn an_engage_that_is_not_there_is_a_502_and_the_proxy_lives_on() {
    let shop = Shop::open_before("http://127.0.0.1:1", rules()).await;
    for _ in 0..2 {
        let answer = shop.answer(ALVA, "/challenges").await;
        assert_eq!(answer.refusal(), refused(502, "upstream_failed"));
    }
}

#[tokio::test]
async fn when_the_fault_is_over_the_next_request_is_answered() {
    let (shop, engage) = Shop::open().await;
    engage.add_fault(Fault::new(Effect::Disconnect));
    assert_eq!(shop.answer(ALVA, "/challenges").await.status, 502);
    engage.clear_faults();
    assert_eq!(shop.answer(ALVA, "/challenges").await.status, 200);
}

//! Every kind of fault, tested over HTTP.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use engage_sim::Outcome;
use engage_sim::{Effect, Endpoint, Fault};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::fixture::{ALVA, ALVAS_DOG_FOOD, DOG_FOOD, Engage};

async fn with(fault: Fault) -> Engage {
    let engage = Engage::start().await;
    engage.simulator.add_fault(fault);
    engage
}

fn stamp() -> Value {
    json!([{"definitionId": DOG_FOOD, "contactId": ALVA, "checkpointAmount": 1}])
}

fn challenge() -> String {
    format!("/challenges/{ALVAS_DOG_FOOD}")
}

#[rstest]
#[case(401)]
#[case(418)]
#[case(503)]
#[tokio::test]
async fn any_status_can_be_answered(#[case] code: u16) {
    let fault = Fault::new(Effect::Status {
        code,
        retry_after: None,
    });
    let engage = with(fault).await;
    let answer = engage.get(&challenge()).await;
    assert_eq!(answer.status, code);
    assert!(answer.json()["message"].is_string());
    assert!(!answer.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn a_status_without_body_has_none() {
    let engage = with(Fault::new(Effect::Status {
        code: 204,
        retry_after: None,
    }))
    .await;
    let answer = engage.get(&challenge()).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (204, ""));
}

#[tokio::test]
async fn a_status_can_have_the_header_retry_after() {
    let engage = with(Fault::new(Effect::Status {
        code: 429,
        retry_after: Some(3),
    }))
    .await;
    assert_eq!(engage.get(&challenge()).await.headers["retry-after"], "3");
}

#[tokio::test]
async fn a_fault_with_a_count_is_over_after_that_many_requests() {
    let engage = with(Fault {
        count: NonZeroU32::new(2),
        ..Fault::new(Effect::Status {
            code: 503,
            retry_after: None,
        })
    })
    .await;
    assert_eq!(engage.get(&challenge()).await.status, 503);
    assert_eq!(engage.get(&challenge()).await.status, 503);
    assert_eq!(engage.get(&challenge()).await.status, 200);
}

#[tokio::test]
async fn a_fault_does_not_affect_other_endpoints() {
    let engage = with(Fault::new(Effect::Html).at(Endpoint::ListDefinitions)).await;
    assert!(engage.get(&challenge()).await.text.starts_with('{'));
    assert!(
        engage
            .get("/challenges/definitions")
            .await
            .text
            .starts_with('<')
    );
}

#[tokio::test]
async fn a_fault_does_not_affect_other_paths() {
    let engage = with(Fault {
        path: Some("/api/v2".into()),
        ..Fault::new(Effect::Html)
    })
    .await;
    assert!(engage.get(&challenge()).await.text.starts_with('{'));
}

#[tokio::test]
async fn a_fault_does_not_affect_the_admin_paths() {
    let engage = with(Fault::new(Effect::Disconnect)).await;
    let answer = engage.admin(Method::DELETE, "/faults", Value::Null).await;
    assert_eq!(answer.status, 200);
    assert_eq!(engage.get(&challenge()).await.status, 200);
}

#[rstest]
#[case::before(Fault::new(Effect::Latency(Duration::from_millis(60))), 3)]
#[case::after(Fault::new(Effect::Latency(Duration::from_millis(60))).after(), 4)]
#[tokio::test]
async fn a_latency_delays_the_answer(#[case] fault: Fault, #[case] when_given_up: u64) {
    let engage = with(fault.clone().once()).await;
    let started = Instant::now();
    assert_eq!(engage.get(&challenge()).await.status, 200);
    assert!(started.elapsed() >= Duration::from_millis(60));

    let endless = Duration::from_hours(1);
    engage.simulator.add_fault(Fault {
        effect: Effect::Latency(endless),
        ..fault
    });
    let impatient = engage
        .request(Method::POST, "/challenges/checkpoints")
        .timeout(Duration::from_millis(300))
        .body(stamp().to_string());
    assert!(impatient.send().await.unwrap_err().is_timeout());
    assert_eq!(engage.completed(ALVAS_DOG_FOOD), when_given_up);
}

#[rstest]
#[case::before(Fault::new(Effect::BrokenJson))]
#[case::after(Fault::new(Effect::BrokenJson).after())]
#[tokio::test]
async fn broken_json_stops_in_the_middle(#[case] fault: Fault) {
    let engage = with(fault).await;
    let answer = engage.get(&challenge()).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text.starts_with('{'));
    assert!(serde_json::from_str::<Value>(&answer.text).is_err());
}

#[tokio::test]
async fn an_html_page_replaces_the_json() {
    let engage = with(Fault::new(Effect::Html)).await;
    let answer = engage.get(&challenge()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8");
    assert!(answer.text.starts_with("<!DOCTYPE html>"));
}

#[tokio::test]
async fn an_empty_body_replaces_the_json() {
    let engage = with(Fault::new(Effect::Empty)).await;
    let answer = engage.get(&challenge()).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""));
}

#[rstest]
#[case::before(Fault::new(Effect::Disconnect), 3)]
#[case::after(Fault::new(Effect::Disconnect).after(), 4)]
#[tokio::test]
async fn a_cut_connection_has_no_answer(#[case] fault: Fault, #[case] completed: u64) {
    let engage = with(fault.at(Endpoint::AddCheckpoints).once()).await;
    let request = engage
        .request(Method::POST, "/challenges/checkpoints")
        .body(stamp().to_string());
    let error = request.send().await.unwrap_err();
    assert!(error.is_request(), "not even a status arrives: {error:?}");
    assert_eq!(engage.completed(ALVAS_DOG_FOOD), completed);
    let log = engage.simulator.log();
    assert_eq!(log.recent.back().unwrap().outcome, Outcome::Disconnected);
    assert_eq!(
        log.count(Endpoint::AddCheckpoints),
        1,
        "nobody has tried again"
    );
    assert_eq!(engage.get(&challenge()).await.status, 200);
}

#[rstest]
#[case::before(Fault::new(Effect::Status { code: 504, retry_after: None }), 3)]
#[case::after(Fault::new(Effect::Status { code: 504, retry_after: None }).after(), 4)]
#[tokio::test]
async fn a_gateway_may_give_up_before_or_after_a_post_was_applied(
    #[case] fault: Fault,
    #[case] completed: u64,
) {
    let engage = with(fault).await;
    assert_eq!(
        engage
            .post("/challenges/checkpoints", &stamp())
            .await
            .status,
        504
    );
    assert_eq!(engage.completed(ALVAS_DOG_FOOD), completed);
}

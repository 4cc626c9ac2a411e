//! What Engage demands of every request.

use std::time::{Duration, Instant};

use reqwest::Method;
use reqwest::header::{ACCESS_CONTROL_REQUEST_METHOD, CONTENT_TYPE, ORIGIN};
use rstest::rstest;
use serde_json::json;

use crate::fixture::{ALVA, ALVAS_DOG_FOOD, Answer, DOG_FOOD, Engage, NILS};

const LIST: &str = "/api/v3/challenges/definitions";

#[rstest]
#[case::get(Method::GET, "/challenges/definitions".to_owned())]
#[case::post(Method::POST, format!("/challenges/definitions/{DOG_FOOD}/assign?contactId={NILS}"))]
#[tokio::test]
async fn a_request_without_content_type_is_answered_500(
    #[case] method: Method,
    #[case] path: String,
) {
    let engage = Engage::start().await;
    let request = engage
        .bare(method, &format!("/api/v3{path}"))
        .header("apikey", "demo-key");
    let answer = Answer::of(request.send().await.unwrap()).await;
    assert_eq!(answer.status, 500);
    assert_eq!(answer.json(), json!({"message": "An error has occurred"}));
}

#[tokio::test]
async fn a_missing_unknown_or_revoked_key_is_answered_401() {
    let engage = Engage::start().await;
    let without = engage
        .bare(Method::GET, LIST)
        .header(CONTENT_TYPE, "application/json");
    assert_eq!(without.send().await.unwrap().status(), 401);
    let unknown = engage
        .bare(Method::GET, LIST)
        .header(CONTENT_TYPE, "application/json")
        .header("apikey", "guessed");
    assert_eq!(unknown.send().await.unwrap().status(), 401);
    assert_eq!(engage.get("/challenges/definitions").await.status, 200);
    engage.switch(r#"apiKeys=["a-new-key"]"#);
    assert_eq!(engage.get("/challenges/definitions").await.status, 401);
}

#[tokio::test]
async fn no_answer_ever_carries_a_cors_header_and_a_preflight_fails() {
    let engage = Engage::start().await;
    let preflight = engage
        .bare(Method::OPTIONS, LIST)
        .header(ORIGIN, "https://shop.example")
        .header(ACCESS_CONTROL_REQUEST_METHOD, "GET");
    let preflight = Answer::of(preflight.send().await.unwrap()).await;
    assert!(!preflight.status.is_success());
    let with_key = engage.request(Method::OPTIONS, "/challenges/definitions");
    let with_key = Answer::of(with_key.send().await.unwrap()).await;
    assert_eq!(with_key.status, 405);
    let simple = engage
        .request(Method::GET, "/challenges/definitions")
        .header(ORIGIN, "https://shop.example");
    let simple = Answer::of(simple.send().await.unwrap()).await;
    assert_eq!(simple.status, 200);
    for answer in [preflight, with_key, simple] {
        let names = answer
            .headers
            .keys()
            .map(reqwest::header::HeaderName::as_str);
        let cors: Vec<_> = names
            .filter(|name| name.starts_with("access-control-"))
            .collect();
        assert!(cors.is_empty(), "{cors:?}");
    }
}

/// The statuses of 230 requests in a row, and whether they took less than a second.
async fn burst(engage: &Engage) -> (Vec<u16>, bool) {
    let started = Instant::now();
    let mut statuses = Vec::new();
    for _ in 0..230 {
        let answer = engage.get("/challenges/definitions?count=1").await;
        statuses.push(answer.status.as_u16());
    }
    (statuses, started.elapsed() < Duration::from_secs(1))
}

#[tokio::test]
async fn above_200_requests_a_second_a_key_is_answered_429_and_another_key_is_not() {
    for _ in 0..20 {
        let engage = Engage::start().await;
        engage.switch(r#"apiKeys=["demo-key","other-key"]"#);
        let (statuses, within_a_second) = burst(&engage).await;
        assert!(statuses[..200].iter().all(|&status| status == 200));
        if !within_a_second {
            continue; // The machine is busy, so the limit had time to recover.
        }
        assert!(statuses[200..].iter().all(|&status| status == 429));
        let other = engage
            .bare(Method::GET, LIST)
            .header("apikey", "other-key")
            .header(CONTENT_TYPE, "application/json");
        assert_eq!(other.send().await.unwrap().status(), 200);
        return;
    }
    panic!("no burst of 230 requests fitted into a second");
}

#[tokio::test]
async fn a_limit_of_zero_requests_is_reached_at_once() {
    let engage = Engage::switched("requestsPerSecond=0").await;
    let answer = engage.get("/challenges/definitions").await;
    assert_eq!(answer.status, 429);
    assert!(!answer.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn a_request_without_user_agent_is_answered_but_counted() {
    let engage = Engage::start().await;
    let request = engage
        .bare(Method::GET, LIST)
        .header("apikey", "demo-key")
        .header(CONTENT_TYPE, "application/json");
    assert_eq!(request.send().await.unwrap().status(), 200);
    engage.get("/challenges/definitions").await;
    assert_eq!(engage.simulator.log().without_user_agent, 1);
}

#[rstest]
#[case::no_version("/challenges")]
#[case::unknown("/api/v3/contacts")]
#[case::root("/")]
#[tokio::test]
async fn other_paths_are_not_found(#[case] path: &str) {
    let engage = Engage::start().await;
    let request = engage
        .bare(Method::GET, path)
        .header("apikey", "demo-key")
        .header(CONTENT_TYPE, "application/json");
    assert_eq!(request.send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn another_method_is_answered_with_the_one_that_is_allowed() {
    let engage = Engage::start().await;
    let request = engage.request(Method::GET, "/challenges/checkpoints");
    let answer = Answer::of(request.send().await.unwrap()).await;
    assert_eq!(answer.status, 405);
    assert_eq!(answer.headers["allow"], "POST");
}

#[tokio::test]
async fn checkpoints_that_are_not_sent_as_json_are_refused() {
    let engage = Engage::start().await;
    let request = engage
        .bare(Method::POST, "/api/v3/challenges/checkpoints")
        .header("apikey", "demo-key")
        .header(CONTENT_TYPE, "text/plain")
        .body(
            json!([{"definitionId": DOG_FOOD, "contactId": ALVA, "checkpointAmount": 1}])
                .to_string(),
        );
    assert_eq!(request.send().await.unwrap().status(), 415);
    assert_eq!(engage.completed(ALVAS_DOG_FOOD), 3);
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused() {
    let engage = Engage::start().await;
    let request = engage
        .request(Method::POST, "/challenges/checkpoints")
        .body("[".repeat(5_000_000));
    // The server may close the connection before it has read everything.
    if let Ok(response) = request.send().await {
        assert_eq!(response.status(), 413);
    }
    assert_eq!(engage.get("/challenges/definitions").await.status, 200);
}

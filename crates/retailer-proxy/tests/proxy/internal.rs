//! What the shop's own machines see of the proxy.

use std::time::Duration;

use engage_sim::{Effect, Fault};
use serde_json::json;

use crate::shop::{ALVA, Answer, NILS, Shop, in_seconds, token};

async fn metrics(shop: &Shop) -> String {
    let answer = Answer::of(shop.internal("/metrics")).await;
    assert_eq!(answer.status, 200);
    answer.text
}

#[tokio::test]
async fn health_checks_are_answered_whatever_engage_does() {
    let (shop, engage) = Shop::open().await;
    engage.add_fault(Fault::new(Effect::Latency(Duration::from_hours(1))));
    assert_eq!(Answer::of(shop.internal("/healthz")).await.status, 200);
    assert_eq!(Answer::of(shop.internal("/readyz")).await.status, 200);
}

#[tokio::test]
async fn the_health_check_names_the_version() {
    let (shop, _engage) = Shop::open().await;
    let version = env!("CARGO_PKG_VERSION");
    let answer = Answer::of(shop.internal("/healthz")).await;
    assert_eq!(answer.text, format!("alive\nversion {version}\n"));
}

#[tokio::test]
async fn while_it_stops_it_is_alive_but_not_ready() {
    let mut stopping = None;
    let (shop, _engage) = Shop::open_equipped(|proxy| {
        stopping = Some(proxy.clone());
        proxy
    })
    .await;
    let ready = Answer::of(shop.internal("/readyz")).await.text;
    assert!(ready.starts_with("ready\n"), "{ready}");
    stopping.unwrap().stop();
    assert_eq!(Answer::of(shop.internal("/readyz")).await.status, 503);
    assert_eq!(Answer::of(shop.internal("/healthz")).await.status, 200);
}

#[tokio::test]
async fn browsers_do_not_reach_health_checks_or_metrics() {
    let (shop, _engage) = Shop::open().await;
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(shop.answer(ALVA, path).await.status, 404, "{path}");
        assert_eq!(
            Answer::of(shop.get_beside(path)).await.status,
            404,
            "{path}"
        );
    }
}

#[tokio::test]
async fn requests_reads_and_calls_are_counted_by_name_alone() {
    let (shop, _engage) = Shop::open().await;
    for contact in [ALVA, ALVA, NILS] {
        shop.json(contact, "/challenges?filter=All").await;
    }
    shop.answer(ALVA, "/challenges/4711").await;
    let text = metrics(&shop).await;
    for line in [
        r#"retailer_proxy_requests_total{method="GET",route="/api/loyalty/challenges",status="200"} 3"#,
        r#"retailer_proxy_requests_total{method="GET",route="/api/loyalty/challenges/{id}",status="404"} 1"#,
        r#"retailer_proxy_request_seconds_count{route="/api/loyalty/challenges"} 3"#,
        r#"retailer_proxy_reads_total{of="Challenges",outcome="Miss"} 2"#,
        r#"retailer_proxy_reads_total{of="Challenges",outcome="Hit"} 1"#,
        r#"retailer_proxy_engage_calls_total{outcome="Answered"} 3"#,
        "retailer_proxy_breaker 0",
        "retailer_proxy_cached_contacts 2",
        "retailer_proxy_engage_queue 0",
        "retailer_proxy_engage_calls_under_way 0",
        "retailer_proxy_event_streams 0",
    ] {
        assert!(
            text.lines().any(|other| other == line),
            "{line} is not in\n{text}"
        );
    }
    for secret in [ALVA, "filter", "4711"] {
        assert!(!text.contains(secret), "{secret} is in\n{text}");
    }
}

#[tokio::test]
async fn every_outcome_is_there_with_zero_before_it_happens() {
    let (shop, _engage) = Shop::open().await;
    let text = metrics(&shop).await;
    for line in [
        r#"retailer_proxy_reads_total{of="Definitions",outcome="Rescued"} 0"#,
        r#"retailer_proxy_engage_calls_total{outcome="RateLimited"} 0"#,
        r#"retailer_proxy_sessions_refused_total{reason="Expired"} 0"#,
        r#"retailer_proxy_award_batches_total{outcome="Unanswered"} 0"#,
        "retailer_proxy_engage_call_seconds_count 0",
        "retailer_proxy_content_refused 0",
    ] {
        assert!(
            text.lines().any(|other| other == line),
            "{line} is not in\n{text}"
        );
    }
}

#[tokio::test]
async fn sessions_that_are_refused_are_counted_by_reason() {
    let (shop, _engage) = Shop::open().await;
    for (claims, times) in [
        (json!({ "contact_id": ALVA }), 2),
        (json!({ "contact_id": "null", "exp": in_seconds(60) }), 1),
        (json!({ "contact_id": ALVA, "exp": in_seconds(-3_600) }), 3),
    ] {
        for _ in 0..times {
            let request = shop.get("/challenges").bearer_auth(token(&claims));
            assert_eq!(Answer::of(request).await.status, 401);
        }
    }
    let text = metrics(&shop).await;
    for line in [
        r#"retailer_proxy_sessions_refused_total{reason="ClaimMissing"} 2"#,
        r#"retailer_proxy_sessions_refused_total{reason="ContactMissing"} 1"#,
        r#"retailer_proxy_sessions_refused_total{reason="Expired"} 3"#,
    ] {
        assert!(
            text.lines().any(|other| other == line),
            "{line} is not in\n{text}"
        );
    }
}

#[tokio::test]
async fn metrics_are_plain_text_unless_the_newer_format_is_asked_for() {
    let (shop, _engage) = Shop::open().await;
    let version = env!("CARGO_PKG_VERSION");
    let plain = Answer::of(shop.internal("/metrics")).await;
    let kind = plain.header("content-type").unwrap();
    assert_eq!(kind, "text/plain; version=0.0.4; charset=utf-8");
    let info = format!(
        "# TYPE retailer_proxy_build_info gauge\nretailer_proxy_build_info{{version=\"{version}\"}} 1\n"
    );
    assert!(plain.text.contains(&info), "{}", plain.text);
    assert!(!plain.text.contains("# EOF"), "{}", plain.text);
    let newer = "application/openmetrics-text;version=1.0.0,text/plain;q=0.5";
    let request = shop.internal("/metrics").header("accept", newer);
    let open = Answer::of(request).await;
    let kind = open.header("content-type").unwrap();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    assert!(open.text.ends_with("# EOF\n"), "{}", open.text);
}

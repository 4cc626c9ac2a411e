//! Pages of other sites must not have the answers in frames or as resources of theirs, and
//! must not learn from a link where a shopper has been.

use reqwest::Method;
use retailer_proxy::AllowedOrigins;

use crate::shop::{ALVA, Answer, Behaviour, Shop, session, token};

/// Answers of every kind: data, cards, an error, a preflight and a stream.
async fn answers(shop: &Shop) -> Vec<(&'static str, reqwest::header::HeaderMap)> {
    let token = token(&session(ALVA));
    let signed_in = |path: &str| shop.get(path).bearer_auth(&token);
    let preflight = shop
        .request(Method::OPTIONS, "/challenges")
        .header("origin", "https://outlet.example")
        .header("access-control-request-method", "GET");
    let mut answers = Vec::new();
    for (kind, request) in [
        ("data", signed_in("/challenges")),
        (
            "cards",
            signed_in("/challenges").header("accept", "text/html"),
        ),
        ("nobody", shop.get("/challenges")),
        ("not found", signed_in("/elsewhere")),
        ("wrong", signed_in("/challenges?count=0")),
        ("preflight", preflight),
        ("stream", signed_in("/challenges/events")),
    ] {
        let response = request.send().await.unwrap();
        answers.push((kind, response.headers().clone()));
    }
    answers
}

#[tokio::test]
async fn every_answer_says_that_other_sites_may_not_use_it() {
    let mut behaviour = Behaviour::default();
    behaviour.edge.origins = AllowedOrigins::new(["https://outlet.example"]).unwrap();
    let (shop, _engage) = Shop::open_with(behaviour).await;
    for (kind, headers) in answers(&shop).await {
        assert_eq!(headers["referrer-policy"], "no-referrer", "{kind}");
        assert_eq!(
            headers["cross-origin-resource-policy"], "same-origin",
            "{kind}"
        );
        assert_eq!(headers.get_all("content-security-policy").iter().count(), 1);
        let policy = headers["content-security-policy"].to_str().unwrap();
        for part in ["default-src 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{kind}: {policy}");
        }
        assert_eq!(policy.contains("sandbox"), kind == "cards");
    }
}

#[tokio::test]
async fn the_files_of_the_widget_stay_usable_by_shops_of_other_origins() {
    let folder = std::env::temp_dir().join(format!("widget-headers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("integrity.json"), r#"{"a.js":{}}"#).unwrap();
    std::fs::write(folder.join("a.js"), "loader").unwrap();
    let widget = retailer_proxy::WidgetFiles {
        source: retailer_proxy::WidgetSource::Folder(folder.clone()),
        path: "/widget".to_owned(),
    };
    let behaviour = Behaviour {
        widget: Some(widget),
        ..Behaviour::default()
    };
    let (shop, _engage) = Shop::open_with(behaviour).await;
    for (file, status) in [("a.js", 200), ("b.js", 404)] {
        let answer = Answer::of(shop.get_beside(&format!("/widget/{file}"))).await;
        assert_eq!(answer.status, status);
        let policy = answer.header("cross-origin-resource-policy");
        assert_eq!(policy, Some("cross-origin"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

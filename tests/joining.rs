//! Joining a challenge, in a real browser.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]
#![allow(
    dead_code,
    unreachable_pub,
    reason = "the stage is public to the tests alone, and not each needs all of it"
)]

mod stage;

use stage::{Proxy, Setting, Stage, answer, json, later, no_answer, text};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlInputElement;

wasm_bindgen_test_configure!(run_in_browser);

const OPEN: &str =
    r#"[{ "id": "d", "name": "Dog food", "status": "Active", "requiredNumberOfCheckpoints": 5 }]"#;
const WITH_CONSENT: &str = r#"[{
    "id": "d", "name": "Say hello", "status": "Active", "requiredNumberOfCheckpoints": 4,
    "isContactConsentRequired": true,
    "presentation": { "consentText": "I agree to be greeted.", "consentVersion": "2", "terms": "Be kind." }
}]"#;
const JOINED: &str = r#"[{ "id": "a", "challengeId": "d", "isActive": true, "completedCheckpoints": 0, "requiredCheckpoints": 5, "definition": { "id": "d", "name": "Dog food" } }]"#;

async fn stage_offering(definitions: &str) -> Stage {
    Setting::new(&json("[]"))
        .definitions(&json(definitions))
        .stage_with_cards()
        .await
}

#[wasm_bindgen_test]
async fn a_challenge_that_is_not_joined_yet_says_so_and_offers_to_join() {
    let stage = stage_offering(OPEN).await;
    assert_eq!(stage.texts(".badge"), ["Not joined yet"]);
    assert_eq!(text(&stage.one(".join button")), "Join");
    assert_eq!(
        stage
            .one(".join button")
            .get_attribute("aria-label")
            .as_deref(),
        Some("Join: Dog food")
    );
    assert_eq!(stage.all(".join input").len(), 0);
}

#[wasm_bindgen_test]
async fn joining_turns_the_card_active_at_zero_stamps() {
    let stage = stage_offering(OPEN).await;
    let proxy = Proxy::answering(|request| match request {
        "POST /challenges/definitions/d/assign" => answer(200, "true"),
        "GET /challenges" => json(JOINED),
        _ => json(OPEN),
    });
    stage.one(".join button").click();
    stage
        .until("the card is active", |stage| {
            stage.all(r#".card[data-state="active"]"#).len() == 1
        })
        .await;
    assert!(text(&stage.one(".count")).starts_with("0 of 5 stamps"));
    assert_eq!(stage.all(".join").len(), 0);
    assert!(
        stage
            .texts("[role=status]")
            .contains(&"You have joined: Dog food".to_owned())
    );
    assert_eq!(proxy.requests()[0], "POST /challenges/definitions/d/assign");
}

#[wasm_bindgen_test]
async fn the_button_cannot_be_pressed_twice() {
    let stage = stage_offering(OPEN).await;
    let (waiting, _give) = later();
    let proxy = Proxy::answering(move |_| waiting.clone());
    let button = stage.one(".join button");
    button.click();
    stage
        .until("it is under way", |stage| {
            text(&stage.one(".join button")) == "Joining…"
        })
        .await;
    button.click();
    assert_eq!(
        button.get_attribute("aria-disabled").as_deref(),
        Some("true")
    );
    assert_eq!(proxy.requests().len(), 1);
}

#[wasm_bindgen_test]
async fn consent_is_unticked_in_the_retailers_words_and_needed() {
    let stage = stage_offering(WITH_CONSENT).await;
    assert_eq!(
        text(&stage.one(".consent")).trim(),
        "I agree to be greeted."
    );
    assert_eq!(text(&stage.one(".terms-text")), "Be kind.");
    let checkbox: HtmlInputElement = stage.one(".checkbox").unchecked_into();
    assert!(!checkbox.checked());
    let proxy = Proxy::answering(|request| match request {
        "POST /challenges/definitions/d/assign" => answer(200, "true"),
        "GET /challenges" => json(JOINED),
        _ => json("[]"),
    });
    stage.one(".join button").click();
    stage
        .until("it says what to do", |stage| {
            stage.texts(".join-failure") == ["Please tick the box if you want to join."]
        })
        .await;
    assert_eq!(proxy.requests(), [""; 0]);
    checkbox.click();
    stage.one(".join button").click();
    stage
        .until("the card is active", |stage| {
            stage.all(r#".card[data-state="active"]"#).len() == 1
        })
        .await;
}

#[wasm_bindgen_test]
async fn a_refusal_says_what_can_be_done_about_it() {
    for (status, code, expected) in [
        (
            503,
            "upstream_busy",
            "You could not join just now. Please try again.",
        ),
        (
            409,
            "not_joinable",
            "This challenge can no longer be joined.",
        ),
        (
            409,
            "consent_outdated",
            "Please tick the box if you want to join.",
        ),
    ] {
        let stage = stage_offering(OPEN).await;
        let body = format!(r#"{{"error": {{"code": "{code}"}}}}"#);
        let _proxy = Proxy::answering(move |_| answer(status, &body));
        stage.one(".join button").click();
        stage
            .until(expected, |stage| stage.texts(".join-failure") == [expected])
            .await;
        assert_eq!(
            text(&stage.one(".join button")),
            "Join",
            "it can be tried again"
        );
    }
}

#[wasm_bindgen_test]
async fn a_join_without_an_answer_is_settled_by_asking_the_proxy() {
    let stage = stage_offering(OPEN).await;
    let proxy = Proxy::answering(|request| match request {
        "POST /challenges/definitions/d/assign" => no_answer(),
        "GET /challenges" => json(JOINED),
        _ => json(OPEN),
    });
    stage.one(".join button").click();
    stage
        .until("the card is active", |stage| {
            assert_eq!(stage.texts(".join-failure").concat(), "");
            stage.all(r#".card[data-state="active"]"#).len() == 1
        })
        .await;
    let is_join = |request: &&String| request.starts_with("POST");
    assert_eq!(proxy.requests().iter().filter(is_join).count(), 1);
}

#[wasm_bindgen_test]
async fn a_join_that_never_came_to_the_proxy_can_be_tried_again() {
    let stage = stage_offering(OPEN).await;
    let _proxy = Proxy::answering(|request| match request {
        "POST /challenges/definitions/d/assign" => no_answer(),
        "GET /challenges" => json("[]"),
        _ => json(OPEN),
    });
    stage.one(".join button").click();
    stage
        .until("it says so", |stage| {
            stage.texts(".join-failure") == ["You could not join just now. Please try again."]
        })
        .await;
}

#[wasm_bindgen_test]
async fn an_answer_of_false_is_not_joined() {
    let stage = stage_offering(OPEN).await;
    let _proxy = Proxy::answering(|_| answer(200, "false"));
    stage.one(".join button").click();
    stage
        .until("it says so", |stage| {
            stage.texts(".join-failure") == ["You could not join just now. Please try again."]
        })
        .await;
}

#[wasm_bindgen_test]
async fn the_focus_stays_in_the_widget_when_the_button_goes_away() {
    let stage = stage_offering(OPEN).await;
    let _proxy = Proxy::answering(|request| match request {
        "POST /challenges/definitions/d/assign" => answer(200, "true"),
        "GET /challenges" => json(JOINED),
        _ => json(OPEN),
    });
    let button = stage.one(".join button");
    button.focus().unwrap();
    button.click();
    stage
        .until("the focus is on the widget", |stage| {
            let active = stage::document().active_element();
            stage.all(".join").is_empty()
                && active.is_some_and(|active| active.tag_name() == "SECTION")
        })
        .await;
    assert_eq!(
        JsValue::from(stage.one("section")),
        JsValue::from(stage::document().active_element())
    );
}

//! The widget in a real browser, with answers of the proxy that the tests write.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]
#![allow(
    dead_code,
    unreachable_pub,
    reason = "the stage is public to the tests alone, and not each needs all of it"
)]

mod stage;

use stage::{Proxy, Setting, Stage, answer, json, later, no_answer, text};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The challenge that the gallery shows too, as the one item of a list.
const DOG_FOOD: &str = concat!("[", include_str!("fixtures/challenge.json"), "]");

#[wasm_bindgen_test]
async fn a_challenge_is_shown_as_a_card_with_its_stamps_and_their_count() {
    let stage = Stage::with_cards(DOG_FOOD).await;
    assert_eq!(text(&stage.one("h3")), "Five bags, the sixth is on us");
    assert_eq!(
        stage.texts(".description"),
        ["Every bag of dog food is a stamp."]
    );
    assert!(text(&stage.one(".count")).starts_with("3 of 5 stamps"));
    assert_eq!(stage.texts(".to-go"), ["2 more to go"]);
    assert_eq!(stage.all(".stamped").len(), 3);
    assert_eq!(stage.texts(".next"), ["4"]);
    assert_eq!(stage.texts(".open"), ["5"]);
}

#[wasm_bindgen_test]
async fn each_state_is_named_in_words_except_the_active_one() {
    let stage = Stage::with_cards(
        r#"[
            { "id": "active", "isActive": true },
            { "id": "completed", "isChallengeCompleted": true },
            { "id": "ended", "status": "NotCompleted" },
            { "id": "inactive", "isActive": false },
            { "id": "waiting", "isActive": false, "definition": { "id": "d", "isContactConsentRequired": true } },
            { "id": "upcoming", "challengeStart": "2999-01-01T00:00:00Z" }
        ]"#,
    )
    .await;
    let badges = [
        "Coming soon",
        "Not active",
        "Not joined yet",
        "Completed",
        "Ended",
    ];
    assert_eq!(stage.texts(".badge"), badges);
    let states: Vec<_> = stage
        .all(".card")
        .iter()
        .map(|card| card.get_attribute("data-state").unwrap())
        .collect();
    assert_eq!(
        states,
        [
            "active",
            "upcoming",
            "inactive",
            "inactive",
            "completed",
            "ended"
        ]
    );
}

#[wasm_bindgen_test]
async fn a_deadline_stands_in_the_offset_it_was_set_in() {
    let stage = Stage::with_cards(
        r#"[{ "id": "a", "isActive": true, "challengeEnd": "2999-12-31T23:59:59-11:00" }]"#,
    )
    .await;
    assert_eq!(stage.texts(".dates"), ["Ends on 31 December 2999"]);
}

#[wasm_bindgen_test]
async fn placeholders_stand_until_the_answer_is_there() {
    let (response, give) = later();
    let stage = Stage::with(&response);
    assert_eq!(stage.all(".skeleton").len(), 2);
    assert_eq!(
        stage.one("section").get_attribute("aria-busy").as_deref(),
        Some("true")
    );
    give.call1(&JsValue::NULL, &json(DOG_FOOD)).unwrap();
    stage
        .until("the card is there", |stage| stage.all("h3").len() == 1)
        .await;
    assert_eq!(stage.all(".skeleton").len(), 0);
    stage.until_idle().await;
}

#[wasm_bindgen_test]
async fn a_shopper_without_challenges_is_told_so() {
    let stage = Stage::with(&json("[]"));
    stage
        .until("it says so", |stage| {
            stage.texts(".notice-title") == ["No challenges yet"]
        })
        .await;
}

#[wasm_bindgen_test]
async fn a_visitor_who_is_not_signed_in_is_told_so_and_not_asked_to_try_again() {
    let stage = Stage::with(&answer(401, "{}"));
    stage
        .until("it says so", |stage| {
            stage.texts(".notice-title") == ["You are signed out"]
        })
        .await;
    assert_eq!(stage.all("button").len(), 0);
}

#[wasm_bindgen_test]
async fn names_with_markup_in_them_are_text() {
    let stage = Stage::with_cards(
        r#"[{ "id": "a", "isActive": true, "definition": { "id": "d", "name": "<img src=x onerror=alert(1)> & co" } }]"#,
    )
    .await;
    assert_eq!(text(&stage.one("h3")), "<img src=x onerror=alert(1)> & co");
    assert_eq!(stage.all("img").len(), 0);
}

#[wasm_bindgen_test]
async fn answers_that_hold_no_challenges_become_a_friendly_error() {
    for body in [
        "",
        "<!doctype html>",
        r#"{"items": [{"id": "a""#,
        r#"{"message": "secret detail"}"#,
    ] {
        let stage = Stage::with(&answer(200, body));
        stage
            .until("it says so", |stage| {
                stage.texts(".notice-title") == ["Your challenges can’t be shown right now"]
            })
            .await;
        assert!(!text(&stage.root).contains("secret"));
    }
}

#[wasm_bindgen_test]
async fn after_an_error_trying_again_brings_the_cards_and_keeps_the_focus_in_the_widget() {
    let stage = Stage::with(&answer(502, r#"{"error": {"code": "upstream_failed"}}"#));
    stage
        .until("the button is there", |stage| {
            stage.all("button").len() == 1
        })
        .await;
    let proxy = Proxy::answering_challenges(|| json(DOG_FOOD));
    let button = stage.one("button");
    button.focus().unwrap();
    button.click();
    button.click();
    stage
        .until("the card is there", |stage| stage.all("h3").len() == 1)
        .await;
    assert_eq!(
        proxy.requests(),
        ["GET /challenges", "GET /challenges/definitions"],
        "the second click asked nothing"
    );
    assert_eq!(
        stage::document().active_element().unwrap().tag_name(),
        "SECTION"
    );
}

#[wasm_bindgen_test]
async fn being_offline_is_told_apart_from_a_failing_proxy() {
    let _offline = Proxy::answering(|_| no_answer());
    let stage = Stage::with(&no_answer());
    stage
        .until("it says so", |stage| {
            stage.texts(".notice-title") == ["You seem to be offline"]
        })
        .await;
}

#[wasm_bindgen_test]
async fn a_request_that_is_rejected_with_any_value_has_no_answer() {
    let blocked = || js_sys::Promise::reject(&"blocked".into());
    let _blocking = Proxy::answering(move |_| blocked());
    let stage = Stage::with(&blocked());
    stage
        .until("it says so", |stage| {
            stage.texts(".notice-title") == ["You seem to be offline"]
        })
        .await;
}

#[wasm_bindgen_test]
async fn a_request_without_an_answer_is_made_again_before_anything_is_said() {
    let proxy = Proxy::answering_challenges(|| json(DOG_FOOD));
    let stage = Setting::new(&no_answer()).stage_with_cards().await;
    assert_eq!(
        proxy.requests(),
        ["GET /challenges", "GET /challenges/definitions"]
    );
    assert!(stage.all(".notice").is_empty());
}

#[wasm_bindgen_test]
async fn the_last_good_cards_stay_when_a_refresh_fails_and_a_notice_says_so() {
    let stage = Stage::with_cards(DOG_FOOD).await;
    let heading = stage.one("h3");
    let failing = Proxy::answering_challenges(|| answer(503, ""));
    stage.refresh();
    stage
        .until("it says so", |stage| {
            stage.all(".outdated button").len() == 1
        })
        .await;
    assert!(heading.is_connected(), "the card was not rendered anew");
    drop(failing);
    let _working = Proxy::answering_challenges(|| json(DOG_FOOD));
    stage.one(".outdated button").click();
    stage
        .until("it is fresh again", |stage| {
            stage.all(".outdated").is_empty()
        })
        .await;
    assert!(heading.is_connected());
}

#[wasm_bindgen_test]
async fn cards_do_not_stay_when_the_session_is_over() {
    let stage = Stage::with_cards(DOG_FOOD).await;
    let _proxy = Proxy::answering_challenges(|| answer(401, ""));
    stage.refresh();
    stage
        .until("it says so", |stage| {
            stage.texts(".notice-title") == ["You are signed out"]
        })
        .await;
    assert!(!text(&stage.root).contains("Five bags"));
}

#[wasm_bindgen_test]
async fn a_new_stamp_changes_its_card_in_place() {
    let stage = Stage::with_cards(DOG_FOOD).await;
    let (card, next) = (stage.one(".card"), stage.one(".next"));
    let _proxy = Proxy::answering_challenges(|| {
        json(&DOG_FOOD.replace(
            r#""completedCheckpoints": 3"#,
            r#""completedCheckpoints": 4"#,
        ))
    });
    stage.refresh();
    stage
        .until("the stamp is there", |stage| {
            stage.all(".stamped").len() == 4
        })
        .await;
    assert!(card.is_connected());
    assert!(
        next.is_connected(),
        "its stamps were not rendered anew either"
    );
    assert!(text(&stage.one(".count")).starts_with("4 of 5 stamps"));
}

#[wasm_bindgen_test]
async fn a_proxy_that_only_passes_on_engages_answers_works_too() {
    let challenges = r#"[{ "id": "a", "challengeId": "d", "isActive": true }]"#;
    let stage = Setting::new(&json(challenges))
        .definitions(&json(r#"[{ "id": "d", "name": "Dog food" }]"#))
        .stage();
    stage
        .until("the title is there", |stage| {
            stage.texts("h3") == ["Dog food"]
        })
        .await;
}

#[wasm_bindgen_test]
async fn a_challenge_whose_definition_is_gone_has_a_general_title() {
    let challenges = r#"[{ "id": "a", "challengeId": "gone", "isActive": true }]"#;
    let stage = Setting::new(&json(challenges))
        .definitions(&answer(404, ""))
        .stage();
    stage
        .until("the title is there", |stage| {
            stage.texts("h3") == ["Challenge"]
        })
        .await;
}

#[wasm_bindgen_test]
async fn who_has_only_offers_sees_placeholders_until_the_slow_definitions_are_there() {
    // Longer than challenges wait for their definitions.
    const SLOW: i32 = 2_000;
    let (definitions, give) = later();
    let offer = r#"{"items": [{"id": "d", "name": "Dog food", "status": "Active", "requiredNumberOfCheckpoints": 5}]}"#;
    let give = Closure::once_into_js(move || {
        let init = web_sys::Response::new_with_opt_str(Some(offer)).unwrap();
        give.call1(&JsValue::NULL, &init).unwrap();
    });
    web_sys::window()
        .unwrap()
        .set_timeout_with_callback_and_timeout_and_arguments_0(give.unchecked_ref(), SLOW)
        .unwrap();
    let stage = Setting::new(&json("[]")).definitions(&definitions).stage();
    stage
        .until("the offer is there", |stage| {
            assert_eq!(stage.texts("[part~=notice]"), [""; 0]);
            stage.texts(".title") == ["Dog food"]
        })
        .await;
}

#[wasm_bindgen_test]
async fn further_pages_are_requested_by_the_number_of_items_received() {
    let proxy = Proxy::answering(|_| {
        answer(
            200,
            r#"{"items": [{"id": "b", "definition": {"id": "d", "name": "Second"}}], "totalCount": 2}"#,
        )
    });
    let first =
        r#"{"items": [{"id": "a", "definition": {"id": "d", "name": "First"}}], "totalCount": 2}"#;
    let stage = Stage::with(&answer(200, first));
    stage
        .until("both cards are there", |stage| {
            stage.texts("h3") == ["First", "Second"]
        })
        .await;
    assert_eq!(proxy.requests(), ["GET /challenges?offset=1&count=100"]);
}

#[wasm_bindgen_test]
async fn a_removed_widget_leaves_nothing_behind_and_a_late_answer_does_no_harm() {
    let (response, give) = later();
    let mut stage = Stage::with(&response);
    stage.unmount();
    assert_eq!(stage.root.child_element_count(), 0);
    give.call1(&JsValue::NULL, &json(DOG_FOOD)).unwrap();
    // A second widget has its cards after the late answer was handled.
    let other = Stage::with_cards(DOG_FOOD).await;
    assert_eq!(stage.root.child_element_count(), 0);
    assert_eq!(other.all("h3").len(), 1);
}

#[wasm_bindgen_test]
async fn a_track_of_more_than_a_hundred_is_a_bar_and_one_of_none_is_text() {
    let stage = Stage::with_cards(
        r#"[
            { "id": "a", "isActive": true, "completedCheckpoints": 37, "requiredCheckpoints": 250 },
            { "id": "b", "isActive": true, "completedCheckpoints": 3, "requiredCheckpoints": 0 },
            { "id": "c", "completedCheckpoints": 7, "requiredCheckpoints": 5 }
        ]"#,
    )
    .await;
    let bar = stage.one(".bar");
    let filled = |name| bar.get_attribute(name);
    assert_eq!(filled("value").as_deref(), Some("37"));
    assert_eq!(filled("max").as_deref(), Some("250"));
    let counts = stage.texts(".count");
    assert!(
        counts
            .iter()
            .any(|count| count.starts_with("37 of 250 stamps")),
        "{counts:?}"
    );
    assert!(
        counts.iter().any(|count| count.starts_with("3 stamps")),
        "{counts:?}"
    );
    assert!(
        counts
            .iter()
            .any(|count| count.starts_with("7 of 5 stamps")),
        "{counts:?}"
    );
    assert_eq!(stage.all(".stamped").len(), 5);
}

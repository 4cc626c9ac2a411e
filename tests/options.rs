//! What the shop's developer chooses, in a real browser.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]
#![allow(
    dead_code,
    unreachable_pub,
    reason = "the stage is public to the tests alone, and not each needs all of it"
)]

mod stage;

use std::cell::RefCell;
use std::rc::Rc;

use stage::{Proxy, Setting, Stage, Warnings, answer, json, text};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::CustomEvent;

wasm_bindgen_test_configure!(run_in_browser);

const CARDS: &str = r#"[
    { "id": "active", "challengeId": "d1", "isActive": true, "completedCheckpoints": 2, "requiredCheckpoints": 5, "definition": { "id": "d1", "name": "Walks" } },
    { "id": "second", "challengeId": "d2", "isActive": true, "completedCheckpoints": 1, "requiredCheckpoints": 5, "definition": { "id": "d2", "name": "Reviews" } },
    { "id": "done", "challengeId": "d3", "isChallengeCompleted": true, "definition": { "id": "d3", "name": "Bags" } }
]"#;

fn titles(stage: &Stage) -> Vec<String> {
    stage.texts(".title")
}

#[wasm_bindgen_test]
async fn completed_and_ended_challenges_fold_into_the_earlier_ones() {
    let stage = Stage::with_cards(CARDS).await;
    assert_eq!(
        text(&stage.one(".earlier .summary")),
        "Earlier challenges (1)"
    );
    assert_eq!(stage.texts(".earlier .title"), ["Bags"]);
    assert!(!stage.one(".earlier").has_attribute("open"));
}

#[wasm_bindgen_test]
async fn the_earlier_ones_are_open_where_there_is_nothing_else() {
    let stage = Stage::with_cards(r#"[{ "id": "done", "isChallengeCompleted": true }]"#).await;
    assert!(stage.one(".earlier").has_attribute("open"));
}

#[wasm_bindgen_test]
async fn filter_definition_and_limit_choose_the_cards_and_take_effect_while_it_runs() {
    let stage = Setting::new(&json(CARDS))
        .attribute("filter", "completed")
        .stage_with_cards()
        .await;
    assert_eq!(titles(&stage), ["Bags"]);
    stage.set_attribute("filter", Some("active"));
    stage
        .until("the active ones are there", |stage| {
            titles(stage) == ["Walks", "Reviews"]
        })
        .await;
    stage.set_attribute("limit", Some("1"));
    stage
        .until("there is one", |stage| titles(stage) == ["Walks"])
        .await;
    stage.set_attribute("limit", None);
    stage.set_attribute("definition", Some("d2"));
    stage
        .until("it is that one", |stage| titles(stage) == ["Reviews"])
        .await;
}

#[wasm_bindgen_test]
async fn a_filter_that_leaves_nothing_is_shown_as_empty() {
    let stage = Setting::new(&json(CARDS))
        .attribute("definition", "none")
        .stage();
    stage
        .until("it says so", |stage| {
            stage.texts(".notice-title") == ["No challenges yet"]
        })
        .await;
    stage.set_attribute("hide-when-empty", Some(""));
    stage
        .until("it is hidden", |stage| stage.all(".notice").is_empty())
        .await;
}

#[wasm_bindgen_test]
async fn the_layout_is_the_attributes_else_the_retailers() {
    let cards = r#"[{ "id": "a", "isActive": true, "presentation": { "layout": "compact" } }]"#;
    let stage = Stage::with_cards(cards).await;
    let layout = |stage: &Stage| stage.one(".card").get_attribute("data-layout").unwrap();
    assert_eq!(layout(&stage), "compact");
    stage.set_attribute("layout", Some("path"));
    stage
        .until("the attribute's is in force", |stage| {
            layout(stage) == "path"
        })
        .await;
    stage.set_attribute("layout", Some("nonsense"));
    stage
        .until("a wrong one changes nothing", |stage| {
            layout(stage) == "compact"
        })
        .await;
}

#[wasm_bindgen_test]
async fn headings_have_the_level_of_the_attribute() {
    let stage = Setting::new(&json(CARDS))
        .attribute("heading-level", "2")
        .stage_with_cards()
        .await;
    assert_eq!(stage.texts("h2"), ["Walks", "Reviews", "Bags"]);
    stage.set_attribute("heading-level", Some("4"));
    stage
        .until("they change", |stage| stage.all("h4").len() == 3)
        .await;
}

#[wasm_bindgen_test]
async fn a_visitor_who_is_signed_out_gets_a_link_or_nothing() {
    let stage = Setting::new(&answer(401, "{}"))
        .attribute("login-url", "/log-in")
        .stage();
    stage
        .until("the link is there", |stage| stage.texts("a") == ["Sign in"])
        .await;
    assert_eq!(
        stage.one("a").get_attribute("href").as_deref(),
        Some("/log-in")
    );
    stage.set_attribute("login-url", Some("javascript:alert(1)"));
    stage
        .until("an unsafe one is dropped", |stage| {
            stage.all("a").is_empty()
        })
        .await;
    stage.set_attribute("signed-out", Some("hide"));
    stage
        .until("it is hidden", |stage| stage.all(".notice").is_empty())
        .await;
}

#[wasm_bindgen_test]
async fn a_language_brings_its_texts_plurals_dates_and_direction() {
    let cards = r#"[{ "id": "a", "isActive": true, "completedCheckpoints": 3, "requiredCheckpoints": 5, "challengeEnd": "2999-12-31T23:59:59Z" }]"#;
    let stage = Setting::new(&json(cards))
        .in_language("sv-FI", "sv", include_str!("../locales/sv.json"))
        .stage_with_cards()
        .await;
    assert!(text(&stage.one(".count")).starts_with("3 av 5 stämplar"));
    assert_eq!(stage.texts(".dates"), ["Slutar 31 december 2999"]);
    assert_eq!(
        stage.one("section").get_attribute("lang").as_deref(),
        Some("sv")
    );
    let stage = Setting::new(&json(cards))
        .in_language("ar", "ar", include_str!("../locales/ar.json"))
        .stage_with_cards()
        .await;
    assert_eq!(
        stage.one("section").get_attribute("dir").as_deref(),
        Some("rtl")
    );
}

#[wasm_bindgen_test]
async fn the_shop_can_override_any_text() {
    let stage = Setting::new(&json("[]"))
        .own_texts(r#"{ "emptyTitle": "Nothing to stamp" }"#)
        .stage();
    stage
        .until("it says so", |stage| {
            stage.texts(".notice-title") == ["Nothing to stamp"]
        })
        .await;
}

#[wasm_bindgen_test]
async fn texts_may_be_the_json_of_an_attribute() {
    let warnings = Warnings::recorded();
    let stage = Setting::new(&json("[]"))
        .own_texts(r#"{ "emptyTitle": "Nothing to stamp" }"#)
        .stage();
    stage
        .until("it says so", |stage| {
            stage.texts(".notice-title") == ["Nothing to stamp"]
        })
        .await;
    assert!(warnings.texts().is_empty());
}

#[wasm_bindgen_test]
fn texts_that_cannot_be_understood_are_named_once_each() {
    let warnings = Warnings::recorded();
    for _ in 0..2 {
        Setting::new(&json("[]"))
            .own_texts("[object Object]")
            .stage();
        Setting::new(&json("[]"))
            .own_texts(r#"{ "jion": "Count me in", "join": 7 }"#)
            .stage();
    }
    let [no_object, unknown, no_text] = <[String; 3]>::try_from(warnings.texts()).unwrap();
    assert_eq!(
        no_object,
        "<challenges-widget>: texts must be an object, or JSON of one"
    );
    assert!(unknown.contains("texts.jion is not one of the texts"));
    assert!(no_text.contains("texts.join must be a text"));
}

#[wasm_bindgen_test]
fn a_wrong_value_of_an_attribute_is_named_once_with_what_is_allowed_and_nothing_else() {
    let warnings = Warnings::recorded();
    for _ in 0..2 {
        Setting::new(&json("[]"))
            .attribute("limit", "undefined")
            .attribute("live", "false")
            .stage();
    }
    assert_eq!(
        warnings.texts(),
        [
            "<challenges-widget>: the attribute limit cannot be \"undefined\"; it takes a whole number from 1"
        ]
    );
}

#[wasm_bindgen_test]
async fn milestones_name_the_next_reward_and_list_them_all() {
    let cards = r#"[{ "id": "a", "isActive": true, "completedCheckpoints": 1, "requiredCheckpoints": 5, "presentation": {
        "reward": "One free bag",
        "checkpoints": [{ "at": 3, "reward": "A toy" }, { "at": 2, "label": "Boots", "icon": "🥾", "link": "https://shop.test/boots" }, { "at": 4, "label": "Unsafe", "link": "javascript:alert(1)" }]
    } }]"#;
    let stage = Stage::with_cards(cards).await;
    assert_eq!(stage.texts(".to-go"), ["2 more to: A toy"]);
    let numbers = stage.texts(".milestone-number");
    assert_eq!(numbers, ["Stamp 2", "Stamp 3", "Stamp 4", "Stamp 5"]);
    assert_eq!(stage.texts(".reward"), ["A toy", "One free bag"]);
    assert_eq!(stage.texts(".next"), ["🥾"]);
    assert_eq!(
        stage.one("a").get_attribute("href").as_deref(),
        Some("https://shop.test/boots")
    );
}

#[wasm_bindgen_test]
async fn new_stamps_are_animated_announced_and_dispatched_to_the_page() {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let log = Rc::clone(&seen);
    let listener = Closure::<dyn FnMut(CustomEvent)>::new(move |event: CustomEvent| {
        let detail = js_sys::JSON::stringify(&event.detail()).unwrap();
        log.borrow_mut()
            .push(format!("{} {}", event.type_(), String::from(detail)));
    });
    let body = stage::document().body().unwrap();
    let function = listener.as_ref().unchecked_ref();
    for name in [
        "challenges-loaded",
        "challenge-progressed",
        "challenge-completed",
        "challenges-error",
    ] {
        body.add_event_listener_with_callback(name, function)
            .unwrap();
    }
    let cards = |completed: u32| {
        json(&format!(
            r#"[{{ "id": "a", "challengeId": "d", "isActive": true, "completedCheckpoints": {completed}, "requiredCheckpoints": 5, "definition": {{ "id": "d", "name": "Walks" }} }}]"#
        ))
    };
    let stage = Setting::new(&cards(2)).stage_with_cards().await;
    let proxy = Proxy::answering_challenges(move || cards(4));
    stage.refresh();
    stage
        .until("two stamps are new", |stage| stage.all(".new").len() == 2)
        .await;
    assert!(
        stage
            .texts("[role=status]")
            .contains(&"Walks: 2 new stamps: 4 of 5".to_owned())
    );
    drop(proxy);
    let proxy = Proxy::answering_challenges(move || cards(5));
    stage.until_idle().await;
    stage.refresh();
    stage
        .until("it is celebrated", |stage| {
            stage.all(".celebrated").len() == 1
        })
        .await;
    assert!(
        stage
            .texts("[role=status]")
            .contains(&"Well done! You completed: Walks".to_owned())
    );
    assert_eq!(
        stage.all(".earlier .card").len(),
        0,
        "it stays where it can be seen"
    );
    drop(proxy);
    let _failing = Proxy::answering(|_| answer(503, ""));
    stage.until_idle().await;
    stage.refresh();
    stage
        .until("it is outdated", |stage| stage.all(".outdated").len() == 1)
        .await;
    let detail = |completed: u32, new: u32| {
        format!(
            r#"{{"challengeId":"a","definitionId":"d","title":"Walks","completed":{completed},"required":5,"newCheckpoints":{new}}}"#
        )
    };
    assert_eq!(
        *seen.borrow(),
        [
            r#"challenges-loaded {"count":1}"#.to_owned(),
            format!("challenge-progressed {}", detail(4, 2)),
            format!("challenge-completed {}", detail(5, 1)),
            r#"challenges-error {"reason":"status","status":503}"#.to_owned(),
        ]
    );
    for name in [
        "challenges-loaded",
        "challenge-progressed",
        "challenge-completed",
        "challenges-error",
    ] {
        body.remove_event_listener_with_callback(name, function)
            .unwrap();
    }
}

#[wasm_bindgen_test]
async fn widgets_with_one_proxy_share_their_requests() {
    let proxy = Proxy::answering_challenges(|| json(CARDS));
    let setting = || Setting::new(&json(CARDS)).proxy("/api/shared");
    let first = setting().stage_with_cards().await;
    let second = setting().stage_with_cards().await;
    first.until_idle().await;
    second.refresh();
    first.refresh();
    first
        .until("it is idle again", |stage| {
            let is_idle =
                stage.one("section").get_attribute("aria-busy").as_deref() == Some("false");
            is_idle && proxy.requests().len() >= 2
        })
        .await;
    assert_eq!(
        proxy.requests(),
        ["GET /challenges", "GET /challenges/definitions"]
    );
}

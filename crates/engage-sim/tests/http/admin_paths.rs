//! The admin paths.

use engage_sim::{ADMIN_PATHS, Endpoint};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::fixture::{ALVA, ALVAS_DOG_FOOD, DOG_FOOD, Engage, UNKNOWN};

#[tokio::test]
async fn every_path_of_the_table_is_answered() {
    let engage = Engage::start().await;
    engage
        .admin(Method::POST, "/faults", json!({"kind": "html"}))
        .await;
    for path in ADMIN_PATHS {
        let method: Method = path.method.parse().unwrap();
        let relative = path.path.strip_prefix("/simulator").unwrap();
        let filled = relative.replace("{id}", DOG_FOOD).replace("{number}", "1");
        let answer = engage.admin(method, &filled, json!({})).await;
        let answered = answer.status != 405 && !answer.text.contains("no such path");
        assert!(answered, "{} {}: {}", path.method, path.path, answer.text);
    }
}

#[tokio::test]
async fn the_overview_counts_what_is_there() {
    let engage = Engage::start().await;
    let overview = engage.admin(Method::GET, "", Value::Null).await.json();
    assert_eq!(overview["contacts"], 4);
    assert_eq!(overview["definitions"], 22);
    assert_eq!(overview["challenges"], 23);
    assert_eq!(overview["clock"]["mode"], "real");
    assert_eq!(overview["switches"]["enums"], "integer");
    let with_slash = engage.admin(Method::GET, "/", Value::Null).await.json();
    assert_eq!(with_slash["contacts"], 4);
}

#[tokio::test]
async fn an_unknown_path_is_answered_with_the_known_ones() {
    let engage = Engage::start().await;
    let answer = engage.admin(Method::GET, "/clocks", Value::Null).await;
    assert_eq!(answer.status, 404);
    assert!(answer.text.contains("PUT /simulator/clock"));
}

#[tokio::test]
async fn switches_are_set_by_name_all_or_none() {
    let engage = Engage::start().await;
    let good = json!({"enums": "string", "fractionDigits": 3});
    let answer = engage.admin(Method::PUT, "/switches", good).await;
    assert_eq!(answer.json()["enums"], "string");
    let half_good = json!({"enums": "integer", "fractionDigits": 8});
    let answer = engage.admin(Method::PUT, "/switches", half_good).await;
    assert_eq!(answer.status, 400);
    assert!(answer.text.contains("fractionDigits"), "{}", answer.text);
    let shown = engage
        .admin(Method::GET, "/switches", Value::Null)
        .await
        .json();
    assert_eq!(shown["enums"], "string");
    assert_eq!(shown["fractionDigits"], 3);
}

#[tokio::test]
async fn faults_are_added_listed_and_removed() {
    let engage = Engage::start().await;
    let fault =
        json!({"kind": "status", "status": 503, "when": "after", "endpoint": "assign", "count": 2});
    let added = engage
        .admin(Method::POST, "/faults", fault.clone())
        .await
        .json();
    assert_eq!(added, json!({"number": 1}));
    let waiting = engage
        .admin(Method::GET, "/faults", Value::Null)
        .await
        .json();
    assert_eq!(waiting, json!({"1": fault}));
    let removed = engage.admin(Method::DELETE, "/faults/1", Value::Null).await;
    assert_eq!(removed.json(), fault);
    let again = engage.admin(Method::DELETE, "/faults/1", Value::Null).await;
    assert_eq!(again.status, 404);
    let nonsense = engage
        .admin(Method::POST, "/faults", json!({"kind": "status"}))
        .await;
    assert_eq!(nonsense.status, 400);
    assert!(
        nonsense.text.contains("needs `status`"),
        "{}",
        nonsense.text
    );
}

#[tokio::test]
async fn the_log_shows_what_engage_would_have_seen() {
    let engage = Engage::start().await;
    engage.get(&format!("/challenges?contactId={ALVA}")).await;
    engage.get("/challenges/4711").await;
    engage.get("/contacts").await;
    let log = engage.admin(Method::GET, "/log", Value::Null).await.json();
    assert_eq!(log["total"], 3);
    assert_eq!(
        log["perEndpoint"],
        json!({"list-challenges": 1, "get-challenge": 1})
    );
    let per_second = log["perSecond"].as_object().unwrap().values();
    assert_eq!(per_second.filter_map(Value::as_u64).sum::<u64>(), 3);
    let first = &log["recent"][0];
    assert_eq!(
        first["target"],
        format!("/api/v3/challenges?contactId={ALVA}")
    );
    assert_eq!(first["userAgent"], "EngageSimTests/1.0");
    assert_eq!(first["outcome"], json!({"status": 200}));
    assert_eq!(log["recent"][1]["outcome"], json!({"status": 400}));
    assert!(!log.to_string().contains("demo-key"), "keys are not logged");
    engage.admin(Method::DELETE, "/log", Value::Null).await;
    assert_eq!(engage.simulator.log().total, 0);
}

#[tokio::test]
async fn ending_and_reopening_switch_a_definition_off_and_on() {
    let engage = Engage::start().await;
    let batch = json!([{"definitionId": DOG_FOOD, "contactId": ALVA, "checkpointAmount": 1}]);
    let ended = engage
        .admin(
            Method::POST,
            &format!("/definitions/{DOG_FOOD}/end"),
            Value::Null,
        )
        .await;
    assert!(ended.json()["endedOn"].is_string());
    let refused = engage.post("/challenges/checkpoints", &batch).await;
    assert_eq!(refused.json()["notAccepted"], batch);
    let card = engage
        .get(&format!("/challenges/{ALVAS_DOG_FOOD}"))
        .await
        .json();
    assert_eq!(
        (&card["isActive"], &card["completedCheckpoints"]),
        (&json!(false), &json!(3))
    );
    assert!(card["challengeEnd"].is_string());
    engage
        .admin(
            Method::POST,
            &format!("/definitions/{DOG_FOOD}/reopen"),
            Value::Null,
        )
        .await;
    engage.post("/challenges/checkpoints", &batch).await;
    assert_eq!(engage.completed(ALVAS_DOG_FOOD), 4);
}

#[tokio::test]
async fn a_deleted_definition_takes_its_challenges_along() {
    let engage = Engage::start().await;
    engage
        .admin(
            Method::DELETE,
            &format!("/definitions/{DOG_FOOD}"),
            Value::Null,
        )
        .await;
    assert_eq!(
        engage
            .get(&format!("/challenges/{ALVAS_DOG_FOOD}"))
            .await
            .status,
        404
    );
    let definition = engage
        .get(&format!("/challenges/definitions/{DOG_FOOD}"))
        .await;
    assert_eq!(definition.status, 404);
}

#[tokio::test]
async fn a_marketer_may_change_the_goal_and_the_images() {
    let engage = Engage::start().await;
    let change = json!({"requiredCheckpoints": 9, "images": ["https://img.example/a.png"]});
    engage
        .admin(Method::PATCH, &format!("/definitions/{DOG_FOOD}"), change)
        .await;
    let definition = engage
        .get(&format!("/challenges/definitions/{DOG_FOOD}"))
        .await;
    assert_eq!(definition.json()["requiredNumberOfCheckpoints"], 9);
    let card = engage
        .get(&format!("/challenges/{ALVAS_DOG_FOOD}"))
        .await
        .json();
    assert_eq!(card["requiredCheckpoints"], 5);
    assert_eq!(card["imageUrl"], "https://img.example/a.png");
}

#[tokio::test]
async fn a_new_contact_can_be_assigned_a_challenge() {
    let engage = Engage::start().await;
    let added = engage
        .admin(Method::POST, "/contacts", json!({"name": "Siv"}))
        .await;
    let id = added.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/challenges/definitions/{DOG_FOOD}/assign?contactId={id}");
    assert_eq!(engage.post(&path, &json!({})).await.text, "true");
    let taken = engage
        .admin(
            Method::POST,
            "/contacts",
            json!({"id": ALVA, "name": "Alva again"}),
        )
        .await;
    assert_eq!(taken.status, 400);
}

#[rstest]
#[case::unknown(UNKNOWN, 404)]
#[case::no_guid("dogs", 400)]
#[tokio::test]
async fn a_definition_that_is_not_there_cannot_be_changed(#[case] id: &str, #[case] status: u16) {
    let engage = Engage::start().await;
    let path = format!("/definitions/{id}");
    for (method, path) in [
        (Method::PATCH, path.clone()),
        (Method::DELETE, path.clone()),
        (Method::POST, format!("{path}/end")),
        (Method::POST, format!("{path}/reopen")),
    ] {
        let answer = engage.admin(method, &path, json!({})).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_reset_goes_back_to_the_start() {
    let engage = Engage::start().await;
    let at_start = engage.simulator.state();
    engage.switch("enums=string");
    engage
        .admin(Method::PUT, "/clock", json!({"freeze": "+1 year"}))
        .await;
    engage
        .admin(
            Method::DELETE,
            &format!("/definitions/{DOG_FOOD}"),
            Value::Null,
        )
        .await;
    engage
        .admin(Method::POST, "/faults", json!({"kind": "html"}))
        .await;
    engage.get("/challenges/definitions").await;
    let answer = engage.admin(Method::POST, "/reset", Value::Null).await;
    assert_eq!(answer.status, 200);
    let state = engage.simulator.state();
    assert_eq!(state.definitions().len(), at_start.definitions().len());
    assert_eq!(state.challenges().len(), at_start.challenges().len());
    assert_eq!(engage.simulator.switches(), engage_sim::Switches::default());
    assert_eq!(engage.simulator.clock(), engage_sim::Clock::Real);
    assert_eq!(engage.simulator.log().count(Endpoint::ListDefinitions), 0);
    assert!(
        engage
            .get("/challenges/definitions")
            .await
            .text
            .starts_with('{')
    );
}

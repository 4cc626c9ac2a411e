//! The rules about dates, tested over HTTP while the clock is moved.

use engage_sim::{Clock, Settings};
use reqwest::Method;
use serde_json::{Value, json};

use crate::fixture::{ALVA, DOG_FOOD, ENDED, Engage, NILS, REPAIR, REVIEWS, UPCOMING};

/// A simulator whose clock stands at the last of May.
async fn frozen() -> Engage {
    let at = "2026-05-31T12:00:00Z".parse().unwrap();
    Engage::with(Settings {
        clock: Clock::Frozen { at },
        ..Settings::default()
    })
    .await
}

async fn advance(engage: &Engage, distance: &str) {
    let change = json!({"advance": distance});
    let answer = engage.admin(Method::PUT, "/clock", change).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

async fn status(engage: &Engage, definition: &str) -> Value {
    let path = format!("/challenges/definitions/{definition}");
    engage.get(&path).await.json()["status"].clone()
}

async fn stamp(engage: &Engage, definition: &str, contact: &str) -> bool {
    let batch = json!([{"definitionId": definition, "contactId": contact, "checkpointAmount": 1}]);
    let answer = engage.post("/challenges/checkpoints", &batch).await;
    answer.json()["notAccepted"] == json!([])
}

#[tokio::test]
async fn dates_of_the_seed_are_counted_from_the_clock() {
    let engage = frozen().await;
    let answer = engage
        .get(&format!(
            "/challenges?contactId={ALVA}&definitionId={REVIEWS}"
        ))
        .await;
    let challenge = &answer.json()["items"][0];
    assert_eq!(
        challenge["challengeStart"],
        "2026-03-04T14:00:00.0000000+02:00"
    );
    assert_eq!(
        challenge["challengeEnd"],
        "2026-06-04T14:00:00.0000000+02:00"
    );
}

#[tokio::test]
async fn an_upcoming_definition_opens_and_closes_with_the_clock() {
    let engage = frozen().await;
    assert_eq!(status(&engage, UPCOMING).await, 3);
    assert!(!stamp(&engage, UPCOMING, NILS).await);
    advance(&engage, "+14 days").await;
    assert_eq!(status(&engage, UPCOMING).await, 1);
    assert!(stamp(&engage, UPCOMING, NILS).await);
    advance(&engage, "+61 days").await;
    assert_eq!(status(&engage, UPCOMING).await, 4);
    assert!(!stamp(&engage, UPCOMING, NILS).await);
}

#[tokio::test]
async fn a_participants_deadline_passes_with_the_clock() {
    let engage = frozen().await;
    advance(&engage, "+3 days 23 hours").await;
    assert!(stamp(&engage, REVIEWS, ALVA).await);
    advance(&engage, "+1 hour").await;
    assert!(!stamp(&engage, REVIEWS, ALVA).await);
    let path = format!("/challenges?contactId={ALVA}&definitionId={REVIEWS}");
    let challenge = engage.get(&path).await.json()["items"][0].clone();
    assert_eq!(challenge["isActive"], false);
    assert_eq!(challenge["completedCheckpoints"], 3);
}

#[tokio::test]
async fn an_ended_definition_can_be_reopened() {
    let engage = frozen().await;
    assert_eq!(status(&engage, ENDED).await, 4);
    let path = format!("/definitions/{ENDED}/reopen");
    let without_end = engage.admin(Method::POST, &path, Value::Null).await;
    assert_eq!(without_end.status, 400);
    let answer = engage
        .admin(Method::POST, &path, json!({"until": "+1 month"}))
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(status(&engage, ENDED).await, 1);
    assert!(stamp(&engage, ENDED, ALVA).await);
}

#[tokio::test]
async fn a_completed_challenge_has_the_date_of_its_completion() {
    let engage = frozen().await;
    assert!(stamp(&engage, DOG_FOOD, ALVA).await);
    advance(&engage, "+1 day").await;
    assert!(stamp(&engage, DOG_FOOD, ALVA).await);
    let path = format!("/challenges?contactId={ALVA}&definitionId={DOG_FOOD}");
    let challenge = engage.get(&path).await.json()["items"][0].clone();
    assert_eq!(
        challenge["challengeCompletedOn"],
        "2026-06-01T14:00:00.0000000+02:00"
    );
    assert_eq!(
        challenge["latestCheckpointAddedOn"],
        challenge["challengeCompletedOn"]
    );
}

#[tokio::test]
async fn months_are_clamped_to_the_end_of_the_month() {
    let engage = frozen().await;
    engage
        .admin(
            Method::PUT,
            "/clock",
            json!({"freeze": "2026-11-30T12:00:00+02:00"}),
        )
        .await;
    assert!(stamp(&engage, REVIEWS, NILS).await);
    let path = format!("/challenges?contactId={NILS}&definitionId={REVIEWS}");
    let challenge = engage.get(&path).await.json()["items"][0].clone();
    assert_eq!(
        challenge["challengeEnd"],
        "2027-02-28T12:00:00.0000000+02:00"
    );
}

#[tokio::test]
async fn the_clock_can_be_set_frozen_advanced_and_reset() {
    let engage = Engage::start().await;
    let set = engage
        .admin(
            Method::PUT,
            "/clock",
            json!({"set": "2030-01-01T00:00:00Z"}),
        )
        .await;
    assert_eq!(set.json()["clock"]["mode"], "shifted");
    let first = engage.simulator.now();
    assert!(engage.simulator.now() > first, "a set clock runs on");
    engage
        .admin(Method::PUT, "/clock", json!({"freeze": "now"}))
        .await;
    assert_eq!(engage.simulator.now(), engage.simulator.now());
    let frozen = engage.simulator.now();
    advance(&engage, "+2 hours").await;
    let hours = engage.simulator.now().duration_since(frozen).as_hours();
    assert_eq!(hours, 2);
    engage.admin(Method::DELETE, "/clock", Value::Null).await;
    assert_eq!(engage.simulator.clock(), Clock::Real);
}

#[tokio::test]
async fn a_clock_change_that_cannot_be_read_is_refused() {
    let engage = Engage::start().await;
    for change in [
        json!({"set": "tomorrow"}),
        json!({"jump": "now"}),
        json!("now"),
    ] {
        let answer = engage.admin(Method::PUT, "/clock", change).await;
        assert_eq!(answer.status, 400, "{}", answer.text);
    }
    assert_eq!(engage.simulator.clock(), Clock::Real);
    assert_eq!(status(&engage, REPAIR).await, 1);
}

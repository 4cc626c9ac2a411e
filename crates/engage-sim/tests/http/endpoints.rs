//! The six endpoints, in both versions.

use std::collections::HashSet;

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::fixture::{
    ALVA, ALVAS_DOG_FOOD, Answer, DOG_FOOD, DRAFT, ENDED, Engage, HELLO, INES, NILS, OTTO, REPAIR,
    REVIEWS, UNKNOWN, UPCOMING,
};

fn items(answer: &Answer) -> Vec<Value> {
    answer.json()["items"].as_array().unwrap().clone()
}

fn ids(answer: &Answer) -> Vec<String> {
    let id = |item: &Value| item["id"].as_str().unwrap().to_owned();
    items(answer).iter().map(id).collect()
}

async fn alvas(engage: &Engage, parameters: &str) -> Answer {
    engage
        .get(&format!("/challenges?contactId={ALVA}{parameters}"))
        .await
}

#[tokio::test]
async fn a_contacts_challenges_are_listed_completed_ones_too() {
    let engage = Engage::start().await;
    let all = alvas(&engage, "").await;
    assert_eq!(all.json()["totalCount"], 6);
    assert!(items(&all).iter().all(|item| item["contactId"] == ALVA));
    assert!(
        items(&all)
            .iter()
            .any(|item| item["isChallengeCompleted"] == true)
    );
    let nothing = engage.get(&format!("/challenges?contactId={INES}")).await;
    assert_eq!(nothing.json()["items"], json!([]));
    assert_eq!(nothing.json()["totalCount"], 0);
}

#[tokio::test]
async fn a_contact_id_is_found_in_any_case() {
    let engage = Engage::start().await;
    let answer = engage
        .get(&format!("/challenges?contactid={}", ALVA.to_uppercase()))
        .await;
    assert_eq!(answer.json()["totalCount"], 6);
}

#[rstest]
#[case::all("All", 6)]
#[case::active("active", 3)]
#[case::completed("COMPLETED", 1)]
#[case::not_completed("NotCompleted", 2)]
#[case::by_code("2", 1)]
#[tokio::test]
async fn a_filter_narrows_the_list(#[case] filter: &str, #[case] count: usize) {
    let engage = Engage::start().await;
    let answer = alvas(&engage, &format!("&filter={filter}")).await;
    assert_eq!(answer.json()["totalCount"], count);
    assert_eq!(items(&answer).len(), count);
}

#[tokio::test]
async fn a_definition_narrows_the_list() {
    let engage = Engage::start().await;
    let answer = alvas(&engage, &format!("&definitionId={DOG_FOOD}")).await;
    assert_eq!(ids(&answer), [ALVAS_DOG_FOOD]);
}

#[rstest]
#[case::no_contact("/challenges".into())]
#[case::empty_contact("/challenges?contactId=".into())]
#[case::no_guid("/challenges?contactId=4711".into())]
#[case::unknown_filter(format!("/challenges?contactId={ALVA}&filter=Open"))]
#[case::unknown_code(format!("/challenges?contactId={ALVA}&filter=4"))]
#[case::negative_offset(format!("/challenges?contactId={ALVA}&offset=-1"))]
#[case::wordy_count(format!("/challenges?contactId={ALVA}&count=all"))]
#[case::definition_is_no_guid(format!("/challenges?contactId={ALVA}&definitionId=dogs"))]
#[case::challenge_is_no_guid("/challenges/4711".into())]
#[case::definition_path_is_no_guid("/challenges/definitions/dogs".into())]
#[case::unknown_status("/challenges/definitions?status=Gone".into())]
#[tokio::test]
async fn what_cannot_be_read_is_refused(#[case] path: String) {
    let engage = Engage::start().await;
    let answer = engage.get(&path).await;
    assert_eq!(answer.status, 400);
    let message = answer.json()["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("The request is invalid."), "{message}");
}

#[rstest]
#[case::contact(format!("/challenges?contactId={UNKNOWN}"), "ContactNotFound")]
#[case::challenge(format!("/challenges/{UNKNOWN}"), "ChallengeNotFound")]
#[case::definitions_id_is_no_challenge(format!("/challenges/{DOG_FOOD}"), "ChallengeNotFound")]
#[case::definition(format!("/challenges/definitions/{UNKNOWN}"), "ChallengeDefinitionNotFound")]
#[tokio::test]
async fn what_does_not_exist_is_not_found(#[case] path: String, #[case] code: &str) {
    let engage = Engage::start().await;
    let answer = engage.get(&path).await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.json()["errorCode"], code);
}

#[tokio::test]
async fn following_the_next_links_gives_every_challenge_once() {
    let engage = Engage::start().await;
    let mut path = format!("/challenges?contactId={OTTO}&filter=All&count=5");
    let mut seen = Vec::new();
    loop {
        let page = engage.get(&path).await;
        assert_eq!(page.json()["totalCount"], 16);
        assert_eq!(page.json()["count"], items(&page).len());
        seen.extend(ids(&page));
        let next = page.json()["links"][1]["href"].as_str().unwrap().to_owned();
        if next.is_empty() {
            break;
        }
        let base = format!("{}/api/v3", engage.address);
        next.strip_prefix(&base).unwrap().clone_into(&mut path);
    }
    let distinct: HashSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), distinct.len()), (16, 16));
}

#[tokio::test]
async fn a_later_page_links_back() {
    let engage = Engage::start().await;
    let page = alvas(&engage, "&offset=4&count=3").await;
    assert_eq!(page.json()["offset"], 4);
    assert_eq!(page.json()["count"], 2);
    let links = &page.json()["links"];
    let previous = links[0]["href"].as_str().unwrap();
    assert!(
        previous.ends_with(&format!("contactId={ALVA}&offset=1&count=3")),
        "{previous}"
    );
    assert_eq!(links[1]["href"], "");
}

#[tokio::test]
async fn a_challenge_carries_its_deadline_and_its_definitions_id() {
    let engage = Engage::start().await;
    let answer = alvas(&engage, &format!("&definitionId={REVIEWS}")).await;
    let challenge = &items(&answer)[0];
    assert_eq!(challenge["challengeId"], REVIEWS);
    assert!(challenge["challengeEnd"].is_string());
    let by_id = engage
        .get(&format!(
            "/challenges/{}",
            challenge["id"].as_str().unwrap()
        ))
        .await;
    assert_eq!(&by_id.json(), challenge);
}

#[tokio::test]
async fn a_challenge_that_waits_for_approval_has_no_start() {
    let engage = Engage::start().await;
    let answer = alvas(&engage, &format!("&definitionId={HELLO}")).await;
    let challenge = &items(&answer)[0];
    assert_eq!(challenge["isActive"], false);
    assert_eq!(challenge.get("challengeStart"), None);
    assert_eq!(challenge.get("latestCheckpointAddedOn"), None);
}

#[tokio::test]
async fn the_image_follows_the_number_of_checkpoints() {
    let engage = Engage::start().await;
    let challenge = "/challenges/d4000000-4444-4aaa-8bbb-000000000008";
    let before = engage.get(challenge).await.json()["imageUrl"].clone();
    assert_eq!(before, "https://images.fellandpaw.example/paw-2.png");
    let batch = json!([{
        "definitionId": "e0000000-0000-4000-8000-000000000007",
        "contactId": OTTO,
        "checkpointAmount": 1,
    }]);
    engage.post("/challenges/checkpoints", &batch).await;
    let after = engage.get(challenge).await.json()["imageUrl"].clone();
    assert_eq!(after, "https://images.fellandpaw.example/paw-3.png");
}

#[rstest]
#[case::by_default("", 22)]
#[case::all("?status=All", 22)]
#[case::active("?status=Active", 19)]
#[case::draft("?status=draft", 1)]
#[case::scheduled("?status=3", 1)]
#[case::ended("?status=ENDED", 1)]
#[tokio::test]
async fn definitions_are_listed_drafts_included_unless_a_status_is_asked_for(
    #[case] parameters: &str,
    #[case] count: usize,
) {
    let engage = Engage::start().await;
    let answer = engage
        .get(&format!("/challenges/definitions{parameters}"))
        .await;
    assert_eq!(answer.json()["totalCount"], count);
}

#[tokio::test]
async fn a_single_definition_is_an_element_of_the_list() {
    let engage = Engage::start().await;
    let list = engage.get("/challenges/definitions").await;
    let one = engage
        .get(&format!("/challenges/definitions/{REPAIR}"))
        .await;
    assert!(items(&list).contains(&one.json()));
    assert_eq!(one.json()["isScheduled"], true);
    assert!(one.json()["scheduledTo"].is_string());
}

#[tokio::test]
async fn awarded_checkpoints_are_added_and_complete_a_challenge() {
    let engage = Engage::start().await;
    let batch = json!([{"definitionId": DOG_FOOD, "contactId": ALVA, "checkpointAmount": 1}]);
    let answer = engage.post("/challenges/checkpoints", &batch).await;
    let nothing_wrong =
        json!({"missingContactIds": [], "missingDefinitionIds": [], "notAccepted": []});
    assert_eq!(answer.json(), nothing_wrong);
    let card = engage.get(&format!("/challenges/{ALVAS_DOG_FOOD}")).await;
    assert_eq!(card.json()["completedCheckpoints"], 4);
    engage.post("/challenges/checkpoints", &batch).await;
    let card = engage.get(&format!("/challenges/{ALVAS_DOG_FOOD}")).await;
    assert_eq!(card.json()["isChallengeCompleted"], true);
    assert!(card.json()["challengeCompletedOn"].is_string());
}

#[tokio::test]
async fn a_batch_of_a_thousand_rows_is_accepted_and_a_longer_one_is_refused() {
    let engage = Engage::start().await;
    let row = json!({"definitionId": DOG_FOOD, "contactId": UNKNOWN, "checkpointAmount": 1});
    let answer = engage
        .post("/challenges/checkpoints", &json!(vec![row.clone(); 1_000]))
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["missingContactIds"], json!([UNKNOWN]));
    assert_eq!(
        answer.json()["notAccepted"].as_array().unwrap().len(),
        1_000
    );
    let good = json!({"definitionId": DOG_FOOD, "contactId": ALVA, "checkpointAmount": 1});
    let mut rows = vec![row; 1_000];
    rows.insert(0, good);
    let answer = engage.post("/challenges/checkpoints", &json!(rows)).await;
    assert_eq!(answer.status, 400);
    assert_eq!(engage.completed(ALVAS_DOG_FOOD), 3);
}

#[tokio::test]
async fn assigning_answers_true_each_time_and_starts_at_zero() {
    let engage = Engage::start().await;
    let path = format!("/challenges/definitions/{HELLO}/assign?contactId={NILS}");
    for _ in 0..2 {
        let answer = engage.post(&path, &json!({})).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text.as_str()),
            (200, "true")
        );
    }
    let list = engage
        .get(&format!(
            "/challenges?contactId={NILS}&definitionId={HELLO}"
        ))
        .await;
    assert_eq!(list.json()["totalCount"], 1);
    assert_eq!(items(&list)[0]["completedCheckpoints"], 0);
    assert_eq!(items(&list)[0]["isActive"], true);
}

#[rstest]
#[case::draft(DRAFT, NILS, 400, "ChallengeDefinitionNotActive")]
#[case::upcoming(UPCOMING, NILS, 400, "ChallengeDefinitionNotActive")]
#[case::ended(ENDED, NILS, 400, "ChallengeDefinitionNotActive")]
#[case::unknown_definition(UNKNOWN, NILS, 404, "ChallengeDefinitionNotFound")]
#[case::unknown_contact(HELLO, UNKNOWN, 404, "ContactNotFound")]
#[tokio::test]
async fn what_cannot_be_assigned_is_refused(
    #[case] definition: &str,
    #[case] contact: &str,
    #[case] status: u16,
    #[case] code: &str,
) {
    let engage = Engage::start().await;
    let path = format!("/challenges/definitions/{definition}/assign?contactId={contact}");
    let answer = engage.post(&path, &json!({})).await;
    assert_eq!(answer.status, status);
    assert_eq!(answer.json()["errorCode"], code);
}

#[tokio::test]
async fn assigning_needs_a_contact() {
    let engage = Engage::start().await;
    let path = format!("/challenges/definitions/{HELLO}/assign");
    assert_eq!(engage.post(&path, &json!({})).await.status, 400);
}

#[rstest]
#[case::list(Method::GET, format!("/challenges?contactId={ALVA}"))]
#[case::challenge(Method::GET, format!("/challenges/{ALVAS_DOG_FOOD}"))]
#[case::definitions(Method::GET, "/challenges/definitions".into())]
#[case::definition(Method::GET, format!("/challenges/definitions/{DOG_FOOD}"))]
#[case::checkpoints(Method::POST, "/challenges/checkpoints".into())]
#[case::assign(Method::POST, format!("/challenges/definitions/{HELLO}/assign?contactId={NILS}"))]
#[case::activate(Method::POST, format!("/challenges/definitions/{HELLO}/activate?contactId={NILS}"))]
#[tokio::test]
async fn version_two_has_the_same_endpoints(#[case] method: Method, #[case] path: String) {
    let engage = Engage::start().await;
    let request = engage
        .bare(method, &format!("/api/v2{path}"))
        .header("apikey", "demo-key")
        .header("content-type", "application/json")
        .body("[]");
    let answer = Answer::of(request.send().await.unwrap()).await;
    assert_eq!(answer.status, 200);
    assert!(
        !answer.text.contains("/api/v3/"),
        "links stay in the version that was called"
    );
}

#[tokio::test]
async fn activate_went_with_version_two() {
    let engage = Engage::start().await;
    let path = format!("/challenges/definitions/{HELLO}/activate?contactId={NILS}");
    assert_eq!(engage.post(&path, &json!({})).await.status, 404);
}

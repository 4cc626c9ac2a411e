//! The examples of the public documentation, compared character by character.

use engage_sim::Endpoint;
use serde_json::json;

use crate::fixture::{Engage, NILS, OTTO, REPAIR, UNKNOWN};

#[tokio::test]
async fn the_documented_challenge_is_answered_to_the_letter() {
    let engage = Engage::start().await;
    let answer = engage
        .get("/challenges/3a4a81c3-ea2c-4f4c-866b-6dcadf257759")
        .await;
    let documented = r#"{
        "challengeId": "081225de-8a42-45f8-a3b7-03d9c97ee19c",
        "challengeStart": "2023-09-21T10:52:38.2535557+02:00",
        "completedCheckpoints": 2,
        "contactId": "2285d25b-622c-45ce-bc13-fccdd1147d4d",
        "id": "3a4a81c3-ea2c-4f4c-866b-6dcadf257759",
        "isActive": false,
        "isChallengeCompleted": false,
        "latestCheckpointAddedOn": "2023-09-26T10:52:38.2535557+02:00",
        "requiredCheckpoints": 5,
        "status": 3,
        "links": [
            {
                "id": "3a4a81c3-ea2c-4f4c-866b-6dcadf257759",
                "href": "https://yoururl/api/v3/challenges/3a4a81c3-ea2c-4f4c-866b-6dcadf257759",
                "method": "GET",
                "rel": "self"
            },
            {
                "id": "081225de-8a42-45f8-a3b7-03d9c97ee19c",
                "href": "https://yoururl/api/v3/challenges/definitions/081225de-8a42-45f8-a3b7-03d9c97ee19c",
                "method": "GET",
                "rel": "definition"
            }
        ]
    }"#;
    let documented = documented.replace("https://yoururl", &engage.address);
    let without_spaces: String = documented.split_whitespace().collect();
    assert_eq!(answer.text, without_spaces);
}

#[tokio::test]
async fn the_documented_definition_is_answered_to_the_letter() {
    let engage = Engage::start().await;
    let answer = engage
        .get("/challenges/definitions/74bb66f1-6993-442e-bb93-e41e1ecc3184")
        .await;
    let documented = concat!(
        r#"{"checkpointAssignOn":2,"checkpointAssignOnAmount":1,"createdBy":"Joe Doe","#,
        r#""createdOn":"2023-07-08T09:21:39.9997785+02:00","description":"Buy 5 get one for free","#,
        r#""expirationMonths":5,"id":"74bb66f1-6993-442e-bb93-e41e1ecc3184","#,
        r#""isContactConsentRequired":false,"isScheduled":false,"modifiedBy":"Jane Doe","#,
        r#""modifiedOn":"2023-07-18T09:21:39.9997785+02:00","name":"Dog food","#,
        r#""requiredNumberOfCheckpoints":5,"status":1,"links":[]}"#,
    );
    assert_eq!(answer.text, documented);
}

#[tokio::test]
async fn the_envelope_is_the_documented_one() {
    let engage = Engage::start().await;
    let answer = engage.get(&format!("/challenges?contactId={NILS}")).await;
    let opening = concat!(
        r#"{"links":[{"href":"","method":"GET","rel":"previous"},"#,
        r#"{"href":"","method":"GET","rel":"next"}],"count":1,"offset":0,"items":[{"#,
    );
    assert!(answer.text.starts_with(opening), "{}", answer.text);
    assert!(
        answer.text.ends_with(r#"],"totalCount":1}"#),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn a_partly_accepted_batch_is_answered_as_documented() {
    let engage = Engage::start().await;
    let no_such_definition =
        json!({"definitionId": UNKNOWN, "contactId": OTTO, "checkpointAmount": 2});
    let no_such_contact =
        json!({"definitionId": REPAIR, "contactId": UNKNOWN, "checkpointAmount": 1});
    let good = json!({"definitionId": REPAIR, "contactId": NILS, "checkpointAmount": 1});
    let batch = json!([no_such_definition, good, no_such_contact]);
    let answer = engage.post("/challenges/checkpoints", &batch).await;
    assert_eq!(answer.status, 200);
    let expected = json!({
        "missingContactIds": [UNKNOWN],
        "missingDefinitionIds": [UNKNOWN],
        "notAccepted": [no_such_definition, no_such_contact],
    });
    assert_eq!(answer.json(), expected);
    assert_eq!(engage.completed("b2000000-2222-4aaa-8bbb-000000000001"), 1);
    assert_eq!(engage.simulator.log().count(Endpoint::AddCheckpoints), 1);
}

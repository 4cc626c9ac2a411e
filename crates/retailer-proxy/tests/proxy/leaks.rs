//! Nothing leaves the proxy that is not on the allow-list.

use std::collections::BTreeSet;

use rstest::rstest;
use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::drawn::DRAWN;
use crate::html::Html;
use crate::shop::{ALVA, Answer, OTTO, Shop, rules, session, token};

const ENVELOPE: [&str; 4] = ["count", "items", "offset", "totalCount"];
const CHALLENGE: [&str; 13] = [
    "challengeCompletedOn",
    "challengeEnd",
    "challengeId",
    "challengeStart",
    "completedCheckpoints",
    "definition",
    "id",
    "imageUrl",
    "isActive",
    "isChallengeCompleted",
    "latestCheckpointAddedOn",
    "requiredCheckpoints",
    "status",
];
const DEFINITION: [&str; 9] = [
    "description",
    "expirationMonths",
    "id",
    "isContactConsentRequired",
    "name",
    "requiredNumberOfCheckpoints",
    "scheduledFrom",
    "scheduledTo",
    "status",
];

const CHALLENGE_ID: &str = "a2000000-2222-4aaa-8bbb-000000000002";
const DEFINITION_ID: &str = "1f3b6a90-6f0c-4c55-9f1e-8b0f4f2c1d11";

/// A challenge with every member that Engage is known to send, and with new ones.
fn challenge() -> Value {
    json!({
        "id": CHALLENGE_ID,
        "challengeId": DEFINITION_ID,
        "contactId": ALVA,
        "challengeStart": "2026-01-10T09:00:00+01:00",
        "challengeEnd": "2026-12-31T23:59:59+01:00",
        "challengeCompletedOn": "2026-02-10T09:00:00+01:00",
        "latestCheckpointAddedOn": "2026-02-10T09:00:00+01:00",
        "completedCheckpoints": 5,
        "requiredCheckpoints": 5,
        "imageUrl": "https://images.example.test/5.png",
        "isActive": true,
        "isChallengeCompleted": true,
        "status": "Completed",
        "links": [{ "rel": "self", "href": "https://secret-tenant.voyado.com/api/v3/challenges/x" }],
        "newMember": "secret-new",
        "definition": { "secret-nested": 1 },
        "presentation": { "title": "secret-presentation" },
        "contact": { "email": "secret@example.test" },
    })
}

/// A definition in the same manner.
fn definition() -> Value {
    json!({
        "id": DEFINITION_ID,
        "name": "Dog food",
        "description": "Buy 5 get one for free",
        "requiredNumberOfCheckpoints": 5,
        "status": "Active",
        "isContactConsentRequired": false,
        "isScheduled": true,
        "scheduledFrom": "2026-01-01T00:00:00+01:00",
        "scheduledTo": "2999-12-31T00:00:00+01:00",
        "expirationMonths": 5,
        "checkpointAssignOn": "ReceiptLineTotal",
        "checkpointAssignOnAmount": 249.5,
        "createdBy": "secret Joe Doe",
        "createdOn": "2023-07-08T09:21:39+02:00",
        "modifiedBy": "secret Jane Doe",
        "modifiedOn": "2023-07-18T09:21:39+02:00",
        "links": [{ "rel": "self", "href": "https://secret-tenant.voyado.com/" }],
        "newMember": "secret-new",
    })
}

/// An Engage that sends unknown members.
async fn talkative_engage() -> MockServer {
    let server = MockServer::start().await;
    let list = |item: Value| {
        json!({
            "items": [item], "totalCount": 1, "offset": 0, "count": 1,
            "links": [{ "rel": "next", "href": "https://secret-tenant.voyado.com/" }],
            "newMember": "secret-new",
        })
    };
    let answers = [
        ("/api/v3/challenges".to_owned(), list(challenge())),
        (format!("/api/v3/challenges/{CHALLENGE_ID}"), challenge()),
        (
            "/api/v3/challenges/definitions".to_owned(),
            list(definition()),
        ),
        (
            format!("/api/v3/challenges/definitions/{DEFINITION_ID}"),
            definition(),
        ),
    ];
    for (at, answer) in answers {
        let template = ResponseTemplate::new(200)
            .set_body_json(answer)
            .insert_header("x-engage-node", "secret-node");
        Mock::given(path(at))
            .respond_with(template)
            .mount(&server)
            .await;
    }
    server
}

fn members(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[tokio::test]
async fn exactly_the_listed_members_leave_the_proxy() {
    let engage = talkative_engage().await;
    let shop = Shop::open_before(&engage.uri(), rules()).await;

    let list = shop.json(ALVA, "/challenges").await;
    assert_eq!(members(&list), ENVELOPE.into());
    assert_eq!(members(&list["items"][0]), CHALLENGE.into());
    assert_eq!(members(&list["items"][0]["definition"]), DEFINITION.into());

    let one = shop
        .json(ALVA, &format!("/challenges/{CHALLENGE_ID}"))
        .await;
    assert_eq!(one, list["items"][0]);

    let list = shop.json(ALVA, "/challenges/definitions").await;
    assert_eq!(members(&list), ENVELOPE.into());
    assert_eq!(members(&list["items"][0]), DEFINITION.into());

    let one = shop
        .json(ALVA, &format!("/challenges/definitions/{DEFINITION_ID}"))
        .await;
    assert_eq!(one, list["items"][0]);
}

#[rstest]
#[case("/challenges".to_owned())]
#[case(format!("/challenges/{CHALLENGE_ID}"))]
#[case("/challenges/definitions".to_owned())]
#[case(format!("/challenges/definitions/{DEFINITION_ID}"))]
#[tokio::test]
async fn no_secret_is_in_any_body_or_header(#[case] path: String) {
    let engage = talkative_engage().await;
    let shop = Shop::open_before(&engage.uri(), rules()).await;
    let answer = shop.answer(ALVA, &path).await;
    assert!(answer.status.is_success());
    let sent = format!("{:?}{}", answer.headers, answer.text);
    assert!(!sent.contains("secret"), "{sent}");
    assert!(!sent.contains(ALVA), "{sent}");
}

#[tokio::test]
async fn no_secret_is_in_server_rendered_cards_nor_in_their_data() {
    let engage = talkative_engage().await;
    let shop = Shop::open_before(&engage.uri(), rules()).await;
    let request = shop.get("/challenges").bearer_auth(token(&session(ALVA)));
    let answer = Answer::of(request.header("accept", DRAWN)).await;
    let sent = format!("{:?}{}", answer.headers, answer.text);
    assert!(!sent.contains("secret"), "{sent}");
    assert!(!sent.contains(ALVA), "{sent}");

    let html = Html::parse(&answer.text);
    assert_eq!(html.texts("title"), ["Dog food"]);
    let list = html.answer("challenges");
    assert_eq!(members(&list), ENVELOPE.into());
    assert_eq!(members(&list["items"][0]), CHALLENGE.into());
    assert_eq!(members(&list["items"][0]["definition"]), DEFINITION.into());
    let list = html.answer("definitions");
    assert_eq!(members(&list), ENVELOPE.into());
    assert_eq!(members(&list["items"][0]), DEFINITION.into());
}

#[tokio::test]
async fn anothers_challenge_in_the_list_is_left_out() {
    let engage = talkative_engage().await;
    let shop = Shop::open_before(&engage.uri(), rules()).await;
    let list = shop.json(OTTO, "/challenges").await;
    assert_eq!(list["items"], json!([]));
}

#[tokio::test]
async fn a_challenge_that_does_not_name_its_contact_is_not_found() {
    let server = MockServer::start().await;
    let answer = json!({ "id": CHALLENGE_ID, "completedCheckpoints": 1 });
    let template = ResponseTemplate::new(200).set_body_json(answer);
    Mock::given(path(format!("/api/v3/challenges/{CHALLENGE_ID}")))
        .respond_with(template)
        .mount(&server)
        .await;
    let shop = Shop::open_before(&server.uri(), rules()).await;
    let answer = shop
        .answer(ALVA, &format!("/challenges/{CHALLENGE_ID}"))
        .await;
    assert_eq!(answer.status, 404);
}

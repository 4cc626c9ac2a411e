//! Every switch, tested over HTTP. The tests of the rules cover `overflow` and
//! `recurring`; the tests here only show that the switches reach the rules.

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use rstest::rstest;
use serde_json::{Value, json};

use crate::fixture::{ALVA, ALVAS_DOG_FOOD, Answer, DOG_FOOD, Engage, HELLO, INES, NILS, UNKNOWN};

async fn dog_food(engage: &Engage) -> Value {
    engage
        .get(&format!("/challenges/{ALVAS_DOG_FOOD}"))
        .await
        .json()
}

async fn stamp(engage: &Engage, amount: u64) -> Answer {
    let row = json!({"definitionId": DOG_FOOD, "contactId": ALVA, "checkpointAmount": amount});
    engage.post("/challenges/checkpoints", &json!([row])).await
}

#[tokio::test]
async fn enumerations_are_written_as_names() {
    let engage = Engage::switched("enums=string").await;
    assert_eq!(dog_food(&engage).await["status"], "Active");
    let definition = engage
        .get(&format!("/challenges/definitions/{DOG_FOOD}"))
        .await
        .json();
    assert_eq!(definition["status"], "Active");
    assert_eq!(definition["checkpointAssignOn"], "ReceiptLineQuantity");
}

#[tokio::test]
async fn missing_values_are_written_as_null() {
    let engage = Engage::switched("nulls=explicit").await;
    let challenge = dog_food(&engage).await;
    assert_eq!(challenge.get("challengeCompletedOn"), Some(&Value::Null));
    assert_eq!(challenge.get("imageUrl"), Some(&Value::Null));
}

#[tokio::test]
async fn links_are_written_without_ids() {
    let engage = Engage::switched("linkIds=off").await;
    let challenge = dog_food(&engage).await;
    assert_eq!(challenge["links"][0].get("id"), None);
    assert_eq!(challenge["links"][0]["rel"], "self");
}

#[tokio::test]
async fn the_list_is_called_items_with_a_capital() {
    let engage = Engage::switched("envelope=Items").await;
    let list = engage
        .get(&format!("/challenges?contactId={ALVA}"))
        .await
        .json();
    assert_eq!(list["Items"].as_array().unwrap().len(), 6);
    assert_eq!(list.get("items"), None);
}

#[rstest]
#[case(format!("/challenges?contactId={ALVA}"), 6)]
#[case("/challenges/definitions?count=4".into(), 4)]
#[tokio::test]
async fn the_list_has_no_envelope(#[case] path: String, #[case] count: usize) {
    let engage = Engage::switched("envelope=array").await;
    let list = engage.get(&path).await.json();
    assert_eq!(list.as_array().unwrap().len(), count);
}

#[rstest]
#[case("fractionDigits=0", 25)]
#[case("fractionDigits=3", 29)]
#[case("utcOffset=Z", 28)]
#[case("utcOffset=none", 27)]
#[tokio::test]
async fn dates_are_written_in_other_ways(#[case] switch: &str, #[case] length: usize) {
    let engage = Engage::switched(switch).await;
    let start = dog_food(&engage).await["challengeStart"].clone();
    assert_eq!(start.as_str().unwrap().len(), length, "{start}");
}

#[tokio::test]
async fn the_message_of_an_error_has_a_capital() {
    let engage = Engage::switched("errorMember=Message").await;
    let answer = engage.get("/challenges/4711").await.json();
    assert!(answer["Message"].is_string());
}

#[rstest]
#[case(
    "checkpointsAnswer=nulls",
    r#"{"missingContactIds":null,"missingDefinitionIds":null,"notAccepted":null}"#
)]
#[case("checkpointsAnswer=object", "{}")]
#[case("checkpointsAnswer=empty", "")]
#[tokio::test]
async fn an_accepted_batch_is_answered_in_other_ways(#[case] switch: &str, #[case] body: &str) {
    let engage = Engage::switched(switch).await;
    assert_eq!(stamp(&engage, 1).await.text, body);
    let refused = stamp(&engage, 0).await;
    assert!(
        refused.text.contains("notAccepted"),
        "bad rows are always named"
    );
}

#[rstest]
#[case("assignAnswer=string", "\"true\"")]
#[case("assignAnswer=empty", "")]
#[tokio::test]
async fn assign_is_answered_in_other_ways(#[case] switch: &str, #[case] body: &str) {
    let engage = Engage::switched(switch).await;
    let path = format!("/challenges/definitions/{HELLO}/assign?contactId={NILS}");
    let answer = engage.post(&path, &json!({})).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, body));
}

#[tokio::test]
async fn overflow_lets_checkpoints_exceed_the_required_number() {
    let engage = Engage::start().await;
    engage.switch("overflow=overflow");
    stamp(&engage, 4).await;
    assert_eq!(engage.completed(ALVAS_DOG_FOOD), 7);
    let engage = Engage::start().await;
    stamp(&engage, 4).await;
    assert_eq!(engage.completed(ALVAS_DOG_FOOD), 5);
}

#[rstest]
#[case::new_assignment(None, 5, 7)]
#[case::reset(Some("recurring=reset"), 1, 6)]
#[tokio::test]
async fn a_recurring_challenge_begins_again(
    #[case] switch: Option<&str>,
    #[case] completed: u64,
    #[case] challenges: u64,
) {
    let engage = Engage::start().await;
    switch.inspect(|assignment| engage.switch(assignment));
    stamp(&engage, 2).await;
    stamp(&engage, 1).await;
    assert_eq!(engage.completed(ALVAS_DOG_FOOD), completed);
    let list = engage.get(&format!("/challenges?contactId={ALVA}")).await;
    assert_eq!(list.json()["totalCount"], challenges);
}

#[tokio::test]
async fn an_unknown_contact_has_an_empty_list() {
    let engage = Engage::switched("unknownContact=empty-list").await;
    let answer = engage
        .get(&format!("/challenges?contactId={UNKNOWN}"))
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["items"], json!([]));
}

#[tokio::test]
async fn the_filter_not_completed_lists_running_challenges() {
    let engage = Engage::switched("notCompletedFilter=everything").await;
    let answer = engage
        .get(&format!("/challenges?contactId={ALVA}&filter=NotCompleted"))
        .await;
    assert_eq!(answer.json()["totalCount"], 5);
}

#[tokio::test]
async fn content_type_may_be_left_out() {
    let engage = Engage::switched("contentType=lenient").await;
    let row = json!([{"definitionId": DOG_FOOD, "contactId": ALVA, "checkpointAmount": 1}]);
    let request = engage
        .bare(Method::POST, "/api/v3/challenges/checkpoints")
        .header("apikey", "demo-key")
        .body(row.to_string());
    assert_eq!(request.send().await.unwrap().status(), 200);
    assert_eq!(engage.completed(ALVAS_DOG_FOOD), 4);
}

#[tokio::test]
async fn a_post_without_length_is_refused() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let engage = Engage::switched("contentLength=required").await;
    let address = engage.address.strip_prefix("http://").unwrap();
    let mut connection = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!(
        "POST /api/v3/challenges/definitions/{HELLO}/assign?contactId={NILS} HTTP/1.1\r\n\
         Host: {address}\r\napikey: demo-key\r\nContent-Type: application/json\r\n\
         Connection: close\r\n\r\n"
    );
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 411 "), "{answer}");
    let measured = engage
        .post(
            &format!("/challenges/definitions/{HELLO}/assign?contactId={INES}"),
            &json!({}),
        )
        .await;
    assert_eq!(measured.status, 200);
}

#[tokio::test]
async fn a_request_without_user_agent_is_refused() {
    let engage = Engage::switched("userAgent=refuse").await;
    let request = engage
        .bare(Method::GET, "/api/v3/challenges/definitions")
        .header("apikey", "demo-key")
        .header(CONTENT_TYPE, "application/json");
    assert_eq!(request.send().await.unwrap().status(), 400);
    assert_eq!(engage.get("/challenges/definitions").await.status, 200);
}

#[tokio::test]
async fn the_key_may_be_sent_as_x_api_key() {
    let engage = Engage::start().await;
    let request = || {
        engage
            .bare(Method::GET, "/api/v3/challenges/definitions")
            .header("x-api-key", "demo-key")
            .header(CONTENT_TYPE, "application/json")
    };
    assert_eq!(request().send().await.unwrap().status(), 401);
    engage.switch("xApiKey=on");
    assert_eq!(request().send().await.unwrap().status(), 200);
}

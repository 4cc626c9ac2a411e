//! What a caller is told when something goes wrong between Engage and the client.

use std::time::Duration;

use challenge_model::ChallengeId;
use engage_client::{
    ApiKey, BaseUrl, ChallengesQuery, Client, ClientOptions, DefinitionFilter, Error, ErrorKind,
    PageRange, Repeat,
};
use engage_sim::{Effect, Endpoint, Fault};
use rstest::rstest;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::engage::{
    ALVA, ALVAS_DOG_FOOD, DOG_FOOD, Engage, HELLO, INES, contact, definition, row,
};

const NEVER: Duration = Duration::from_hours(1);
/// Long enough for a busy machine to carry out what is asked for.
const LONG: Duration = Duration::from_secs(1);
const SHORT: Duration = Duration::from_millis(50);

fn status(code: u16) -> Effect {
    Effect::Status {
        code,
        retry_after: None,
    }
}

#[rstest]
#[case::unauthorized(status(401), ErrorKind::KeyRefused { status: 401 }, Repeat::Pointless)]
#[case::forbidden(status(403), ErrorKind::KeyRefused { status: 403 }, Repeat::Pointless)]
#[case::gateway_timeout(status(504), ErrorKind::TimedOut, Repeat::Safe)]
#[case::unavailable(status(503), ErrorKind::ServerError { status: 503 }, Repeat::Safe)]
#[case::latency(Effect::Latency(NEVER), ErrorKind::TimedOut, Repeat::Safe)]
#[case::broken_json(Effect::BrokenJson, ErrorKind::Unreadable, Repeat::Safe)]
#[case::html(Effect::Html, ErrorKind::Unreadable, Repeat::Safe)]
#[case::empty(Effect::Empty, ErrorKind::Unreadable, Repeat::Safe)]
#[case::disconnect(Effect::Disconnect, ErrorKind::ConnectionLost, Repeat::Safe)]
#[tokio::test]
async fn every_read_says_what_happened_and_that_it_may_be_repeated(
    #[case] effect: Effect,
    #[case] kind: ErrorKind,
    #[case] repeat: Repeat,
) {
    let engage = Engage::start().await;
    let client = engage.client_facing(&effect, SHORT);
    engage.simulator.add_fault(Fault::new(effect));
    let errors: [(Endpoint, Option<Error>); 4] = [
        (
            Endpoint::ListChallenges,
            list_challenges(&client).await.err(),
        ),
        (Endpoint::GetChallenge, get_challenge(&client).await.err()),
        (
            Endpoint::ListDefinitions,
            client
                .definitions(DefinitionFilter::All, PageRange::default())
                .await
                .err(),
        ),
        (
            Endpoint::GetDefinition,
            client.definition(&definition(DOG_FOOD)).await.err(),
        ),
    ];
    for (endpoint, error) in errors {
        let error = error.unwrap();
        assert_eq!(
            (error.kind(), error.repeat()),
            (&kind, repeat),
            "{endpoint:?}: {error}"
        );
        assert_eq!(
            engage.simulator.log().count(endpoint),
            1,
            "{endpoint:?}: no call is repeated"
        );
    }
}

#[tokio::test]
async fn a_wait_that_engage_asks_for_is_passed_on() {
    let engage = Engage::start().await;
    engage.simulator.add_fault(Fault::new(Effect::Status {
        code: 429,
        retry_after: Some(7),
    }));
    let error = list_challenges(&engage.client()).await.unwrap_err();
    let retry_after = Some(Duration::from_secs(7));
    assert_eq!(error.kind(), &ErrorKind::RateLimited { retry_after });
    assert_eq!(error.repeat(), Repeat::Safe);
}

#[rstest]
#[case::cut(Effect::Disconnect, ErrorKind::ConnectionLost)]
#[case::late(Effect::Latency(NEVER), ErrorKind::TimedOut)]
#[case::broken(Effect::BrokenJson, ErrorKind::Unreadable)]
#[case::failed(status(500), ErrorKind::ServerError { status: 500 })]
#[tokio::test]
async fn checkpoints_whose_answer_is_lost_are_in_doubt_and_sent_once(
    #[case] effect: Effect,
    #[case] kind: ErrorKind,
) {
    let engage = Engage::start().await;
    engage
        .simulator
        .add_fault(Fault::new(effect.clone()).after());
    let rows = [row(DOG_FOOD, ALVA, 1)];
    let error = engage
        .client_facing(&effect, LONG)
        .award_checkpoints(&rows)
        .await
        .unwrap_err();
    assert_eq!(error.cause.kind(), &kind);
    assert_eq!(error.cause.repeat(), Repeat::Unsafe);
    assert_eq!(error.in_doubt, rows);
    assert!(error.not_awarded.is_empty());
    assert_eq!(
        engage.checkpoints(ALVA, DOG_FOOD),
        Some(4),
        "it was awarded all the same, once"
    );
}

#[tokio::test]
async fn when_the_second_batch_is_cut_the_first_is_told_apart_from_it_and_the_third() {
    let engage = Engage::start().await;
    engage.switch(&["overflow=overflow"]);
    let rows = vec![row(DOG_FOOD, ALVA, 1); 2_500];
    // An empty answer is what Engage may say when all went well.
    for effect in [Effect::Empty, Effect::Disconnect] {
        engage
            .simulator
            .add_fault(Fault::new(effect.clone()).after().once());
    }
    let error = engage.client().award_checkpoints(&rows).await.unwrap_err();
    let answered = error.report.accepted.len() + error.report.not_accepted.len();
    assert_eq!(
        (answered, error.in_doubt.len(), error.not_awarded.len()),
        (1_000, 1_000, 500)
    );
}

#[rstest]
#[case::cut(Effect::Disconnect, ErrorKind::ConnectionLost)]
#[case::late(Effect::Latency(NEVER), ErrorKind::TimedOut)]
#[case::html(Effect::Html, ErrorKind::Unreadable)]
#[tokio::test]
async fn an_assignment_whose_answer_is_lost_may_be_repeated_after_checking(
    #[case] effect: Effect,
    #[case] kind: ErrorKind,
) {
    let engage = Engage::start().await;
    engage
        .simulator
        .add_fault(Fault::new(effect.clone()).after());
    let client = engage.client_facing(&effect, LONG);
    let error = client
        .assign(&definition(HELLO), &contact(INES))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.repeat()),
        (&kind, Repeat::AfterChecking)
    );
    assert_eq!(
        engage.checkpoints(INES, HELLO),
        Some(0),
        "it was assigned all the same"
    );
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent_and_anything_may_be_repeated() {
    let engage = Engage::start().await;
    let options = engage.options();
    drop(engage);
    let client = Client::new(&options).unwrap();
    let error = until_unreachable(&client).await;
    assert_eq!(error.repeat(), Repeat::Safe);
    let rows = [row(DOG_FOOD, ALVA, 1)];
    let error = client.award_checkpoints(&rows).await.unwrap_err();
    assert_eq!(error.cause.repeat(), Repeat::Safe);
    assert_eq!(error.not_awarded, rows);
}

/// The server's port stays open until its task has gone.
async fn until_unreachable(client: &Client) -> Error {
    loop {
        if let Err(error) = list_challenges(client).await
            && error.kind() == &ErrorKind::Unreachable
        {
            return error;
        }
    }
}

#[rstest]
#[case::redirect(ResponseTemplate::new(302).insert_header("location", "https://evil.test/"), ErrorKind::Rejected { status: 302, code: None })]
#[case::no_length(ResponseTemplate::new(411), ErrorKind::Rejected { status: 411, code: None })]
#[case::lost_header(ResponseTemplate::new(500).set_body_raw(r#"{"Message":"An error has occurred."}"#, "application/json"), ErrorKind::ContentTypeLost)]
#[case::endless(ResponseTemplate::new(200).set_body_bytes(vec![b' '; 2_000]), ErrorKind::TooLong)]
#[tokio::test]
async fn what_the_simulator_never_does_is_told_apart_too(
    #[case] answer: ResponseTemplate,
    #[case] kind: ErrorKind,
) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let base_url = BaseUrl::parse(&server.uri()).unwrap();
    let mut options = ClientOptions::new(base_url, ApiKey::new("key").unwrap());
    options.longest_answer = 1_000;
    let error = list_challenges(&Client::new(&options).unwrap())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &kind);
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_of_exactly_the_allowed_length_is_read() {
    let server = MockServer::start().await;
    let mut body = b"[]".to_vec();
    body.resize(1_000, b' ');
    let answer = ResponseTemplate::new(200).set_body_bytes(body);
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let base_url = BaseUrl::parse(&server.uri()).unwrap();
    let mut options = ClientOptions::new(base_url, ApiKey::new("key").unwrap());
    options.longest_answer = 1_000;
    list_challenges(&Client::new(&options).unwrap())
        .await
        .unwrap();
}

#[tokio::test]
async fn an_assignment_that_engage_declines_is_an_error_and_a_202_is_a_success() {
    let server = MockServer::start().await;
    let client = {
        let base_url = BaseUrl::parse(&server.uri()).unwrap();
        Client::new(&ClientOptions::new(base_url, ApiKey::new("key").unwrap())).unwrap()
    };
    let answer = ResponseTemplate::new(200).set_body_raw("false", "application/json");
    let declined = Mock::given(any())
        .respond_with(answer)
        .mount_as_scoped(&server)
        .await;
    let error = client
        .assign(&definition(HELLO), &contact(INES))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.repeat()),
        (&ErrorKind::NotAssigned, Repeat::Pointless)
    );
    drop(declined);

    let accepted = Mock::given(any()).respond_with(ResponseTemplate::new(202));
    accepted.mount(&server).await;
    client
        .assign(&definition(HELLO), &contact(INES))
        .await
        .unwrap();
    let report = client
        .award_checkpoints(&[row(DOG_FOOD, ALVA, 1)])
        .await
        .unwrap();
    assert!(report.is_complete());
}

async fn list_challenges(client: &Client) -> Result<(), Error> {
    let query = ChallengesQuery::of(contact(ALVA));
    client
        .challenges(&query, PageRange::default())
        .await
        .map(drop)
}

async fn get_challenge(client: &Client) -> Result<(), Error> {
    let id = ChallengeId::guid(ALVAS_DOG_FOOD).unwrap();
    client.challenge(&id).await.map(drop)
}

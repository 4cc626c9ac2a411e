//! An Engage that answers with exactly these bytes.

use wiremock::matchers::{path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A definition of [`definitions`].
pub(crate) const LONG_WALKS: &str = "d7000000-0000-4000-8000-000000000001";
/// The other one.
pub(crate) const SHORT_WALKS: &str = "d7000000-0000-4000-8000-000000000002";

/// An Engage that answers everybody's lists with these bytes.
pub(crate) async fn answering(definitions: &[u8], challenges: &[u8]) -> MockServer {
    let server = MockServer::start().await;
    for (at, body) in [
        ("/api/v3/challenges/definitions", definitions),
        ("/api/v3/challenges", challenges),
    ] {
        Mock::given(path(at))
            .respond_with(json(body))
            .mount(&server)
            .await;
    }
    server
}

/// Answers the list of one contact with these bytes, and those of all others as before.
pub(crate) async fn answer_contact(server: &MockServer, contact: &str, body: &[u8]) {
    Mock::given(path("/api/v3/challenges"))
        .and(query_param("contactId", contact))
        .respond_with(json(body))
        .with_priority(1)
        .mount(server)
        .await;
}

/// Two definitions; the first has this text, as JSON bytes, for a name.
pub(crate) fn definitions(name: &[u8]) -> Vec<u8> {
    let before = format!(
        r#"{{"items":[{{"id":"{LONG_WALKS}","requiredNumberOfCheckpoints":5,"status":"Active","name":"#
    );
    let after = format!(
        r#"}},{{"id":"{SHORT_WALKS}","name":"Short walks","requiredNumberOfCheckpoints":3,"status":"Active"}}],"count":2,"totalCount":2}}"#
    );
    [before.as_bytes(), name, after.as_bytes()].concat()
}

fn json(body: &[u8]) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body, "application/json; charset=utf-8")
}

//! The gallery's data over HTTP: the proxy's paths, for each case.

use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use challenge_model::UnixMillis;
use jiff::Timestamp;
use retailer_proxy::server_rendered::{self, PreferredFormat};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::case::Case;
use super::cases::{Content, Joining, Outcome};
use super::sample::Clock;
use super::words::Language;

/// How late a late answer is.
const LATE: Duration = Duration::from_secs(8);
/// What a page of a list holds when nothing else is asked for, as Engage has it.
const PAGE_SIZE: usize = 100;

/// The stretch of a list that is asked for.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Stretch {
    #[serde(default)]
    offset: usize,
    #[serde(default = "page_size")]
    count: usize,
}

fn page_size() -> usize {
    PAGE_SIZE
}

/// What kind of proxy answers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answers {
    /// One that sends data, whatever is asked for.
    Data,
    /// One that draws cards for whoever prefers HTML, as the retailer proxy does.
    Drawn,
}

/// The routes under one of the gallery's own paths.
pub(crate) fn routes(answers: Answers) -> Router {
    Router::new()
        .route("/{case}/challenges", get(challenges))
        .route("/{case}/challenges/definitions", get(definitions))
        .route("/{case}/challenges/definitions/{id}/assign", post(assign))
        .with_state(answers)
}

async fn challenges(
    State(answers): State<Answers>,
    Path(case): Path<String>,
    Query(stretch): Query<Stretch>,
    format: PreferredFormat,
) -> Result<Response, Response> {
    let content = answered(&case).await?;
    let challenges = envelope(content.challenges, stretch);
    if let (Answers::Drawn, PreferredFormat::Html(settings)) = (answers, format) {
        let definitions = envelope(content.definitions, stretch);
        let now = UnixMillis(Timestamp::now().as_millisecond());
        if let Some(cards) = server_rendered::response(&challenges, &definitions, &settings, now) {
            return Ok(unkept(cards));
        }
    }
    Ok(unkept(Json(challenges)))
}

async fn definitions(
    Path(case): Path<String>,
    Query(stretch): Query<Stretch>,
) -> Result<Response, Response> {
    let content = answered(&case).await?;
    Ok(unkept(Json(envelope(content.definitions, stretch))))
}

async fn assign(Path((case, _)): Path<(String, String)>) -> Response {
    match content(&case).map(|content| content.joining) {
        None => no_such_case(),
        Some(Joining::Joined) => Json(json!(true)).into_response(),
        Some(Joining::NotJoinable) => refusal(StatusCode::CONFLICT, "not_joinable"),
        Some(Joining::Busy) => refusal(StatusCode::SERVICE_UNAVAILABLE, "upstream_busy"),
    }
}

/// What there is to answer, once it is time to; otherwise the refusal.
async fn answered(case: &str) -> Result<Content, Response> {
    let content = content(case).ok_or_else(no_such_case)?;
    match content.outcome {
        Outcome::SignedOut => return Err(refusal(StatusCode::UNAUTHORIZED, "signed_out")),
        Outcome::Failed => return Err(refusal(StatusCode::BAD_GATEWAY, "upstream_failed")),
        Outcome::AnsweredLate => sleep(LATE).await,
        Outcome::Answered => {}
    }
    Ok(content)
}

fn unkept(answer: impl IntoResponse) -> Response {
    ([(CACHE_CONTROL, "private, no-store")], answer).into_response()
}

/// What the proxy answers in the case of this name, which may end in a language:
/// `active`, `active.fi`.
fn content(name: &str) -> Option<Content> {
    let (name, language) = match name.split_once('.') {
        Some((name, tag)) => (name, Language::tagged(tag)?),
        None => (name, Language::ENGLISH),
    };
    let case = Case::named(name)?;
    Some(case.content(language.words(), Clock(Timestamp::now())))
}

fn envelope(items: Vec<Value>, stretch: Stretch) -> Value {
    let total = items.len();
    let items: Vec<Value> = items
        .into_iter()
        .skip(stretch.offset)
        .take(stretch.count)
        .collect();
    json!({
        "count": items.len(),
        "offset": stretch.offset,
        "totalCount": total,
        "items": items,
    })
}

fn no_such_case() -> Response {
    refusal(StatusCode::NOT_FOUND, "not_found")
}

fn refusal(status: StatusCode, code: &str) -> Response {
    let body = json!({ "error": { "code": code, "message": "An answer of the gallery." } });
    (status, Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gallery::CASES;
    use crate::gallery::words::LANGUAGES;
    use challenge_model::wire::FromWire as _;
    use challenge_model::{Card, CardState, ChallengeItem, Definition, Page, Unreadable};
    use rstest::rstest;

    fn now() -> UnixMillis {
        UnixMillis(Timestamp::now().as_millisecond())
    }

    fn states(case: &str) -> Vec<CardState> {
        let content = content(case).unwrap();
        let page: Page<ChallengeItem> = Page::read(&json!(content.challenges)).unwrap();
        let joined = page
            .items
            .iter()
            .map(|item| Card::of_challenge(item, now()).unwrap().state);
        let open = content.definitions.iter().map(|definition| {
            let definition = Definition::from_wire(definition, &mut Unreadable::default()).unwrap();
            Card::of_definition(&definition, None, now()).unwrap().state
        });
        joined.chain(open).collect()
    }

    #[rstest]
    #[case("available", CardState::Available)]
    #[case("consent", CardState::Available)]
    #[case("upcoming", CardState::Upcoming)]
    #[case("active", CardState::Active)]
    #[case("inactive", CardState::Inactive)]
    #[case("completed", CardState::Completed)]
    #[case("ended", CardState::Ended)]
    #[case("over-full", CardState::Completed)]
    #[case("zero-required", CardState::Active)]
    fn the_case_of_a_state_is_read_as_that_state(#[case] case: &str, #[case] expected: CardState) {
        assert_eq!(states(case), [expected]);
    }

    #[test]
    fn the_widget_reads_every_case_in_every_language_and_drops_unsafe_addresses_alone() {
        for case in CASES {
            for language in LANGUAGES {
                let name = format!("{}.{}", case.name, language.tag());
                let content = content(&name).unwrap();
                let page: Page<ChallengeItem> = Page::read(&json!(content.challenges)).unwrap();
                let is_read = page.unreadable.is_none();
                assert_eq!(is_read, case.name != "unsafe-links", "{name}");
            }
        }
    }

    #[rstest]
    #[case("nothing")]
    #[case("active.tlh")]
    #[case("")]
    fn an_unknown_case_has_no_data(#[case] name: &str) {
        assert!(content(name).is_none());
    }

    #[test]
    fn a_stretch_of_a_list_says_how_long_the_list_is() {
        let items = (0..250).map(|number| json!(number)).collect();
        let stretch = Stretch {
            offset: 200,
            count: 100,
        };

        let answer = envelope(items, stretch);

        assert_eq!(answer["count"], 50);
        assert_eq!(answer["totalCount"], 250);
        assert_eq!(answer["items"][0], 200);
    }
}

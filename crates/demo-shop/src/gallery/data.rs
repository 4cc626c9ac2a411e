//! The gallery's data over HTTP: for each case a proxy of its own.

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
use super::cases::{CaseData, JoinOutcome, ListOutcome};
use super::sample::Clock;
use super::words::Language;

/// How long a late answer takes.
const DELAY: Duration = Duration::from_secs(8);
/// How many items a page of a list has unless the request says otherwise, as in
/// Engage.
const PAGE_SIZE: usize = 100;

/// Which page of a list is requested.
#[derive(Clone, Copy, Debug, Deserialize)]
struct PageQuery {
    #[serde(default)]
    offset: usize,
    #[serde(default = "page_size")]
    count: usize,
}

fn page_size() -> usize {
    PAGE_SIZE
}

/// Which kind of proxy answers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ProxyKind {
    /// A proxy that always answers with JSON.
    Json,
    /// A proxy that renders the cards for clients that prefer HTML, as the retailer
    /// proxy does.
    Html,
}

/// The routes under one of the gallery's own paths.
pub(crate) fn routes(kind: ProxyKind) -> Router {
    Router::new()
        .route("/{case}/challenges", get(challenges))
        .route("/{case}/challenges/definitions", get(definitions))
        .route("/{case}/challenges/definitions/{id}/assign", post(assign))
        .with_state(kind)
}

async fn challenges(
    State(kind): State<ProxyKind>,
    Path(case): Path<String>,
    Query(page): Query<PageQuery>,
    format: PreferredFormat,
) -> Result<Response, Response> {
    let data = lists(&case).await?;
    let challenges = envelope(data.challenges, page);
    if let (ProxyKind::Html, PreferredFormat::Html(settings)) = (kind, format) {
        let definitions = envelope(data.definitions, page);
        let now = UnixMillis(Timestamp::now().as_millisecond());
        if let Some(cards) = server_rendered::response(&challenges, &definitions, &settings, now) {
            return Ok(uncached(cards));
        }
    }
    Ok(uncached(Json(challenges)))
}

async fn definitions(
    Path(case): Path<String>,
    Query(page): Query<PageQuery>,
) -> Result<Response, Response> {
    let data = lists(&case).await?;
    Ok(uncached(Json(envelope(data.definitions, page))))
}

async fn assign(Path((case, _)): Path<(String, String)>) -> Response {
    match data_of(&case).map(|data| data.join) {
        None => unknown_case(),
        Some(JoinOutcome::Joined) => Json(json!(true)).into_response(),
        Some(JoinOutcome::NotJoinable) => error(StatusCode::CONFLICT, "not_joinable"),
        Some(JoinOutcome::Busy) => error(StatusCode::SERVICE_UNAVAILABLE, "upstream_busy"),
    }
}

/// The lists of a case, after its delay; or its error as a response.
async fn lists(case: &str) -> Result<CaseData, Response> {
    let data = data_of(case).ok_or_else(unknown_case)?;
    match data.list {
        ListOutcome::SignedOut => return Err(error(StatusCode::UNAUTHORIZED, "signed_out")),
        ListOutcome::Failed => return Err(error(StatusCode::BAD_GATEWAY, "upstream_failed")),
        ListOutcome::AnsweredLate => sleep(DELAY).await,
        ListOutcome::Answered => {}
    }
    Ok(data)
}

fn uncached(answer: impl IntoResponse) -> Response {
    ([(CACHE_CONTROL, "private, no-store")], answer).into_response()
}

/// The data of the case with this name, which may end in a language: `active`,
/// `active.fi`.
fn data_of(name: &str) -> Option<CaseData> {
    let (name, language) = match name.split_once('.') {
        Some((name, tag)) => (name, Language::by_tag(tag)?),
        None => (name, Language::ENGLISH),
    };
    let case = Case::by_name(name)?;
    Some(case.data(language.words(), Clock(Timestamp::now())))
}

fn envelope(items: Vec<Value>, page: PageQuery) -> Value {
    let total = items.len();
    let items: Vec<Value> = items
        .into_iter()
        .skip(page.offset)
        .take(page.count)
        .collect();
    json!({
        "count": items.len(),
        "offset": page.offset,
        "totalCount": total,
        "items": items,
    })
}

fn unknown_case() -> Response {
    error(StatusCode::NOT_FOUND, "not_found")
}

fn error(status: StatusCode, code: &str) -> Response {
    let body = json!({ "error": { "code": code, "message": "An answer of the gallery." } });
    (status, Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gallery::case::CASES;
    use crate::gallery::words::LANGUAGES;
    use challenge_model::wire::{FromWire as _, Json};
    use challenge_model::{Card, CardState, ChallengeItem, Definition, Page, Unreadable};
    use rstest::rstest;

    fn now() -> UnixMillis {
        UnixMillis(Timestamp::now().as_millisecond())
    }

    fn states(case: &str) -> Vec<CardState> {
        let data = data_of(case).unwrap();
        let page: Page<ChallengeItem> = Page::read(&json!(data.challenges)).unwrap();
        let joined = page
            .items
            .iter()
            .map(|item| Card::of_challenge(item, now()).unwrap().state);
        let open = data.definitions.iter().map(|definition| {
            let definition =
                Definition::from_wire(&Json::from(definition), &mut Unreadable::default()).unwrap();
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
    fn the_widget_reads_every_case_in_every_language_and_drops_unsafe_urls_alone() {
        for case in CASES {
            for language in LANGUAGES {
                let name = format!("{}.{}", case.name, language.tag());
                let data = data_of(&name).unwrap();
                let page: Page<ChallengeItem> = Page::read(&json!(data.challenges)).unwrap();
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
        assert!(data_of(name).is_none());
    }

    #[test]
    fn a_page_of_a_list_says_how_long_the_list_is() {
        let items = (0..250).map(|number| json!(number)).collect();
        let page = PageQuery {
            offset: 200,
            count: 100,
        };

        let answer = envelope(items, page);

        assert_eq!(answer["count"], 50);
        assert_eq!(answer["totalCount"], 250);
        assert_eq!(answer["items"][0], 200);
    }
}

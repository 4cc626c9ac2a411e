//! The paths of the preview.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use challenge_model::DefinitionId;
use futures_util::{Stream, stream};
use maud::Markup;

use super::PreviewState;
use super::choice::Parameters;
use super::page::page;
use super::sample::Sample;
use super::situation::Situation;
use super::together::{TOGETHER, together};
use crate::api_error::ApiError;
use crate::content::ShopperLanguages;
use crate::server_rendered::{self, PreferredFormat};

/// How long a page waits before it connects again.
const RETRY: Duration = Duration::from_millis(500);

/// One sheet, of files that each are about a part of the page.
const STYLES: &str = concat!(
    include_str!("../../assets/preview/base.css"),
    include_str!("../../assets/preview/chooser.css"),
    include_str!("../../assets/preview/notices.css"),
    include_str!("../../assets/preview/cards.css"),
);
const SCRIPT: &str = include_str!("../../assets/preview/preview.js");

pub(super) fn router(state: PreviewState) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/changes", get(changes))
        .route("/preview.css", get(file("text/css; charset=utf-8", STYLES)))
        .route(
            "/preview.js",
            get(file("text/javascript; charset=utf-8", SCRIPT)),
        )
        .nest("/sample/{definition}/{situation}", samples())
        .with_state(state)
}

/// A proxy as the widget knows it, for one definition and one situation, or for all together.
fn samples() -> Router<PreviewState> {
    Router::new()
        .route("/challenges", get(challenges))
        .route("/challenges/definitions", get(definitions))
        .route("/challenges/definitions/{id}/assign", post(assign))
}

async fn index(State(state): State<PreviewState>, Query(parameters): Query<Parameters>) -> Markup {
    let view = state.view();
    page(&state.frame, &view, &state.revision(&view), &parameters)
}

/// Says which view is shown: at once, so that a page that was away hears of what it has
/// missed, and then with each new view.
async fn changes(
    State(state): State<PreviewState>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut views = state.views.clone();
    views.mark_changed();
    let events = stream::unfold((state, views), |(state, mut views)| async {
        views.changed().await.ok()?;
        let revision = state.revision(&views.borrow_and_update());
        let event = Event::default().retry(RETRY).data(revision);
        Some((Ok(event), (state, views)))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

/// The answer with a file that is part of this program.
fn file(
    media_type: &'static str,
    text: &'static str,
) -> ([(HeaderName, &'static str); 1], &'static str) {
    ([(CONTENT_TYPE, media_type)], text)
}

/// The names in the path of a sample.
type SamplePath = Path<(String, String)>;

async fn challenges(
    State(state): State<PreviewState>,
    Path(names): SamplePath,
    languages: ShopperLanguages,
    format: PreferredFormat,
) -> Result<Response, ApiError> {
    let sample = sample(&state, &names, &languages)?;
    let (challenges, definitions) = (&sample.challenges, &sample.definitions);
    if let PreferredFormat::Html(settings) = format
        && let Some(cards) =
            server_rendered::response(challenges, definitions, &settings, state.clock.now())
    {
        return Ok(cards);
    }
    Ok(Json(sample.challenges).into_response())
}

async fn definitions(
    State(state): State<PreviewState>,
    Path(names): SamplePath,
    languages: ShopperLanguages,
) -> Result<Response, ApiError> {
    let sample = sample(&state, &names, &languages)?;
    Ok(Json(sample.definitions).into_response())
}

/// Answers as if the shopper had joined, and changes nothing. The page says so. As in a shop,
/// nobody can join what needs a consent and has no text for it.
async fn assign(
    State(state): State<PreviewState>,
    Path((_, _, id)): Path<(String, String, String)>,
) -> Result<Json<bool>, ApiError> {
    let view = state.view();
    let shown = view.shown.as_deref().ok_or(ApiError::NotFound)?;
    let id = DefinitionId::guid(&id).map_err(|_| ApiError::NotFound)?;
    let drawn = shown.definition(&id).ok_or(ApiError::NotFound)?;
    let needs_consent = drawn.definition.is_contact_consent_required;
    if needs_consent && shown.content.consent_version(&id).is_none() {
        return Err(ApiError::NotJoinable);
    }
    Ok(Json(true))
}

fn sample(
    state: &PreviewState,
    (definition, situation): &(String, String),
    languages: &ShopperLanguages,
) -> Result<Sample, ApiError> {
    let view = state.view();
    let shown = view.shown.as_deref().ok_or(ApiError::NotFound)?;
    let cards = if definition == TOGETHER {
        together(shown)
    } else {
        let id = DefinitionId::guid(definition).map_err(|_| ApiError::NotFound)?;
        let drawn = shown.definition(&id).ok_or(ApiError::NotFound)?;
        let situation = Situation::by_name(situation).ok_or(ApiError::NotFound)?;
        vec![(situation, &drawn.definition)]
    };
    let now = state.clock.now();
    Sample::new(&cards, &shown.content, languages, now).ok_or(ApiError::NotFound)
}

//! Awards on the internal listener, for the shop's own back end. Browsers cannot reach it.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;

use super::award::AwardId;
use super::body::{AwardList, AwardRecord, AwardState, AwardsAccepted};
use super::outbox::{Place, Taken};
use super::refusal::{AddErrors, ListErrors, OneErrors, Refusal};
use super::request::{self, MOST_AWARDS, WrittenAwards};
use super::service::AwardService;
use super::state::StateName;
use crate::api_error::ApiError;
use crate::consents::LedgerError;
use crate::shared_secret::SharedSecret;

/// How many awards a part of a list has where the request does not say.
const DEFAULT_COUNT: usize = 100;

/// What requests about awards need. Without a secret or without awards, the paths are a 404.
#[derive(Clone, Debug)]
pub(crate) struct AwardDesk {
    pub(crate) secret: Option<Arc<SharedSecret>>,
    pub(crate) service: Option<AwardService>,
}

/// Which awards are asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListParameters {
    /// The state of the awards.
    #[param(value_type = AwardState)]
    state: String,
    /// What the part before has in `next`.
    #[param(nullable = false)]
    after: Option<String>,
    /// How many awards: 1 to 1,000. 100 where this is left out.
    #[param(minimum = 1, maximum = 1_000, default = 100, nullable = false)]
    count: Option<usize>,
}

impl AwardDesk {
    /// The service, for those who know the secret.
    fn admit(self, headers: &HeaderMap) -> Result<AwardService, ApiError> {
        let (Some(secret), Some(service)) = (self.secret, self.service) else {
            return Err(ApiError::NotFound);
        };
        if !secret.is_bearer(headers.get_all(AUTHORIZATION)) {
            return Err(ApiError::BackendUnproven);
        }
        Ok(service)
    }
}

/// Hands awards over. 202 says that all of them are durable, and that each is awarded once.
/// Otherwise nothing of the request was taken. The same request may be repeated.
#[utoipa::path(
    post,
    path = "/awards",
    operation_id = "addAwards",
    request_body = WrittenAwards,
    security(("backend" = [])),
    responses(
        (status = 202, description = "All of them are durable", body = AwardsAccepted),
        AddErrors,
    ),
)]
pub(crate) async fn add(
    State(desk): State<AwardDesk>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<AwardsAccepted>), Refusal> {
    let service = desk.admit(&headers)?;
    // How long the body may be was decided at the edge.
    let body = to_bytes(body, usize::MAX).await;
    let body = body.map_err(|_| ApiError::TooLarge)?;
    let awards = request::read(&body).map_err(Refusal::Bad)?;
    let taken = service.outbox().add(&awards, service.clock.now()).await;
    match taken.map_err(|error| unavailable(&error))? {
        Taken::Conflict(id) => Err(Refusal::Conflict(id)),
        Taken::All => {
            service.wake();
            let accepted = awards.iter().map(|award| award.id.as_str().to_owned());
            let accepted = AwardsAccepted {
                accepted: accepted.collect(),
            };
            Ok((StatusCode::ACCEPTED, Json(accepted)))
        }
    }
}

/// What became of one award.
#[utoipa::path(
    get,
    path = "/awards/{id}",
    operation_id = "getAward",
    params(("id" = String, Path, description = "The shop's own id of the award, percent-encoded")),
    security(("backend" = [])),
    responses(
        (status = 200, description = "The award", body = AwardRecord),
        OneErrors,
    ),
)]
pub(crate) async fn one(
    State(desk): State<AwardDesk>,
    headers: HeaderMap,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<AwardRecord>, Refusal> {
    let service = desk.admit(&headers)?;
    let id = path.ok().and_then(|Path(id)| AwardId::new(&id).ok());
    let id = id.ok_or(Refusal::Unknown)?;
    let record = service.outbox().record(&id).await;
    let record = record.map_err(|error| unavailable(&error))?;
    let record = record.ok_or(Refusal::Unknown)?;
    Ok(Json(AwardRecord::of(&record)))
}

/// The awards in one state, the oldest first, a part at a time.
#[utoipa::path(
    get,
    path = "/awards",
    operation_id = "listAwards",
    params(ListParameters),
    security(("backend" = [])),
    responses(
        (status = 200, description = "Some of the awards", body = AwardList),
        ListErrors,
    ),
)]
pub(crate) async fn list(
    State(desk): State<AwardDesk>,
    headers: HeaderMap,
    parameters: Result<Query<ListParameters>, QueryRejection>,
) -> Result<Json<AwardList>, Refusal> {
    let service = desk.admit(&headers)?;
    let parameters = parameters.map_err(|_| {
        Refusal::Parameter("state is missing, or a parameter is there twice or is no number.")
    })?;
    let (state, after, count) = read(&parameters).map_err(Refusal::Parameter)?;
    // One more than is answered shows whether the list goes on.
    let records = service.outbox().in_state(state, after.as_ref(), count + 1);
    let mut records = records.await.map_err(|error| unavailable(&error))?;
    let goes_on = records.len() > count;
    records.truncate(count);
    let last = records.last().filter(|_| goes_on);
    Ok(Json(AwardList {
        next: last.map(|record| record.place().text()),
        awards: records.iter().map(AwardRecord::of).collect(),
    }))
}

fn read(parameters: &ListParameters) -> Result<(StateName, Option<Place>, usize), &'static str> {
    let state = parameters.state.parse();
    let state = state
        .map_err(|_| "state must be queued, sent, awarded, rejected, in_doubt or cancelled.")?;
    let after = parameters.after.as_deref().map(str::parse).transpose();
    let after = after.map_err(|_| "after must be what an earlier answer has in next.")?;
    let count = parameters.count.unwrap_or(DEFAULT_COUNT);
    if !(1..=MOST_AWARDS).contains(&count) {
        return Err("count must be a whole number from 1 to 1000.");
    }
    Ok((state, after, count))
}

fn unavailable(error: &LedgerError) -> Refusal {
    tracing::error!("awards cannot be read or written: {error}");
    Refusal::Unavailable
}

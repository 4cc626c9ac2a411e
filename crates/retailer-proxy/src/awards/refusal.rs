//! Why a request about awards is refused.
//!
//! These errors say which award they are about, since the shop's back end has to correct
//! it. They repeat nothing of it but its id and its place.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response as Described, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};

use super::award::AwardId;
use super::request::BadRequest;
use crate::api_error::ApiError;

/// Why a request about awards is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// For a reason that other requests have too.
    Common(ApiError),
    /// The body holds no awards, or one that is not in order.
    Bad(BadRequest),
    /// This id belongs to another award.
    Conflict(AwardId),
    /// There is no such award.
    Unknown,
    /// A parameter is not in order.
    Parameter(&'static str),
    /// The database cannot be used.
    Unavailable,
}

/// Why a request about awards is refused.
#[derive(Serialize, ToSchema)]
#[schema(as = AwardError)]
pub(crate) struct RefusalBody {
    error: Explanation,
}

#[derive(Serialize, ToSchema)]
#[schema(as = AwardErrorExplanation)]
struct Explanation {
    /// For programs: it never changes.
    #[schema(example = "award_differs")]
    code: &'static str,
    /// For developers.
    message: String,
    /// The id of the award that differs from an earlier one with this id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    id: Option<String>,
    /// The place of the award that is not in order, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    index: Option<usize>,
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Common(error)
    }
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::Common(error) => error.status(),
            Self::Bad(BadRequest::BadAward { .. }) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Bad(BadRequest::NotAwards | BadRequest::WrongLength) | Self::Parameter(_) => {
                StatusCode::BAD_REQUEST
            }
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn explanation(&self) -> Explanation {
        let (code, message) = match self {
            Self::Common(error) => (error.code(), error.message().to_owned()),
            Self::Bad(bad @ BadRequest::BadAward { .. }) => ("bad_award", bad.to_string()),
            Self::Bad(bad) => (ApiError::InvalidBody.code(), bad.to_string()),
            Self::Conflict(_) => (
                "award_differs",
                "An earlier award with this id has another content. Nothing was taken.".to_owned(),
            ),
            Self::Unknown => (
                ApiError::NotFound.code(),
                "There is no award with this id.".to_owned(),
            ),
            Self::Parameter(message) => ("invalid_parameter", (*message).to_owned()),
            Self::Unavailable => (
                "awards_unavailable",
                "The awards cannot be written right now. Send the same request again.".to_owned(),
            ),
        };
        let mut explanation = Explanation {
            code,
            message,
            id: None,
            index: None,
        };
        match self {
            Self::Conflict(id) => explanation.id = Some(id.as_str().to_owned()),
            Self::Bad(BadRequest::BadAward { index, .. }) => explanation.index = Some(*index),
            _ => {}
        }
        explanation
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if let Self::Common(error) = self {
            return error.into_response();
        }
        let error = self.explanation();
        (self.status(), Json(RefusalBody { error })).into_response()
    }
}

/// The errors of handing awards over.
pub(crate) struct AddErrors;

impl IntoResponses for AddErrors {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        let bad = BadRequest::BadAward {
            index: 0,
            why: String::new(),
        };
        responses(
            AwardId::new("example")
                .map(Refusal::Conflict)
                .into_iter()
                .chain([
                    Refusal::Bad(BadRequest::NotAwards),
                    Refusal::Bad(bad),
                    Refusal::Common(ApiError::TooLarge),
                ]),
        )
    }
}

/// The errors of asking for one award.
pub(crate) struct OneErrors;

impl IntoResponses for OneErrors {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        responses([])
    }
}

/// The errors of asking for awards in a state.
pub(crate) struct ListErrors;

impl IntoResponses for ListErrors {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        responses([Refusal::Parameter("")])
    }
}

/// One response for each status, with the codes as its description.
fn responses(own: impl IntoIterator<Item = Refusal>) -> BTreeMap<String, RefOr<Described>> {
    let common = [
        Refusal::Common(ApiError::BackendUnproven),
        Refusal::Common(ApiError::TooSlow),
        Refusal::Unknown,
        Refusal::Unavailable,
    ];
    let mut codes = BTreeMap::<String, Vec<&'static str>>::new();
    for refusal in common.into_iter().chain(own) {
        let status = refusal.status().as_str().to_owned();
        codes
            .entry(status)
            .or_default()
            .push(refusal.explanation().code);
    }
    let described = codes.into_iter().map(|(status, codes)| {
        let schema = Ref::from_schema_name("AwardError");
        let body = ContentBuilder::new().schema(Some(schema)).build();
        let response = ResponseBuilder::new()
            .description(codes.join(", "))
            .content("application/json", body);
        (status, response.build().into())
    });
    described.collect()
}

//! The errors of each operation, as the contract describes them. Statuses and codes
//! come from [`ApiError`].

use std::collections::BTreeMap;
use std::time::Duration;

use utoipa::IntoResponses;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use crate::api_error::{ApiError, ParameterFault};

/// Errors that every operation can answer with.
const OF_ALL: [ApiError; 3] = [
    ApiError::TooSlow,
    ApiError::TooLarge,
    ApiError::TooManyRequests {
        retry_after: Duration::ZERO,
    },
];

/// Errors of operations that read from Engage for a signed-in shopper.
const OF_ENGAGE: [ApiError; 5] = [
    ApiError::UpstreamFailed,
    ApiError::UpstreamRefused,
    ApiError::UpstreamTimeout,
    UPSTREAM_BUSY,
    ApiError::IdentityUnavailable,
];

const UPSTREAM_BUSY: ApiError = ApiError::UpstreamBusy {
    retry_after: Duration::ZERO,
};

/// The errors of an operation that answers a list.
pub(crate) struct ListErrors;

impl IntoResponses for ListErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let own = [
            ApiError::InvalidParameter(ParameterFault::Repeated),
            ApiError::ContactIdNotAllowed,
            ApiError::SignedOut,
        ];
        responses(own.into_iter().chain(OF_ENGAGE))
    }
}

/// The errors of an operation that answers one item.
pub(crate) struct ItemErrors;

impl IntoResponses for ItemErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let own = [
            ApiError::NotFound,
            ApiError::ContactIdNotAllowed,
            ApiError::SignedOut,
        ];
        responses(own.into_iter().chain(OF_ENGAGE))
    }
}

/// The errors of joining.
pub(crate) struct JoinErrors;

impl IntoResponses for JoinErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let own = [
            ApiError::ConsentRequired,
            ApiError::ConsentOutdated,
            ApiError::NotJoinable,
            ApiError::NotFound,
            ApiError::CrossSite,
            ApiError::InvalidBody,
            ApiError::ContactIdNotAllowed,
            ApiError::SignedOut,
            ApiError::JoiningUnavailable,
        ];
        responses(own.into_iter().chain(OF_ENGAGE))
    }
}

/// The errors of opening an event stream.
pub(crate) struct StreamErrors;

impl IntoResponses for StreamErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses([
            ApiError::TooManyStreams {
                retry_after: Duration::ZERO,
            },
            ApiError::SignedOut,
            ApiError::ContactIdNotAllowed,
            ApiError::IdentityUnavailable,
            UPSTREAM_BUSY,
        ])
    }
}

/// The errors of receiving a webhook.
pub(crate) struct WebhookErrors;

impl IntoResponses for WebhookErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses([
            ApiError::WebhookNotSigned,
            ApiError::WebhookReplayed,
            ApiError::InvalidBody,
            ApiError::NotFound,
        ])
    }
}

/// One response for each status that every operation has, and one for each other class
/// of statuses. Their descriptions are the codes.
fn responses(own: impl IntoIterator<Item = ApiError>) -> BTreeMap<String, RefOr<Response>> {
    let statuses = OF_ALL.map(ApiError::status);
    let mut codes = BTreeMap::<String, Vec<&'static str>>::new();
    for error in OF_ALL.into_iter().chain(own) {
        let status = error.status();
        let key = if statuses.contains(&status) {
            status.as_str().to_owned()
        } else {
            format!("{}XX", status.as_u16() / 100)
        };
        codes.entry(key).or_default().push(error.code());
    }
    codes
        .into_iter()
        .map(|(key, codes)| {
            let response = response(&codes);
            (key, response.into())
        })
        .collect()
}

fn response(codes: &[&str]) -> Response {
    let body = Ref::from_schema_name("Error");
    let body = ContentBuilder::new().schema(Some(body)).build();
    let response = ResponseBuilder::new()
        .description(codes.join(", "))
        .content("application/json", body);
    if !codes.contains(&"too_many_requests") {
        return response.build();
    }
    let seconds = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(0));
    let header = HeaderBuilder::new()
        .schema(Some(seconds))
        .description(Some("How many seconds to wait"))
        .build();
    response.header("Retry-After", header).build()
}

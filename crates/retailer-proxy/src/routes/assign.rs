//! The shopper joins.

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue};
use challenge_model::DefinitionId;
use serde::Deserialize;
use tracing::Instrument as _;
use utoipa::ToSchema;

use super::path_id::path_id;
use crate::api_error::ApiError;
use crate::content::ConsentVersion;
use crate::error_responses::JoinErrors;
use crate::joining::{FromShopsPage, Join, WidgetHeader};
use crate::sessions::SignedIn;

/// In bytes; many times more than the body of the widget.
const LONGEST_BODY: usize = 4 * 1024;

/// What the widget sends.
#[derive(Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(as = Join)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct JoinBody {
    /// The version of the consent text that the shopper was shown.
    #[serde(default)]
    #[schema(
        value_type = Option<String>,
        min_length = 1,
        max_length = 200,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$"
    )]
    consent_version: Option<ConsentVersion>,
}

/// The shopper joins. The browser has to say, by Sec-Fetch-Site or Origin, that the
/// request comes from the shop's own pages.
#[utoipa::path(
    post,
    path = "/challenges/definitions/{id}/assign",
    operation_id = "join",
    params(
        ("id" = String, Path, format = "uuid", description = "The definition's id"),
        ("X-Challenges-Widget" = inline(WidgetHeader), Header, description = "Says that a script of the page sends the request"),
    ),
    request_body = JoinBody,
    responses(
        (status = 200, description = "true", content_type = "application/json", body = bool),
        JoinErrors,
    ),
)]
pub(crate) async fn join(
    FromShopsPage(service): FromShopsPage,
    SignedIn(contact): SignedIn,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<bool>, ApiError> {
    let definition = path_id(path, DefinitionId::guid)?;
    let body = to_bytes(body, LONGEST_BODY).await;
    let body = read(&headers, &body.map_err(|_| ApiError::TooLarge)?)?;
    let join = Join {
        contact,
        definition,
        consent_version: body.consent_version,
    };
    // When the browser goes away, this request is dropped. The task goes on, so that no
    // consent stays half done, and its log lines carry the id of the request.
    let joining = async move { service.join(join).await };
    let joined = tokio::spawn(joining.in_current_span());
    joined.await.map_err(|_| ApiError::JoiningUnavailable)??;
    Ok(Json(true))
}

fn read(headers: &HeaderMap, body: &[u8]) -> Result<JoinBody, ApiError> {
    let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is_json = content_type.is_some_and(|value| {
        let kind = value.split(|byte| *byte == b';').next().unwrap_or_default();
        kind.trim_ascii().eq_ignore_ascii_case(b"application/json")
    });
    if !is_json {
        return Err(ApiError::InvalidBody);
    }
    // serde would also read a list of the members' values.
    let is_object = body.trim_ascii_start().starts_with(b"{");
    match serde_json::from_slice(body) {
        Ok(body) if is_object => Ok(body),
        _ if names_contact(body) => Err(ApiError::ContactIdNotAllowed),
        _ => Err(ApiError::InvalidBody),
    }
}

/// Whether the page tried to name the contact.
fn names_contact(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body).to_ascii_lowercase();
    text.contains("contactid")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn read_json(body: &str) -> Result<Option<String>, ApiError> {
        let headers = HeaderMap::from_iter([(
            CONTENT_TYPE,
            "application/json; charset=utf-8".parse().unwrap(),
        )]);
        let version = read(&headers, body.as_bytes())?.consent_version;
        Ok(version.map(|version| version.as_str().to_owned()))
    }

    #[rstest]
    #[case("{}", None)]
    #[case("{\"consentVersion\":null}", None)]
    #[case("{\"consentVersion\":\"2026-03\"}", Some("2026-03"))]
    fn a_body_says_which_text_was_shown(#[case] body: &str, #[case] expected: Option<&str>) {
        assert_eq!(read_json(body).unwrap().as_deref(), expected);
    }

    #[rstest]
    #[case("", ApiError::InvalidBody)]
    #[case("true", ApiError::InvalidBody)]
    #[case("[]", ApiError::InvalidBody)]
    #[case(" [\"2026-03\"]", ApiError::InvalidBody)]
    #[case("{\"consentVersion\":\"a\\u0000\"}", ApiError::InvalidBody)]
    #[case("{\"consentVersion\":3}", ApiError::InvalidBody)]
    #[case("{\"consentVersion\":\"\"}", ApiError::InvalidBody)]
    #[case(
        "{\"consentVersion\":\"a\",\"consentVersion\":\"b\"}",
        ApiError::InvalidBody
    )]
    #[case("{\"consent\":true}", ApiError::InvalidBody)]
    #[case("{\"contactId\":\"x\"}", ApiError::ContactIdNotAllowed)]
    #[case(
        "{\"ContactID\":\"x\",\"consentVersion\":\"1\"}",
        ApiError::ContactIdNotAllowed
    )]
    fn anything_else_is_refused(#[case] body: &str, #[case] expected: ApiError) {
        assert_eq!(read_json(body), Err(expected));
    }

    #[test]
    fn a_form_cannot_join() {
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/jsonp",
        ] {
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, kind.parse().unwrap())]);
            assert_eq!(read(&headers, b"{}"), Err(ApiError::InvalidBody));
        }
    }
}

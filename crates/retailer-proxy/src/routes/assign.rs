//! The shopper joins.

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue};
use challenge_model::DefinitionId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::id_of;
use crate::joining::{FromShopsPage, Join};
use crate::proxy::Proxy;
use crate::refusal::Refusal;
use crate::sessions::SignedIn;

/// Many times what a body has that makes sense.
const LONGEST_BODY: usize = 4 * 1024;
/// In characters, as the contract says.
const LONGEST_VERSION: usize = 200;

/// What the widget sends.
#[derive(Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(as = Join)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct JoinBody {
    /// The version of the consent text that the shopper was shown.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    consent_version: Option<String>,
}

/// `POST /challenges/definitions/{id}/assign`: answers `true`, as Engage does.
pub(crate) async fn join(
    _: FromShopsPage,
    State(proxy): State<Proxy>,
    SignedIn(contact): SignedIn,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<bool>, Refusal> {
    let definition = id_of(path, DefinitionId::guid)?;
    let body = to_bytes(body, LONGEST_BODY).await;
    let body = read(&headers, &body.map_err(|_| Refusal::TooLarge)?)?;
    let join = Join {
        contact,
        definition,
        consent_version: body.consent_version,
    };
    // A browser that goes away takes its request with it, but not a consent that
    // is half carried out.
    let joined = tokio::spawn(async move { join.carry_out(&proxy).await });
    joined.await.map_err(|_| Refusal::JoiningUnavailable)??;
    Ok(Json(true))
}

fn read(headers: &HeaderMap, body: &[u8]) -> Result<JoinBody, Refusal> {
    let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is_json = content_type.is_some_and(|value| {
        let kind = value.split(|byte| *byte == b';').next().unwrap_or_default();
        kind.trim_ascii().eq_ignore_ascii_case(b"application/json")
    });
    if !is_json {
        return Err(Refusal::InvalidBody);
    }
    let read: Result<JoinBody, _> = serde_json::from_slice(body);
    let is_short = |version: &String| (1..=LONGEST_VERSION).contains(&version.chars().count());
    match read {
        Ok(body) if body.consent_version.as_ref().is_none_or(is_short) => Ok(body),
        _ if names_contact(body) => Err(Refusal::ContactIdNotAllowed),
        _ => Err(Refusal::InvalidBody),
    }
}

/// Whether the page tried to say who it is.
fn names_contact(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body).to_ascii_lowercase();
    text.contains("contactid")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn read_json(body: &str) -> Result<Option<String>, Refusal> {
        let headers = HeaderMap::from_iter([(
            CONTENT_TYPE,
            "application/json; charset=utf-8".parse().unwrap(),
        )]);
        read(&headers, body.as_bytes()).map(|body| body.consent_version)
    }

    #[rstest]
    #[case("{}", None)]
    #[case("{\"consentVersion\":null}", None)]
    #[case("{\"consentVersion\":\"2026-03\"}", Some("2026-03"))]
    fn a_body_says_which_text_was_shown(#[case] body: &str, #[case] expected: Option<&str>) {
        assert_eq!(read_json(body).unwrap().as_deref(), expected);
    }

    #[rstest]
    #[case("", Refusal::InvalidBody)]
    #[case("true", Refusal::InvalidBody)]
    #[case("{\"consentVersion\":3}", Refusal::InvalidBody)]
    #[case("{\"consentVersion\":\"\"}", Refusal::InvalidBody)]
    #[case(
        "{\"consentVersion\":\"a\",\"consentVersion\":\"b\"}",
        Refusal::InvalidBody
    )]
    #[case("{\"consent\":true}", Refusal::InvalidBody)]
    #[case("{\"contactId\":\"x\"}", Refusal::ContactIdNotAllowed)]
    #[case(
        "{\"ContactID\":\"x\",\"consentVersion\":\"1\"}",
        Refusal::ContactIdNotAllowed
    )]
    fn anything_else_is_refused(#[case] body: &str, #[case] expected: Refusal) {
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
            assert_eq!(read(&headers, b"{}"), Err(Refusal::InvalidBody));
        }
    }
}

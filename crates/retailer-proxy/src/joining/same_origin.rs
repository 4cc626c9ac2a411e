//! Whether a request that changes something comes from the shop's own pages.
//!
//! Two things have to hold. The request must have the widget's header: a page of
//! another origin can send it only after a preflight, which succeeds for allowed
//! origins alone. And the browser must name the page that sent the request: by Fetch
//! Metadata, which no script can forge, or, in browsers without it, by `Origin`.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::{HOST, HeaderName, ORIGIN};
use axum::http::request::Parts;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::rules::Joining;
use super::service::JoinService;
use crate::api_error::ApiError;
use crate::origin::Origin;

const WIDGET: HeaderName = HeaderName::from_static("x-challenges-widget");
/// The only value of the widget's header.
const WIDGET_VALUE: &str = "1";
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The value of the widget's header, for the contract.
pub(crate) struct WidgetHeader;

impl ToSchema for WidgetHeader {}

impl PartialSchema for WidgetHeader {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("It has one value only."))
            .enum_values(Some([WIDGET_VALUE]))
            .into()
    }
}

/// The service, for requests from the shop's own pages alone. As an argument of a
/// handler, it refuses all others, and every request where joining is off.
pub(crate) struct FromShopsPage(pub(crate) JoinService);

impl<S> FromRequestParts<S> for FromShopsPage
where
    Option<JoinService>: FromRef<S>,
    S: Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let service = Option::<JoinService>::from_ref(state).ok_or(ApiError::NotFound)?;
        if is_from_shops_page(&parts.headers, &service.joining) {
            Ok(Self(service))
        } else {
            tracing::warn!("refused a request that does not come from the shop's pages");
            Err(ApiError::CrossSite)
        }
    }
}

fn is_from_shops_page(headers: &HeaderMap, joining: &Joining) -> bool {
    if only(headers, &WIDGET) != Some(WIDGET_VALUE) || headers.get_all(ORIGIN).iter().count() > 1 {
        return false;
    }
    let origin = only(headers, &ORIGIN).map(Origin::parse);
    if let Some(Ok(origin)) = &origin
        && joining.allows(origin)
    {
        return true;
    }
    match (only(headers, &SEC_FETCH_SITE), origin) {
        (Some(site), None | Some(Ok(_))) => site == "same-origin",
        (None, Some(Ok(origin))) if !headers.contains_key(&SEC_FETCH_SITE) => {
            only(headers, &HOST).is_some_and(|host| host.eq_ignore_ascii_case(origin.authority()))
        }
        _ => false,
    }
}

/// The value of a header that is there exactly once.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consents::Ledger;
    use rstest::rstest;

    async fn answer(sent: &[(&'static str, &'static str)]) -> bool {
        let joining = Joining::new(Ledger::in_memory().await.unwrap());
        let joining = joining.with_origin("https://outlet.example").unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "shop.example".parse().unwrap());
        for (name, value) in sent {
            headers.append(*name, value.parse().unwrap());
        }
        is_from_shops_page(&headers, &joining)
    }

    const W: (&str, &str) = ("x-challenges-widget", "1");

    #[rstest]
    #[case::fetch_metadata(&[W, ("sec-fetch-site", "same-origin")])]
    #[case::both(&[W, ("sec-fetch-site", "same-origin"), ("origin", "https://shop.example")])]
    #[case::behind_another_name(&[W, ("sec-fetch-site", "same-origin"), ("origin", "https://front.example")])]
    #[case::older_browser(&[W, ("origin", "https://shop.example")])]
    #[case::in_capitals(&[W, ("origin", "https://SHOP.example")])]
    #[case::allowed(&[W, ("origin", "https://outlet.example"), ("sec-fetch-site", "cross-site")])]
    #[tokio::test]
    async fn the_shops_pages_are_let_in(#[case] sent: &[(&'static str, &'static str)]) {
        assert!(answer(sent).await);
    }

    #[rstest]
    #[case::nothing(&[])]
    #[case::without_header(&[("sec-fetch-site", "same-origin"), ("origin", "https://shop.example")])]
    #[case::other_value(&[("x-challenges-widget", "0"), ("sec-fetch-site", "same-origin")])]
    #[case::header_twice(&[W, W, ("sec-fetch-site", "same-origin")])]
    #[case::from_nowhere(&[W])]
    #[case::cross_site(&[W, ("sec-fetch-site", "cross-site"), ("origin", "https://shop.example")])]
    #[case::sister_site(&[W, ("sec-fetch-site", "same-site"), ("origin", "https://blog.shop.example")])]
    #[case::typed_in(&[W, ("sec-fetch-site", "none")])]
    #[case::metadata_twice(&[W, ("sec-fetch-site", "same-origin"), ("sec-fetch-site", "same-origin")])]
    #[case::foreign(&[W, ("origin", "https://evil.example")])]
    #[case::beginning(&[W, ("origin", "https://shop.example.evil.example")])]
    #[case::other_port(&[W, ("origin", "https://shop.example:8443")])]
    #[case::null(&[W, ("origin", "null")])]
    #[case::null_despite_metadata(&[W, ("origin", "null"), ("sec-fetch-site", "same-origin")])]
    #[case::two_origins(&[W, ("origin", "https://shop.example"), ("origin", "https://evil.example")])]
    #[case::not_quite_allowed(&[W, ("origin", "http://outlet.example")])]
    #[tokio::test]
    async fn everyone_else_is_kept_out(#[case] sent: &[(&'static str, &'static str)]) {
        assert!(!answer(sent).await);
    }
}

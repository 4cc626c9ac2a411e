//! Whether a request that changes something comes from the shop's own pages.
//!
//! Two things have to hold. The widget's header must be there: a page of another
//! origin cannot send it without asking first, and is told yes only where its origin
//! may ask in the shopper's name at all. And
//! the browser must say where the request comes from: by Fetch Metadata, which no
//! script can forge, or, in browsers without it, by `Origin`.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{HOST, HeaderName, ORIGIN};
use axum::http::request::Parts;

use super::Joining;
use crate::edge::NotAnOrigin;
use crate::proxy::Proxy;
use crate::refusal::Refusal;

const WIDGET: HeaderName = HeaderName::from_static("x-challenges-widget");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A scheme, a host and a port, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    whole: String,
    /// Where the host begins.
    host: usize,
}

impl Origin {
    pub(super) fn parse(text: &str) -> Result<Self, NotAnOrigin> {
        let whole = text.trim().to_ascii_lowercase();
        let (scheme, host) = whole.split_once("://").ok_or(NotAnOrigin)?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte);
        let is_origin =
            matches!(scheme, "http" | "https") && !host.is_empty() && host.bytes().all(plain);
        let host = whole.len() - host.len();
        is_origin.then_some(Self { whole, host }).ok_or(NotAnOrigin)
    }

    /// Host and port, as in the header `Host`.
    fn authority(&self) -> &str {
        &self.whole[self.host..]
    }
}

/// Taken as an argument, it keeps the pages of others out.
pub(crate) struct FromShopsPage;

impl FromRequestParts<Proxy> for FromShopsPage {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, proxy: &Proxy) -> Result<Self, Refusal> {
        let joining = proxy.joining().ok_or(Refusal::NotFound)?;
        if is_from_shops_page(&parts.headers, joining) {
            Ok(Self)
        } else {
            tracing::warn!("refused a request that does not come from the shop's pages");
            Err(Refusal::CrossSite)
        }
    }
}

fn is_from_shops_page(headers: &HeaderMap, joining: &Joining) -> bool {
    if only(headers, &WIDGET) != Some("1") || headers.get_all(ORIGIN).iter().count() > 1 {
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

/// The value of a header that is there once.
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

    #[rstest]
    #[case("")]
    #[case("*")]
    #[case("shop.example")]
    #[case("https://")]
    #[case("https://shop.example/")]
    #[case("https://*.example")]
    #[case("ftp://shop.example")]
    fn what_is_no_origin_is_not_taken_for_one(#[case] text: &str) {
        assert_eq!(Origin::parse(text), Err(NotAnOrigin));
    }
}

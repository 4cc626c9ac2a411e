//! Server-rendered cards, for clients that prefer HTML. The widget shows them before
//! its WebAssembly is loaded; a shop's own server puts them into the page it sends.
//!
//! Public for servers that answer as this proxy does, with data of their own.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Query};
use axum::http::header::{ACCEPT, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use challenge_cards::fragment::fragment;
use challenge_cards::i18n::Language;
use challenge_cards::options::Options;
use challenge_cards::view::DisplaySettings;
use challenge_model::UnixMillis;
use serde_json::Value;

use crate::content::ShopperLanguages;

/// The policy for an answer that is opened in a browser by itself: nothing in it may
/// run or load, and no page may have it in a frame.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// The format that a client prefers, by its `Accept`. Where that is HTML, the query's
/// `view` and the preferred languages say how the cards are shown.
pub enum PreferredFormat {
    /// Data.
    Json,
    /// Cards with these settings.
    Html(DisplaySettings),
}

fn prefers_html(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let html = quality(accepted, "text/html");
    html > 0.0 && html >= quality(accepted, "application/json")
}

/// The quality of a media type in `Accept`, from 0 to 1; 0 where it is not listed.
fn quality(accepted: &str, media_type: &str) -> f32 {
    let ranges = accepted.split(',').filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let is_it = parts.next()?.eq_ignore_ascii_case(media_type);
        let weight = parts.find_map(|part| part.strip_prefix("q="));
        is_it.then(|| weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0)))
    });
    ranges.fold(0.0, f32::max)
}

/// The element's attributes, which are a query within the query: `view=layout%3Dpath`.
/// A wrong value counts as the default, as in the browser.
fn options(uri: &Uri) -> Options {
    type Pairs = Vec<(String, String)>;
    let mut options = Options::default();
    let view = Query::<Pairs>::try_from_uri(uri).ok().and_then(|query| {
        let mut views = query.0.into_iter().filter(|(name, _)| name == "view");
        views.next().map(|(_, view)| view)
    });
    let attributes = view.and_then(|view| {
        let uri = Uri::builder().path_and_query(["/?", &view].concat());
        Query::<Pairs>::try_from_uri(&uri.build().ok()?).ok()
    });
    for (name, value) in attributes.map(|query| query.0).unwrap_or_default() {
        let _ = options.set(&name, Some(&value));
    }
    options
}

impl<S: Sync> FromRequestParts<S> for PreferredFormat {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        if !prefers_html(&parts.headers) {
            return Ok(Self::Json);
        }
        let languages = ShopperLanguages::from_request_parts(parts, state).await?;
        Ok(Self::Html(DisplaySettings {
            options: options(&parts.uri),
            language: language(&languages),
        }))
    }
}

/// The answer with the cards that two lists hold, as they are at this time. `None`
/// where a page of a list is missing.
#[must_use]
pub fn response(
    challenges: &Value,
    definitions: &Value,
    settings: &DisplaySettings,
    now: UnixMillis,
) -> Option<Response> {
    let html = fragment(challenges, definitions, settings, now)?;
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    Some((headers, html).into_response())
}

fn language(languages: &ShopperLanguages) -> Arc<Language> {
    Language::of_page(languages.best().unwrap_or("en"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn is_html_preferred(accept: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.parse().unwrap());
        prefers_html(&headers)
    }

    #[rstest]
    #[case::data("application/json")]
    #[case::anything("*/*")]
    #[case::nothing("")]
    #[case::data_first("text/html;q=0.5, application/json")]
    #[case::not_html("text/html;q=0")]
    #[case::malformed("text/html;q=much")]
    fn a_client_that_does_not_prefer_html_gets_data(#[case] accept: &str) {
        assert!(!is_html_preferred(accept));
    }

    #[rstest]
    #[case::the_widget("text/html, application/json;q=0.9")]
    #[case::a_browser("text/html,application/xhtml+xml,*/*;q=0.8")]
    fn a_client_that_prefers_html_gets_cards(#[case] accept: &str) {
        assert!(is_html_preferred(accept));
    }

    #[test]
    fn the_elements_attributes_are_the_options() {
        let uri = "/challenges?lang=sv&view=layout%3Dpath%26limit%3D3%26heading-level%3Dx";
        let mut expected = Options::default();
        expected.set("layout", Some("path")).unwrap();
        expected.set("limit", Some("3")).unwrap();
        assert_eq!(options(&uri.parse().unwrap()), expected);
    }

    #[test]
    fn a_malformed_view_changes_nothing() {
        for view in ["", "%", "%26%26", "%00", "%3D%3D"] {
            let uri = format!("/challenges?view={view}");
            if let Ok(uri) = uri.parse() {
                assert_eq!(options(&uri), Options::default(), "{view}");
            }
        }
    }
}

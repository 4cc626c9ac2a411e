//! The files that the build of this program was given: they are a part of it, so that it needs
//! no folder. They are answered as those of a folder are, but for parts of a file: a request
//! with `Range` gets all of it.

use std::collections::HashMap;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, ALLOW, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// The files that this program was built with, if it was built with any.
pub(super) const FILES: Option<&[FileInside]> =
    include!(concat!(env!("OUT_DIR"), "/files_inside.rs"));

/// How much of a hash is enough to tell the versions of a file apart. In bytes.
const TAG_BYTES: usize = 12;

/// A file of the widget that is part of a program.
#[derive(Debug, PartialEq, Eq)]
pub struct FileInside {
    /// The name below the widget's path, such as `locales/sv-5b5b471901.json`.
    pub name: &'static str,
    /// The content.
    pub plain: &'static [u8],
    /// The content, compressed by brotli.
    pub brotli: Option<&'static [u8]>,
    /// The content, compressed by gzip.
    pub gzip: Option<&'static [u8]>,
}

/// The files by their names.
type Files = HashMap<&'static str, Served>;

/// A file, and the entity tag of its content.
struct Served {
    file: &'static FileInside,
    tag: String,
}

/// These files. The paths of requests are their names.
pub(super) fn router(files: &'static [FileInside]) -> Router {
    let files: Files = files
        .iter()
        .map(|file| (file.name, Served::new(file)))
        .collect();
    Router::new().fallback(answer).with_state(Arc::new(files))
}

async fn answer(State(files): State<Arc<Files>>, request: Request) -> Response {
    let name = request.uri().path().strip_prefix('/').unwrap_or_default();
    match files.get(name) {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(_) if !matches!(*request.method(), Method::GET | Method::HEAD) => {
            (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET,HEAD")]).into_response()
        }
        Some(served) => served.answer(request.headers()),
    }
}

impl Served {
    fn new(file: &'static FileInside) -> Self {
        let hash = digest(&SHA256, file.plain);
        let hash = hash.as_ref().get(..TAG_BYTES).unwrap_or_default();
        let tag = BASE64_URL_SAFE_NO_PAD.encode(hash);
        Self { file, tag }
    }

    /// The file, in the form that this client accepts and does not have already. A HEAD
    /// request is answered without the content, which axum leaves out.
    fn answer(&self, headers: &HeaderMap) -> Response {
        let (encoding, content) = self.form(headers);
        let suffix = encoding.map(|encoding| format!("-{encoding}"));
        let tag = format!("\"{}{}\"", self.tag, suffix.unwrap_or_default());
        let is_known = text(headers, IF_NONE_MATCH)
            .any(|tags| tags == "*" || tags.split(',').any(|known| is_same(known, &tag)));
        let mut response = if is_known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(Bytes::from_static(content)).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(ETAG, tag);
        }
        if !is_known {
            headers.insert(CONTENT_TYPE, content_type(self.file.name));
            if let Some(encoding) = encoding {
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
            }
        }
        response
    }

    /// The smallest form that the client accepts, with the name of its encoding.
    fn form(&self, headers: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
        let accepts = |encoding: &str| {
            text(headers, ACCEPT_ENCODING)
                .flat_map(|list| list.split(','))
                .any(|entry| accepts(entry, encoding))
        };
        let forms = [("br", self.file.brotli), ("gzip", self.file.gzip)];
        forms
            .into_iter()
            .find_map(|(name, content)| Some((Some(name), content.filter(|_| accepts(name))?)))
            .unwrap_or((None, self.file.plain))
    }
}

/// The values of a header that are text.
fn text(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values = headers.get_all(name).into_iter();
    values.filter_map(|value| value.to_str().ok())
}

/// Whether an entry of `Accept-Encoding` names this encoding, and does not refuse it.
fn accepts(entry: &str, encoding: &str) -> bool {
    let (name, weight) = entry.split_once(';').unwrap_or((entry, "q=1"));
    let weight = weight.trim().trim_start_matches("q=").parse::<f32>();
    name.trim().eq_ignore_ascii_case(encoding) && weight.is_ok_and(|weight| weight > 0.0)
}

/// Whether two entity tags are the same in the weak sense, in which `W/` does not count.
fn is_same(known: &str, tag: &str) -> bool {
    let known = known.trim();
    known.strip_prefix("W/").unwrap_or(known) == tag
}

/// The type of a file. Browsers run no script and compile no WebAssembly of another type.
fn content_type(name: &str) -> HeaderValue {
    let (_, ending) = name.rsplit_once('.').unwrap_or_default();
    HeaderValue::from_static(match ending {
        "js" => "text/javascript",
        "css" => "text/css",
        "json" => "application/json",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("br", true)]
    #[case(" BR ", true)]
    #[case("br;q=0.5", true)]
    #[case("br; q=1", true)]
    #[case("br;q=0", false)]
    #[case("br;q=0.000", false)]
    #[case("br;q=much", false)]
    #[case("brotli", false)]
    #[case("gzip", false)]
    #[case("", false)]
    fn an_encoding_is_accepted_where_it_is_named_and_not_refused(
        #[case] entry: &str,
        #[case] expected: bool,
    ) {
        assert_eq!(accepts(entry, "br"), expected);
    }

    #[test]
    fn a_program_that_was_not_given_files_has_none_inside() {
        assert_eq!(
            FILES.is_some(),
            option_env!("WIDGET_FILES_INSIDE").is_some()
        );
    }
}

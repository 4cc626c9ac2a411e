//! The files of the widget, for shops that serve them from the proxy.

mod folder;
mod inside;
mod listed;

use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;

use crate::edge::{AllowedOrigins, CROSS_ORIGIN_RESOURCE_POLICY, DATA_POLICY, cors, request_id};

pub use inside::FileInside;

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// Five minutes, for the loader and the style sheet, whose names never change.
const SHORT: &str = "public, max-age=300";
const FINGERPRINT_DIGITS: usize = 8;

/// Built files, and the path under which they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WidgetFiles {
    /// Where the files are.
    pub source: WidgetSource,
    /// The path before the files' names, such as `/widget`.
    pub path: String,
}

/// Where the files of the widget are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WidgetSource {
    /// The folder `dist/embed` that `cargo xtask dist` has built. Only the files that its
    /// `integrity.json` lists are served, and no symbolic links. A file with `.br` or `.gz`
    /// beside it is sent compressed to browsers that accept that.
    Folder(PathBuf),
    /// In the program itself.
    Inside(&'static [FileInside]),
}

impl WidgetSource {
    /// Whether this folder has a list of files that can be read.
    pub(crate) fn is_in(folder: &Path) -> bool {
        listed::read(folder).is_ok()
    }

    /// The files of this folder, if it has a list of files that can be read.
    #[must_use]
    pub fn folder(folder: PathBuf) -> Option<Self> {
        Self::is_in(&folder).then_some(Self::Folder(folder))
    }

    /// The files that this program was built with, if it was built with any.
    #[must_use]
    pub fn of_this_program() -> Option<Self> {
        inside::FILES.map(Self::Inside)
    }
}

impl WidgetFiles {
    /// The paths of the files, to be served beside the proxy's own.
    pub fn router(&self, origins: &AllowedOrigins) -> Router {
        let files = match &self.source {
            WidgetSource::Folder(folder) => folder::router(folder),
            WidgetSource::Inside(files) => inside::router(files),
        };
        // `Router::nest` takes the path before the names off the URL.
        Router::new()
            .nest(&self.path, files)
            .layer(middleware::from_fn(set_headers))
            .layer(middleware::from_fn_with_state(
                origins.clone(),
                cors::answer_preflights,
            ))
            .layer(middleware::from_fn_with_state(origins.clone(), cors::allow))
            .layer(middleware::from_fn(request_id::set))
    }
}

/// Says how long a file may be cached: for ever if its name has a fingerprint of its
/// content, else for five minutes. Pages of every origin may load it.
async fn set_headers(request: Request, next: Next) -> Response {
    let lasts = if has_fingerprint(request.uri().path()) {
        IMMUTABLE
    } else {
        SHORT
    };
    let mut response = next.run(request).await;
    let found = [
        StatusCode::OK,
        StatusCode::PARTIAL_CONTENT,
        StatusCode::NOT_MODIFIED,
    ];
    let lasts = if found.contains(&response.status()) {
        lasts
    } else {
        "no-store"
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(lasts));
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"),
        (REFERRER_POLICY, "no-referrer"),
        (CONTENT_SECURITY_POLICY, DATA_POLICY),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether a part of the file's name is the fingerprint of its content.
fn has_fingerprint(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(['-', '_', '.']).any(|part| {
        let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        part.len() >= FINGERPRINT_DIGITS
            && part.bytes().all(hexadecimal)
            && part.bytes().any(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("/widget/challenges_widget_bg-5dff10b831.wasm", true)]
    #[case("/widget/challenges_widget-3f2a1b4c5d.js", true)]
    #[case("/widget/locales/sv-5b5b471901.json", true)]
    #[case("/widget/locales/sv.json", false)]
    #[case("/widget/challenges-widget.js", false)]
    #[case("/widget/challenges-widget.css", false)]
    #[case("/widget/3f2a1b4c5d6e7f80/challenges-widget.js", false)]
    #[case("/widget/facade-decade.js", false)]
    #[case("/widget/", false)]
    fn a_fingerprint_is_told_from_a_name(#[case] path: &str, #[case] expected: bool) {
        assert_eq!(has_fingerprint(path), expected);
    }
}

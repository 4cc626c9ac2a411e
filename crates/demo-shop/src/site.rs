//! The folder of files that Trunk has built, and how long browsers may cache them.

use std::path::{Path, PathBuf};

use axum::extract::Request;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

/// The file that Trunk writes last: where it is missing, nothing has been built.
const BUILT: &str = "index.html";

/// A file whose name changes with its content may be cached for ever.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// How many hexadecimal digits a hash in a name has.
const HASH_DIGITS: usize = 10;

/// The folder of a built site.
#[derive(Clone, Debug)]
pub struct Site(PathBuf);

/// The site cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// There is no folder of this name.
    #[error(
        "there is no built site in {}: run `cargo xtask demo`, which builds it, or name its folder with --site",
        .0.display()
    )]
    Missing(PathBuf),
    /// The folder holds something else, or an unfinished build.
    #[error("there is no file {}: run `cargo xtask demo`, which builds it", .0.display())]
    NotBuilt(PathBuf),
}

impl Site {
    /// A folder that Trunk has built.
    ///
    /// # Errors
    ///
    /// When the folder does not exist, or Trunk has not built it.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, SiteError> {
        let folder = folder.into();
        if !folder.is_dir() {
            return Err(SiteError::Missing(folder));
        }
        let built = folder.join(BUILT);
        if !built.is_file() {
            return Err(SiteError::NotBuilt(built));
        }
        Ok(Self(folder))
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }
}

/// Lets browsers cache a file for ever if its name has a hash of its content.
pub(crate) async fn cache_by_name(request: Request, next: Next) -> Response {
    let is_immutable = has_hash(request.uri().path());
    let mut response = next.run(request).await;
    let is_file = [StatusCode::OK, StatusCode::NOT_MODIFIED].contains(&response.status());
    if is_file && is_immutable {
        response.headers_mut().insert(CACHE_CONTROL, IMMUTABLE);
    }
    response
}

/// Whether the file's name ends with a hash, as in `sv-5b5b471901.json`.
fn has_hash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let hash = name
        .split_once('.')
        .and_then(|(stem, _)| Some(stem.rsplit_once('-')?.1));
    hash.is_some_and(|hash| {
        hash.len() == HASH_DIGITS && hash.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

    #[test]
    fn without_a_built_site_the_error_says_what_to_run() {
        let error = Site::open(format!("{REPOSITORY}/no-such-folder")).unwrap_err();

        let message = error.to_string();
        assert!(message.contains("no-such-folder"), "{message}");
        assert!(message.contains("cargo xtask demo"), "{message}");
    }

    #[test]
    fn a_folder_that_trunk_has_not_built_is_refused_with_the_missing_file() {
        let error = Site::open(env!("CARGO_MANIFEST_DIR")).unwrap_err();

        let message = error.to_string();
        assert!(message.contains("index.html"), "{message}");
        assert!(message.contains("cargo xtask demo"), "{message}");
    }

    #[rstest]
    #[case("/embed/challenges_widget_bg-5dff10b831.wasm", true)]
    #[case("/embed/locales/sv-5b5b471901.json", true)]
    #[case("/embed/challenges-widget.js", false)]
    #[case("/fonts/figtree-latin-wght-normal.woff2", false)]
    #[case("/my-pages.css", false)]
    #[case("/images/dog-5b5b471901", false)]
    fn a_hash_is_told_from_a_name(#[case] path: &str, #[case] expected: bool) {
        assert_eq!(has_hash(path), expected);
    }
}

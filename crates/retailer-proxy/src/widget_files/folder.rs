//! The files of a folder: those that the build lists, and none that is a symbolic link.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::services::ServeDir;

use super::listed::ListedFiles;

/// The files of this folder. The paths of requests are their names.
pub(super) fn router(folder: &Path) -> Router {
    let files = ServeDir::new(folder)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    let listed = Arc::new(ListedFiles::new(folder.to_owned()));
    Router::new()
        .fallback_service(files)
        .layer(middleware::from_fn_with_state(listed, refuse_unlisted))
}

/// Answers 404 for every file that is not listed.
async fn refuse_unlisted(
    State(listed): State<Arc<ListedFiles>>,
    request: Request,
    next: Next,
) -> Response {
    let name = request.uri().path().strip_prefix('/');
    if name.is_some_and(|name| listed.has(name)) {
        next.run(request).await
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

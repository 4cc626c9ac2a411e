//! The id in a path.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use challenge_model::NotAGuid;

use crate::api_error::ApiError;

/// Reads the id. Nothing has an id that is not a GUID, so such a path is a 404 (T11).
pub(super) fn path_id<Id>(
    path: Result<Path<String>, PathRejection>,
    read: impl FnOnce(&str) -> Result<Id, NotAGuid>,
) -> Result<Id, ApiError> {
    let Path(text) = path.map_err(|_| ApiError::NotFound)?;
    read(&text).map_err(|_| ApiError::NotFound)
}

//! The errors of the admin paths, and reading the bodies that are sent to them.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::table::ADMIN_PATHS;
use crate::rules::ChangeRefusal;
use crate::switches::SwitchError;

/// An error with a message for the person who sent the request.
pub(super) struct AdminError {
    status: StatusCode,
    message: String,
}

impl AdminError {
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            message: message.into(),
        }
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            message: message.into(),
        }
    }

    pub(super) fn no_such_path() -> Self {
        let paths: Vec<_> = ADMIN_PATHS
            .iter()
            .map(|path| format!("{} {}", path.method, path.path))
            .collect();
        Self::not_found(format!("no such path; there are: {}", paths.join(", ")))
    }
}

impl From<ChangeRefusal> for AdminError {
    fn from(refusal: ChangeRefusal) -> Self {
        match refusal {
            ChangeRefusal::UnknownDefinition(_) => Self::not_found(refusal.to_string()),
            _ => Self::bad_request(refusal.to_string()),
        }
    }
}

impl From<SwitchError> for AdminError {
    fn from(error: SwitchError) -> Self {
        Self::bad_request(error.to_string())
    }
}

impl IntoResponse for AdminError {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.message }))).into_response()
    }
}

/// Reads a JSON body. Its Content-Type does not matter, so that a plain `curl -d` works.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, AdminError> {
    serde_json::from_slice(body)
        .map_err(|error| AdminError::bad_request(format!("the body does not fit: {error}")))
}

//! Answers as JSON that are long, such as lists.

use axum::Json;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// In bytes. A list of four challenges with short texts fits.
const USUAL_LENGTH: usize = 4 * 1024;

/// The answer with this list. Unlike axum's `Json`, it begins with a buffer in which most
/// lists fit, so that what was written is not copied again and again.
pub(crate) fn json_answer(list: &impl Serialize) -> Response {
    let mut json = Vec::with_capacity(USUAL_LENGTH);
    match serde_json::to_writer(&mut json, list) {
        Ok(()) => ([(CONTENT_TYPE, "application/json")], Bytes::from(json)).into_response(),
        // Texts and numbers can always be written as JSON. Should that change, axum answers
        // with the error.
        Err(_) => Json(list).into_response(),
    }
}

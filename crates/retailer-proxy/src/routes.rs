//! The handlers: each asks, decides who may see what, and hands over to
//! `sanitised`.

pub(crate) mod assign;
pub(crate) mod challenges;
pub(crate) mod definitions;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use challenge_model::NotAGuid;

use crate::refusal::Refusal;

/// The id at the end of a path; whatever is no GUID is the id of nothing (T11).
fn id_of<Id>(
    path: Result<Path<String>, PathRejection>,
    read: impl FnOnce(&str) -> Result<Id, NotAGuid>,
) -> Result<Id, Refusal> {
    let Path(text) = path.map_err(|_| Refusal::NotFound)?;
    read(&text).map_err(|_| Refusal::NotFound)
}

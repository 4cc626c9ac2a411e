//! A request to Engage, in its parts.

use axum::body::Bytes;
use axum::http::request::Parts;

use crate::endpoint::{NoTarget, Target};

/// A request whose body has been read.
pub(super) struct Call<'a> {
    /// Its method, URL and headers.
    pub(super) parts: &'a Parts,
    /// The endpoint that it is for.
    pub(super) target: Result<Target<'a>, NoTarget>,
    /// Its body.
    pub(super) body: Bytes,
}

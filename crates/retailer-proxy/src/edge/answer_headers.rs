//! Headers that tell browsers what pages may do with an answer.

use axum::http::HeaderName;

/// Says from which origins pages may load an answer without asking (CORS).
pub(crate) const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// The content security policy of an answer that is no page: should a browser show it as
/// one, it loads nothing, and stands in no frame.
pub(crate) const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

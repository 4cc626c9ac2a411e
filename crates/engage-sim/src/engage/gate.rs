//! The gate: what Engage demands of every request, whatever its endpoint.

use std::time::Instant;

use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};

use super::answer::Refusal;
use crate::simulator::Running;
use crate::switches::{ContentLength, ContentType, Switches, Toggle, UserAgent};

/// Accepts a request with a known key that has not made too many requests.
pub(super) fn admit(running: &mut Running, headers: &HeaderMap) -> Result<(), Refusal> {
    let key = known_key(&running.switches, headers).ok_or_else(|| {
        Refusal::new(
            StatusCode::UNAUTHORIZED,
            "Authorization has been denied for this request.",
        )
    })?;
    let limit = running.switches.requests_per_second;
    if running.limiter.admits(key, limit, Instant::now()) {
        Ok(())
    } else {
        Err(Refusal::new(
            StatusCode::TOO_MANY_REQUESTS,
            "Too many requests",
        ))
    }
}

fn known_key<'a>(switches: &Switches, headers: &'a HeaderMap) -> Option<&'a str> {
    let also = (switches.x_api_key == Toggle::On).then_some("x-api-key");
    let key = std::iter::once("apikey")
        .chain(also)
        .find_map(|name| headers.get(name))?
        .to_str()
        .ok()?;
    switches
        .api_keys
        .iter()
        .any(|known| known == key)
        .then_some(key)
}

/// Refuses a request without the headers that every request must have.
pub(super) fn check_headers(switches: &Switches, parts: &Parts) -> Result<(), Refusal> {
    let lacks = |name| !parts.headers.contains_key(name);
    if switches.user_agent == UserAgent::Refuse && lacks(&USER_AGENT) {
        return Err(Refusal::invalid("A User-Agent header is required."));
    }
    if switches.content_type == ContentType::Strict && lacks(&CONTENT_TYPE) {
        // This is documented. The client is at fault in spite of the status (T18).
        return Err(Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "An error has occurred",
        ));
    }
    let unmeasured = lacks(&CONTENT_LENGTH) && lacks(&TRANSFER_ENCODING);
    if switches.content_length == ContentLength::Required
        && parts.method == Method::POST
        && unmeasured
    {
        return Err(Refusal::new(
            StatusCode::LENGTH_REQUIRED,
            "The request must be chunked or have a content length.",
        ));
    }
    Ok(())
}

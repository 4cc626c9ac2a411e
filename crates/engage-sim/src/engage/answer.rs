//! The answers of Engage, and the answers with which a fault replaces them.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use crate::faults::Effect;
use crate::request_log::Outcome;
use crate::switches::Switches;
use crate::wire::{self, Json};

/// A refused request: the status and the error of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    /// An error code like Engage's, if there is one.
    code: Option<&'static str>,
    message: String,
    allow: Option<&'static str>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            code: None,
            message: message.into(),
            allow: None,
        }
    }

    pub(super) fn coded(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code: Some(code),
            ..Self::new(status, message)
        }
    }

    /// 400, in the words of the web framework behind Engage, with the reason.
    pub(super) fn invalid(reason: impl AsRef<str>) -> Self {
        let message = format!("The request is invalid. {}", reason.as_ref());
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(super) fn wrong_method(allowed: &'static str) -> Self {
        Self {
            allow: Some(allowed),
            ..Self::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "The requested resource does not support this http method.",
            )
        }
    }

    pub(super) fn too_long() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is too long.")
    }
}

/// A complete answer.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Vec<u8>,
}

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// The answer of a fault of kind `html`.
const HTML_PAGE: &str = "<!DOCTYPE html><html><head><title>Maintenance</title></head>\
                         <body><h1>We will be back soon</h1></body></html>";
/// The answer of a fault of kind `broken-json` that happens before the endpoint has
/// answered.
const BROKEN_JSON: &str = r#"{"items":[{"id":"3a4a81"#;

impl Reply {
    /// The answer to a request that was carried out or refused. An answer may have no
    /// body.
    pub(super) fn of(result: Result<Option<Json>, Refusal>, switches: &Switches) -> Self {
        match result {
            Ok(json) => Self::json(StatusCode::OK, json.as_ref()),
            Err(refusal) => {
                let body = wire::error(switches, refusal.code, &refusal.message);
                let mut reply = Self::json(refusal.status, Some(&body));
                let allow = refusal.allow.map(HeaderValue::from_static);
                reply.headers.extend(allow.map(|methods| (ALLOW, methods)));
                reply
            }
        }
    }

    fn json(status: StatusCode, body: Option<&Json>) -> Self {
        Self {
            status,
            headers: vec![(CONTENT_TYPE, JSON)],
            body: body.map(Json::text).unwrap_or_default().into_bytes(),
        }
    }

    fn ok(content_type: HeaderValue, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: StatusCode::OK,
            headers: vec![(CONTENT_TYPE, content_type)],
            body: body.into(),
        }
    }

    fn of_status(code: u16, retry_after: Option<u32>) -> Self {
        let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let message = status.canonical_reason().unwrap_or("Simulated fault");
        let body = wire::error(&Switches::default(), None, message);
        let mut reply = Self::json(status, Some(&body));
        let seconds = retry_after.map(HeaderValue::from);
        reply
            .headers
            .extend(seconds.map(|seconds| (RETRY_AFTER, seconds)));
        reply
    }

    /// The first half of the body.
    fn broken(mut self) -> Self {
        // Engage's own answers are text.
        let text = String::from_utf8_lossy(&self.body);
        let half = (0..=text.len() / 2)
            .rev()
            .find(|&place| text.is_char_boundary(place))
            .unwrap_or_default();
        self.body.truncate(half);
        self
    }
}

/// What the client receives.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// A complete answer.
    Reply(Reply),
    /// The connection is cut.
    Cut,
}

impl Answer {
    /// What a fault answers. `reply` is Engage's answer, if the endpoint has already
    /// done its work.
    pub(super) fn of_fault(effect: Effect, reply: Option<Reply>) -> Self {
        let replaced = match effect {
            Effect::Disconnect => return Self::Cut,
            Effect::Status { code, retry_after } => Reply::of_status(code, retry_after),
            Effect::Html => Reply::ok(HTML, HTML_PAGE),
            Effect::Empty => Reply::ok(JSON, ""),
            Effect::RawBody(body) => Reply::ok(JSON, body),
            Effect::BrokenJson => match reply {
                Some(reply) => reply.broken(),
                None => Reply::ok(JSON, BROKEN_JSON),
            },
            // A latency replaces no answer, so this is never called with one.
            Effect::Latency(_) => return reply.map_or(Self::Cut, Self::Reply),
        };
        Self::Reply(replaced)
    }

    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self::Reply(reply) => Outcome::Status(reply.status.as_u16()),
            Self::Cut => Outcome::Disconnected,
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = match self {
            Self::Cut => return Response::new(cut()),
            Self::Reply(Reply {
                status,
                headers,
                body,
            }) => {
                let mut response = (status, body).into_response();
                response.headers_mut().remove(CONTENT_TYPE);
                response.headers_mut().extend(headers);
                response
            }
        };
        if response.status() == StatusCode::NO_CONTENT
            || response.status() == StatusCode::NOT_MODIFIED
        {
            *response.body_mut() = Body::empty();
        }
        response
    }
}

/// A body that fails before its first byte. The server then closes the connection
/// without sending the head of the response.
fn cut() -> Body {
    let failure = io::Error::new(io::ErrorKind::ConnectionAborted, "simulated fault");
    Body::from_stream(stream::once(std::future::ready(Err::<Bytes, _>(failure))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_json_stops_in_the_middle_but_never_within_a_character() {
        let reply = Reply::ok(JSON, r#"{"name":"ååååå"}"#).broken();
        let body = String::from_utf8(reply.body).unwrap();
        assert!(r#"{"name":"ååååå"}"#.starts_with(&body));
        assert!(serde_json::from_str::<serde_json::Value>(&body).is_err());
    }

    #[test]
    fn broken_json_before_an_answer_is_broken_too() {
        assert!(serde_json::from_str::<serde_json::Value>(BROKEN_JSON).is_err());
    }
}

//! Sending one request and taking in its answer: the only place with I/O.

use std::fmt;
use std::time::{Duration, Instant, SystemTime};

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::redirect;

use crate::answer::Answer;
use crate::base_url::BaseUrl;
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorKind};
use crate::identity::{ApiKey, IdentityError, UserAgent};
use crate::request::Request;
use crate::retry_after;

const API_KEY: HeaderName = HeaderName::from_static("apikey");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// To whom calls go, as whom, and how long they may take.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// Where Engage is.
    pub base_url: BaseUrl,
    /// The key of this integration, which no other should share (T20).
    pub api_key: ApiKey,
    /// The product that is calling.
    pub user_agent: UserAgent,
    /// How long calls may take.
    pub timeouts: Timeouts,
    /// How many bytes an answer may have, unpacked. 16 MiB unless set otherwise:
    /// a hundred challenges take less than one.
    pub longest_answer: usize,
}

impl ClientOptions {
    /// Everything but the address and the key as it comes by default.
    #[must_use]
    pub fn new(base_url: BaseUrl, api_key: ApiKey) -> Self {
        Self {
            base_url,
            api_key,
            user_agent: UserAgent::default(),
            timeouts: Timeouts::default(),
            longest_answer: 16 * 1024 * 1024,
        }
    }
}

/// How long calls may take.
///
/// Engage's own timeouts are long on purpose, and giving up early only adds load
/// (T21). So the defaults are generous; a page that cannot wait needs a deadline
/// of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until a connection stands: 10 seconds by default.
    pub connect: Duration,
    /// Until the answer is complete: 100 seconds by default.
    pub call: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            call: Duration::from_secs(100),
        }
    }
}

/// The client could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientBuildError {
    /// The key or the product's name cannot be sent.
    #[error("the key or the User-Agent cannot be sent: {0}")]
    Identity(#[from] IdentityError),
    /// The machine's TLS cannot be used.
    #[error("the connection to Engage cannot be set up")]
    Transport(#[from] reqwest::Error),
}

/// A pool of connections to Engage.
#[derive(Clone)]
pub(crate) struct Transport {
    http: reqwest::Client,
    longest_answer: usize,
}

impl Transport {
    pub(crate) fn new(options: &ClientOptions) -> Result<Self, ClientBuildError> {
        let builder = reqwest::Client::builder()
            .user_agent(options.user_agent.as_str())
            .default_headers(headers(&options.api_key)?)
            .connect_timeout(options.timeouts.connect)
            .timeout(options.timeouts.call)
            // A redirect would take the key along to wherever it leads.
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false);
        let builder = if options.base_url.is_loopback() {
            builder.no_proxy()
        } else {
            builder.https_only(true)
        };
        Ok(Self {
            http: builder.build()?,
            longest_answer: options.longest_answer,
        })
    }

    /// Sends the request once.
    pub(crate) async fn send(&self, request: Request) -> Result<Answer, Error> {
        let endpoint = request.endpoint;
        let started = Instant::now();
        let answer = self.exchange(request).await;
        match &answer {
            Ok(answer) => tracing::debug!(
                ?endpoint,
                status = answer.status,
                milliseconds = started.elapsed().as_millis(),
                "Engage answered"
            ),
            Err(error) => tracing::debug!(
                ?endpoint,
                milliseconds = started.elapsed().as_millis(),
                "{error}"
            ),
        }
        answer
    }

    async fn exchange(&self, request: Request) -> Result<Answer, Error> {
        let Request {
            endpoint,
            method,
            url,
            body,
        } = request;
        let broken = |error| failure(endpoint, error);
        let mut call = self.http.request(method, url);
        if let Some(body) = body {
            call = call.body(body);
        }
        let mut response = call.send().await.map_err(broken)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(broken)? {
            if body.len() + chunk.len() > self.longest_answer {
                return Err(Error::new(endpoint, ErrorKind::TooLong));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            status: response.status().as_u16(),
            retry_after: response
                .headers()
                .get(RETRY_AFTER)
                .and_then(|header| retry_after::read(header.to_str().ok()?, SystemTime::now())),
            body,
        })
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Transport")
    }
}

/// What Engage wants on every call. Content-Type is mandatory on GET too (T18).
fn headers(api_key: &ApiKey) -> Result<HeaderMap, IdentityError> {
    Ok(HeaderMap::from_iter([
        (API_KEY, api_key.header()?),
        (CONTENT_TYPE, JSON),
        (ACCEPT, JSON),
    ]))
}

fn failure(endpoint: Endpoint, error: reqwest::Error) -> Error {
    let kind = if error.is_connect() {
        ErrorKind::Unreachable
    } else if error.is_timeout() {
        ErrorKind::TimedOut
    } else if error.is_decode() {
        ErrorKind::Unreadable
    } else {
        ErrorKind::ConnectionLost
    };
    Error::caused_by(endpoint, kind, error)
}

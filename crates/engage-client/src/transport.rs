//! Sends one request and receives its answer. This is the only module with I/O.

use std::fmt;
use std::time::{Duration, Instant, SystemTime};

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::redirect;

use crate::answer::Answer;
use crate::base_url::BaseUrl;
use crate::certificates::client_with_certificates;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::error_kind::ErrorKind;
use crate::identity::{ApiKey, IdentityError, UserAgent};
use crate::request::Request;
use crate::retry_after;

const API_KEY: HeaderName = HeaderName::from_static("apikey");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Where Engage is, who is calling, and how long a call may take.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// The root of Engage's API.
    pub base_url: BaseUrl,
    /// The key of this integration. No other integration should share it, since
    /// Engage limits the calls of each key (T20).
    pub api_key: ApiKey,
    /// The product that is calling.
    pub user_agent: UserAgent,
    /// How long calls may take.
    pub timeouts: Timeouts,
    /// The most bytes that an answer may have after decompression: 16 MiB by default. A
    /// hundred challenges take less than 1 MiB.
    pub longest_answer: usize,
}

impl ClientOptions {
    /// The defaults for everything but the URL and the key.
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
/// Engage asks its clients for long timeouts, since giving up early only adds load
/// (T21). So the defaults are long. A page that cannot wait that long needs a deadline
/// of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// The time until the connection is open: 10 seconds by default.
    pub connect: Duration,
    /// The time until the answer is complete: 100 seconds by default.
    pub call: Duration,
    /// The same for awarding checkpoints, where a lost answer leaves doubt and no page
    /// waits: 100 seconds by default.
    pub awards: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            call: Duration::from_secs(100),
            awards: Duration::from_secs(100),
        }
    }
}

/// Why a client could not be made.
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
    awards_timeout: Duration,
}

impl Transport {
    pub(crate) fn new(options: &ClientOptions) -> Result<Self, ClientBuildError> {
        let headers = headers(&options.api_key)?;
        let http = client_with_certificates(|| {
            let builder = reqwest::Client::builder()
                .user_agent(options.user_agent.as_str())
                .default_headers(headers.clone())
                .connect_timeout(options.timeouts.connect)
                .timeout(options.timeouts.call)
                // A redirect would send the key to another server.
                .redirect(redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false);
            if options.base_url.is_loopback() {
                builder.no_proxy()
            } else {
                builder.https_only(true)
            }
        })?;
        Ok(Self {
            http,
            longest_answer: options.longest_answer,
            awards_timeout: options.timeouts.awards,
        })
    }

    /// Sends the request once and logs what became of it.
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
        if endpoint == Endpoint::AwardCheckpoints {
            call = call.timeout(self.awards_timeout);
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

/// The headers that Engage demands on every call. Content-Type is mandatory on GET too
/// (T18).
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

//! One fault: what goes wrong, and with which requests.

use std::num::NonZeroU32;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::endpoint::Endpoint;

/// Something that goes wrong with the requests that it matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What goes wrong.
    pub effect: Effect,
    /// Whether it goes wrong before or after the endpoint has done its work.
    pub when: When,
    /// The endpoint whose requests it matches. `None` matches every endpoint.
    pub endpoint: Option<Endpoint>,
    /// The beginning of the paths that it matches. `None` matches every path.
    pub path: Option<String>,
    /// The number of requests that it matches. `None` matches all requests until the
    /// fault is removed.
    pub count: Option<NonZeroU32>,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The answer has another status code, and an error body like Engage's.
    Status {
        /// The code, 200 to 999.
        code: u16,
        /// The seconds of the header Retry-After, if it is sent.
        retry_after: Option<u32>,
    },
    /// The answer is late by this time.
    Latency(Duration),
    /// The answer is 200 with JSON that stops in the middle.
    BrokenJson,
    /// The answer is 200 with an HTML page.
    Html,
    /// The answer is 200 without a body.
    Empty,
    /// The answer is 200 with exactly these bytes, which are called JSON.
    RawBody(Vec<u8>),
    /// The connection is cut without an answer.
    Disconnect,
}

/// When something goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// Before the endpoint does anything: a POST is not applied.
    #[default]
    Before,
    /// After the endpoint has done its work: a POST was applied (T13).
    After,
}

impl Fault {
    /// A fault that matches every request and happens before anything is done.
    #[must_use]
    pub fn new(effect: Effect) -> Self {
        Self {
            effect,
            when: When::Before,
            endpoint: None,
            path: None,
            count: None,
        }
    }

    /// This fault, but after the endpoint has done its work.
    #[must_use]
    pub fn after(self) -> Self {
        Self {
            when: When::After,
            ..self
        }
    }

    /// This fault, but only for this endpoint.
    #[must_use]
    pub fn at(self, endpoint: Endpoint) -> Self {
        Self {
            endpoint: Some(endpoint),
            ..self
        }
    }

    /// This fault, but only once.
    #[must_use]
    pub fn once(self) -> Self {
        Self {
            count: Some(NonZeroU32::MIN),
            ..self
        }
    }

    pub(super) fn matches(&self, endpoint: Option<Endpoint>, path: &str) -> bool {
        self.endpoint.is_none_or(|wanted| endpoint == Some(wanted))
            && self
                .path
                .as_deref()
                .is_none_or(|prefix| path.starts_with(prefix))
    }
}

//! The log of requests, so that tests can see what Engage would see.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use serde::Serialize;

use crate::endpoint::Endpoint;

/// One request. Its API key is not logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoggedRequest {
    /// The number of the request, counted from 1 since the log was cleared.
    pub number: u64,
    /// When the request was received, in real time.
    pub at: Timestamp,
    /// The method.
    pub method: String,
    /// The path and the query.
    pub target: String,
    /// The endpoint, if the request was for one.
    pub endpoint: Option<Endpoint>,
    /// The header User-Agent.
    pub user_agent: Option<String>,
    /// The header Content-Type.
    pub content_type: Option<String>,
    /// How the request was answered.
    pub outcome: Outcome,
}

/// How a request was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is not answered yet. It never will be if the client has closed the
    /// connection.
    Unanswered,
    /// It was answered with this status code.
    Status(u16),
    /// The connection was cut.
    Disconnected,
}

/// The requests since the log was cleared, counted in several ways.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestLog {
    /// The number of all requests.
    pub total: u64,
    /// The number of requests without User-Agent (T19).
    pub without_user_agent: u64,
    /// The number of requests to each endpoint.
    pub per_endpoint: BTreeMap<Endpoint, u64>,
    /// The number of requests in each second of real time (Unix time). Only the 3,600
    /// most recent seconds with requests are kept.
    pub per_second: BTreeMap<i64, u64>,
    /// The most recent 1,000 requests, the oldest first.
    pub recent: VecDeque<LoggedRequest>,
}

/// The most requests that are logged in full.
const KEPT_REQUESTS: usize = 1_000;
/// The most seconds whose requests are counted.
const KEPT_SECONDS: usize = 3_600;

impl RequestLog {
    /// The number of requests to an endpoint.
    #[must_use]
    pub fn count(&self, endpoint: Endpoint) -> u64 {
        self.per_endpoint
            .get(&endpoint)
            .copied()
            .unwrap_or_default()
    }

    /// The largest number of requests within one second of the real time.
    #[must_use]
    pub fn busiest_second(&self) -> u64 {
        self.per_second.values().copied().max().unwrap_or_default()
    }

    /// Logs a request and returns the number that it is given.
    pub(crate) fn note(&mut self, request: LoggedRequest) -> u64 {
        self.total += 1;
        if request.user_agent.is_none() {
            self.without_user_agent += 1;
        }
        if let Some(endpoint) = request.endpoint {
            *self.per_endpoint.entry(endpoint).or_default() += 1;
        }
        *self.per_second.entry(request.at.as_second()).or_default() += 1;
        self.recent.push_back(LoggedRequest {
            number: self.total,
            ..request
        });
        self.forget_the_oldest();
        self.total
    }

    fn forget_the_oldest(&mut self) {
        while self.recent.len() > KEPT_REQUESTS {
            self.recent.pop_front();
        }
        while self.per_second.len() > KEPT_SECONDS {
            self.per_second.pop_first();
        }
    }

    /// Logs how a request was answered, if it is still in the log.
    pub(crate) fn note_outcome(&mut self, number: u64, arrived: Timestamp, outcome: Outcome) {
        let request = self
            .recent
            .iter_mut()
            .rev()
            .find(|request| request.number == number && request.at == arrived);
        if let Some(request) = request {
            request.outcome = outcome;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(second: i64) -> LoggedRequest {
        LoggedRequest {
            number: 0,
            at: Timestamp::from_second(second).unwrap(),
            method: "GET".into(),
            target: "/api/v3/challenges".into(),
            endpoint: Some(Endpoint::ListChallenges),
            user_agent: None,
            content_type: None,
            outcome: Outcome::Unanswered,
        }
    }

    #[test]
    fn requests_are_counted_by_endpoint_and_by_second() {
        let mut log = RequestLog::default();
        for second in [1, 1, 2] {
            log.note(request(second));
        }
        assert_eq!(log.count(Endpoint::ListChallenges), 3);
        assert_eq!(log.count(Endpoint::Assign), 0);
        assert_eq!(log.busiest_second(), 2);
        assert_eq!(log.without_user_agent, 3);
    }

    #[test]
    fn an_outcome_is_logged_at_its_request() {
        let mut log = RequestLog::default();
        let first = log.note(request(1));
        log.note(request(1));
        log.note_outcome(first, request(1).at, Outcome::Status(200));
        assert_eq!(log.recent[0].outcome, Outcome::Status(200));
        assert_eq!(log.recent[1].outcome, Outcome::Unanswered);
    }

    #[test]
    fn old_requests_leave_the_log_but_stay_counted() {
        let mut log = RequestLog::default();
        for second in 0..5_000 {
            log.note(request(second));
        }
        assert_eq!(log.recent.len(), KEPT_REQUESTS);
        assert_eq!(log.per_second.len(), KEPT_SECONDS);
        assert_eq!(log.total, 5_000);
    }
}

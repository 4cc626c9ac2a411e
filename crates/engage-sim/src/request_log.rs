//! What the simulator has been asked, so that tests can see what Engage would see.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use serde::Serialize;

use crate::endpoint::Endpoint;

/// One request. Its API key is not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoggedRequest {
    /// Counts from 1 since the log was cleared.
    pub number: u64,
    /// When it came, in real time.
    pub at: Timestamp,
    /// Its method.
    pub method: String,
    /// Its path and query.
    pub target: String,
    /// The endpoint it was for, if there is one.
    pub endpoint: Option<Endpoint>,
    /// Its User-Agent.
    pub user_agent: Option<String>,
    /// Its Content-Type.
    pub content_type: Option<String>,
    /// How it was answered.
    pub outcome: Outcome,
}

/// How a request was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Not yet; or never, if the client has gone away meanwhile.
    Unanswered,
    /// With this status code.
    Status(u16),
    /// By cutting the connection.
    Disconnected,
}

/// The requests that came, counted in several ways.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestLog {
    /// All requests since the log was cleared.
    pub total: u64,
    /// Requests that came without User-Agent (T19).
    pub without_user_agent: u64,
    /// How many requests each endpoint had.
    pub per_endpoint: BTreeMap<Endpoint, u64>,
    /// How many requests came in each second of real time (Unix time), the last
    /// hour's at most.
    pub per_second: BTreeMap<i64, u64>,
    /// The most recent requests, oldest first.
    pub recent: VecDeque<LoggedRequest>,
}

/// How many requests are kept in full.
const KEPT_REQUESTS: usize = 1_000;
/// How many seconds are kept.
const KEPT_SECONDS: usize = 3_600;

impl RequestLog {
    /// How many requests an endpoint had.
    #[must_use]
    pub fn count(&self, endpoint: Endpoint) -> u64 {
        self.per_endpoint
            .get(&endpoint)
            .copied()
            .unwrap_or_default()
    }

    /// The most requests that came within one second of the wall clock.
    #[must_use]
    pub fn busiest_second(&self) -> u64 {
        self.per_second.values().copied().max().unwrap_or_default()
    }

    /// Notes a request, whatever number it has, and gives it its number.
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

    /// Notes how a request was answered, if it is still kept.
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
    fn an_outcome_goes_to_its_request() {
        let mut log = RequestLog::default();
        let first = log.note(request(1));
        log.note(request(1));
        log.note_outcome(first, request(1).at, Outcome::Status(200));
        assert_eq!(log.recent[0].outcome, Outcome::Status(200));
        assert_eq!(log.recent[1].outcome, Outcome::Unanswered);
    }

    #[test]
    fn old_requests_are_forgotten_but_stay_counted() {
        let mut log = RequestLog::default();
        for second in 0..5_000 {
            log.note(request(second));
        }
        assert_eq!(log.recent.len(), KEPT_REQUESTS);
        assert_eq!(log.per_second.len(), KEPT_SECONDS);
        assert_eq!(log.total, 5_000);
    }
}

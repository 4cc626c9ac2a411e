//! Faults: what can go wrong between Engage and its client, on demand.

mod description;

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::endpoint::Endpoint;
use description::FaultDescription;

/// Something that goes wrong with the requests it matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "FaultDescription", into = "FaultDescription")]
pub struct Fault {
    /// What goes wrong.
    pub effect: Effect,
    /// Before or after the endpoint has done its work.
    pub when: When,
    /// Only requests for this endpoint; none for all.
    pub endpoint: Option<Endpoint>,
    /// Only requests whose path begins like this; none for all.
    pub path: Option<String>,
    /// Only so many requests; none for all until the fault is removed.
    pub count: Option<NonZeroU32>,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Another status code, with Engage's kind of error body.
    Status {
        /// The code, 200 to 999.
        code: u16,
        /// The seconds of a Retry-After header, where there is one.
        retry_after: Option<u32>,
    },
    /// A late answer.
    Latency(Duration),
    /// 200 with JSON that stops in the middle.
    BrokenJson,
    /// 200 with an HTML page.
    Html,
    /// 200 without a body.
    Empty,
    /// The connection is cut without an answer.
    Disconnect,
}

/// When a fault strikes.
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
    /// A fault that strikes every request, before anything is done.
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

    /// Only after the endpoint has done its work.
    #[must_use]
    pub fn after(self) -> Self {
        Self {
            when: When::After,
            ..self
        }
    }

    /// Only for this endpoint.
    #[must_use]
    pub fn at(self, endpoint: Endpoint) -> Self {
        Self {
            endpoint: Some(endpoint),
            ..self
        }
    }

    /// Only once.
    #[must_use]
    pub fn once(self) -> Self {
        Self {
            count: Some(NonZeroU32::MIN),
            ..self
        }
    }

    fn matches(&self, endpoint: Option<Endpoint>, path: &str) -> bool {
        self.endpoint.is_none_or(|wanted| endpoint == Some(wanted))
            && self
                .path
                .as_deref()
                .is_none_or(|prefix| path.starts_with(prefix))
    }
}

/// A fault's number, by which it can be removed.
pub type FaultNumber = u32;

/// The faults that are waiting for requests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    waiting: BTreeMap<FaultNumber, Fault>,
    given_out: FaultNumber,
}

/// What goes wrong with one request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Struck {
    /// How long to wait before the endpoint does its work.
    pub(crate) wait_before: Duration,
    /// How long to wait after it has done it.
    pub(crate) wait_after: Duration,
    /// What comes in place of the answer, and whether the work is done first.
    pub(crate) replaced: Option<(Effect, When)>,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) -> FaultNumber {
        self.given_out += 1;
        self.waiting.insert(self.given_out, fault);
        self.given_out
    }

    pub(crate) fn remove(&mut self, number: FaultNumber) -> Option<Fault> {
        self.waiting.remove(&number)
    }

    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }

    pub(crate) fn waiting(&self) -> &BTreeMap<FaultNumber, Fault> {
        &self.waiting
    }

    /// The faults that strike a request: all matching latencies up to the first
    /// other matching fault, which ends the search. Each counts down.
    pub(crate) fn strike(&mut self, endpoint: Option<Endpoint>, path: &str) -> Struck {
        let mut struck = Struck::default();
        let matching: Vec<_> = self
            .waiting
            .iter()
            .filter(|(_, fault)| fault.matches(endpoint, path))
            .map(|(&number, fault)| (number, fault.effect, fault.when))
            .collect();
        for (number, effect, when) in matching {
            self.count_down(number);
            match (effect, when) {
                (Effect::Latency(wait), When::Before) => struck.wait_before += wait,
                (Effect::Latency(wait), When::After) => struck.wait_after += wait,
                replacing => {
                    struck.replaced = Some(replacing);
                    break;
                }
            }
        }
        struck
    }

    fn count_down(&mut self, number: FaultNumber) {
        let Some(fault) = self.waiting.get_mut(&number) else {
            return;
        };
        let Some(count) = fault.count else { return };
        match NonZeroU32::new(count.get() - 1) {
            Some(left) => fault.count = Some(left),
            None => drop(self.waiting.remove(&number)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "/api/v3/challenges";

    fn strike(faults: &mut Faults) -> Struck {
        faults.strike(Some(Endpoint::ListChallenges), PATH)
    }

    #[test]
    fn a_counted_fault_strikes_so_often_and_is_gone() {
        let mut faults = Faults::default();
        faults.add(Fault::new(Effect::Html).once());
        assert_eq!(
            strike(&mut faults).replaced,
            Some((Effect::Html, When::Before))
        );
        assert_eq!(strike(&mut faults), Struck::default());
        assert!(faults.waiting().is_empty());
    }

    #[test]
    fn a_fault_without_count_strikes_until_it_is_removed() {
        let mut faults = Faults::default();
        let number = faults.add(Fault::new(Effect::Empty).after());
        for _ in 0..3 {
            assert_eq!(
                strike(&mut faults).replaced,
                Some((Effect::Empty, When::After))
            );
        }
        faults.remove(number);
        assert_eq!(strike(&mut faults), Struck::default());
    }

    #[test]
    fn a_fault_strikes_only_what_it_matches() {
        let mut faults = Faults::default();
        faults.add(Fault::new(Effect::Html).at(Endpoint::Assign).once());
        faults.add(Fault {
            path: Some("/api/v2".into()),
            ..Fault::new(Effect::Empty).once()
        });
        assert_eq!(strike(&mut faults), Struck::default());
        let by_path = faults.strike(Some(Endpoint::ListChallenges), "/api/v2/challenges");
        assert_eq!(by_path.replaced, Some((Effect::Empty, When::Before)));
        let by_endpoint = faults.strike(Some(Endpoint::Assign), PATH);
        assert_eq!(by_endpoint.replaced, Some((Effect::Html, When::Before)));
    }

    #[test]
    fn latencies_add_up_and_go_with_one_other_fault() {
        let mut faults = Faults::default();
        let wait = Effect::Latency(Duration::from_millis(5));
        faults.add(Fault::new(wait));
        faults.add(Fault::new(wait).after());
        faults.add(Fault::new(wait));
        faults.add(Fault::new(Effect::Html));
        faults.add(Fault::new(Effect::Empty).once());
        let expected = Struck {
            wait_before: Duration::from_millis(10),
            wait_after: Duration::from_millis(5),
            replaced: Some((Effect::Html, When::Before)),
        };
        assert_eq!(strike(&mut faults), expected);
        assert_eq!(
            faults.waiting().len(),
            5,
            "the fault behind the first keeps waiting"
        );
    }
}

//! The faults that wait for requests.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::Duration;

use super::fault::{Effect, Fault, When};
use crate::endpoint::Endpoint;

/// The number of a fault. It can be used to remove the fault.
pub type FaultNumber = u32;

/// The faults that wait for requests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    waiting: BTreeMap<FaultNumber, Fault>,
    given_out: FaultNumber,
}

/// What goes wrong with one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Struck {
    /// How long to wait before the endpoint does its work.
    pub(crate) wait_before: Duration,
    /// How long to wait after the endpoint has done its work.
    pub(crate) wait_after: Duration,
    /// What replaces the answer, and whether the endpoint does its work first.
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

    /// What goes wrong with a request: all latencies that match, up to the first other
    /// fault that matches. Each of them counts down. Later faults keep waiting.
    pub(crate) fn strike(&mut self, endpoint: Option<Endpoint>, path: &str) -> Struck {
        let mut struck = Struck::default();
        let matching: Vec<_> = self
            .waiting
            .iter()
            .filter(|(_, fault)| fault.matches(endpoint, path))
            .map(|(&number, fault)| (number, fault.effect.clone(), fault.when))
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
    fn a_fault_with_a_count_happens_that_often_and_is_then_removed() {
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
    fn a_fault_without_a_count_happens_until_it_is_removed() {
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
    fn a_fault_happens_only_to_requests_that_it_matches() {
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
    fn latencies_add_up_and_combine_with_one_other_fault() {
        let mut faults = Faults::default();
        let wait = Effect::Latency(Duration::from_millis(5));
        faults.add(Fault::new(wait.clone()));
        faults.add(Fault::new(wait.clone()).after());
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
            "the fault after the first one keeps waiting"
        );
    }
}

//! Compares the outbox with what Engage has.

use std::collections::{HashMap, HashSet};

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::order::{Order, Pair};

/// What became of the awards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) accepted: usize,
    pub(super) awarded: usize,
    pub(super) rejected: usize,
    /// Those in doubt, and how many of them Engage has.
    pub(super) in_doubt: usize,
    pub(super) in_doubt_and_given: usize,
    /// Those that evidence decided about, whether they were awarded or sent again.
    pub(super) by_evidence: usize,
}

/// What became of the awards, and what is wrong with that. `export` is the outbox as lines of
/// JSON, and `totals` are Engage's checkpoints.
pub(super) fn verdict(
    export: &str,
    accepted: &HashSet<Order>,
    totals: &HashMap<Pair, u64>,
) -> Result<(Outcome, Vec<String>)> {
    let mut outcome = Outcome {
        accepted: accepted.len(),
        ..Outcome::default()
    };
    let (mut findings, mut listed) = (Vec::new(), HashSet::new());
    for line in export.lines() {
        let record: Value = serde_json::from_str(line)?;
        let id = record["id"].as_str().unwrap_or_default();
        let order = Order::of_id(id).with_context(|| format!("an unknown award: {line}"))?;
        listed.insert(order);
        let total = totals.get(&order.pair()).copied().unwrap_or_default();
        let times = order.times(total);
        if times > 1 {
            findings.push(format!("given {times} times: {line}"));
        }
        let is_given = times == 1;
        let has_evidence = record["evidence"]["lookedAt"].is_string();
        outcome.by_evidence += usize::from(has_evidence && record["state"] != "in_doubt");
        let is_right = match record["state"].as_str().unwrap_or_default() {
            "awarded" => {
                outcome.awarded += 1;
                is_given
            }
            "rejected" => {
                outcome.rejected += 1;
                !is_given && !order.is_known() && record["rejection"] == "contact_unknown"
            }
            "in_doubt" => {
                outcome.in_doubt += 1;
                outcome.in_doubt_and_given += usize::from(is_given);
                has_evidence && record["evidence"]["doubt"].is_string()
            }
            _ => false,
        };
        if !is_right {
            findings.push(format!("given {times} times, but: {line}"));
        }
    }
    let lost = accepted.difference(&listed);
    findings.extend(lost.map(|order| format!("accepted and lost: {}", order.id())));
    Ok((outcome, findings))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const LOOKED: &str = r#","evidence":{"lookedAt":"now","doubt":"other_award"}"#;

    fn judge(state: &str, more: &str, times: u64) -> (Outcome, Vec<String>) {
        let export = format!(r#"{{"id":"order-0","state":"{state}"{more}}}"#);
        let accepted = HashSet::from([Order::of_id("order-0").unwrap()]);
        verdict(&export, &accepted, &HashMap::from([((0, 0), times)])).unwrap()
    }

    #[rstest]
    #[case::awarded("awarded", "", 1, 0)]
    #[case::never_given("awarded", "", 0, 1)]
    #[case::given_twice("awarded", "", 2, 2)]
    #[case::in_doubt_and_given("in_doubt", LOOKED, 1, 0)]
    #[case::in_doubt_and_not_given("in_doubt", LOOKED, 0, 0)]
    #[case::in_doubt_without_evidence("in_doubt", "", 1, 1)]
    #[case::in_doubt_and_given_twice("in_doubt", LOOKED, 2, 1)]
    #[case::rejected_and_known("rejected", r#","rejection":"contact_unknown""#, 0, 1)]
    #[case::never_settled("sent", "", 1, 1)]
    fn each_award_is_compared_with_what_engage_has(
        #[case] state: &str,
        #[case] more: &str,
        #[case] times: u64,
        #[case] findings: usize,
    ) {
        let (_, found) = judge(state, more, times);
        assert_eq!(found.len(), findings, "{found:?}");
    }

    #[test]
    fn an_award_that_was_accepted_and_is_not_listed_is_lost() {
        let accepted = HashSet::from([Order::of_id("order-0").unwrap()]);
        let (_, found) = verdict("", &accepted, &HashMap::new()).unwrap();
        assert_eq!(found, ["accepted and lost: order-0"]);
    }
}

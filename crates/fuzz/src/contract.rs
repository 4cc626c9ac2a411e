//! Checks answers as JSON: the contract of the proxy names every member of them.

use std::collections::HashSet;

use anyhow::{Result, ensure};
use serde_json::Value;

/// Members that would tell a browser what it must not know. The contract cannot name them.
const FORBIDDEN: [&str; 4] = ["contactId", "createdBy", "modifiedBy", "links"];

/// The paths that shoppers use begin with this. The others are for the retailer's servers.
const SHOPPERS: &str = "/challenges";

/// The names of all members that answers to shoppers may have.
pub(crate) struct Contract(HashSet<String>);

impl Contract {
    /// Reads the names from the contract.
    ///
    /// # Errors
    ///
    /// When the contract names a member that no browser may see, or names none.
    pub(crate) fn read() -> Result<Self> {
        let contract = serde_json::to_value(retailer_proxy::openapi())?;
        let mut names = HashSet::new();
        let mut collector = Collector {
            contract: &contract,
            names: &mut names,
            seen: HashSet::new(),
        };
        for (path, operations) in contract["paths"].as_object().into_iter().flatten() {
            if path.starts_with(SHOPPERS) {
                collector.collect(operations);
            }
        }
        ensure!(names.contains("items"), "the contract names no lists");
        for name in FORBIDDEN {
            ensure!(
                !names.contains(name),
                "the contract names the member {name}"
            );
        }
        Ok(Self(names))
    }

    /// Checks an answer.
    ///
    /// # Errors
    ///
    /// The first member that the contract does not name.
    pub(crate) fn check(&self, answer: &Value) -> Result<(), String> {
        match answer {
            Value::Object(members) => members.iter().try_for_each(|(name, value)| {
                if self.0.contains(name) {
                    self.check(value)
                } else {
                    Err(format!("an answer has the member {name}"))
                }
            }),
            Value::Array(values) => values.iter().try_for_each(|value| self.check(value)),
            _ => Ok(()),
        }
    }
}

/// Collects the names in all `properties`, also of the schemas that are referred to.
struct Collector<'contract> {
    contract: &'contract Value,
    names: &'contract mut HashSet<String>,
    /// The references that were followed.
    seen: HashSet<String>,
}

impl Collector<'_> {
    fn collect(&mut self, part: &Value) {
        match part {
            Value::Object(members) => {
                if let Some(Value::Object(properties)) = members.get("properties") {
                    self.names.extend(properties.keys().cloned());
                }
                if let Some(Value::String(reference)) = members.get("$ref")
                    && self.seen.insert(reference.clone())
                    && let Some(schema) = self.contract.pointer(reference.trim_start_matches('#'))
                {
                    self.collect(schema);
                }
                members.values().for_each(|value| self.collect(value));
            }
            Value::Array(values) => values.iter().for_each(|value| self.collect(value)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_answer_with_members_of_the_contract_alone_is_right() {
        let item = json!({ "id": "a", "definition": { "name": "links" } });
        let answer = json!({ "items": [item], "totalCount": 1 });
        assert_eq!(Contract::read().unwrap().check(&answer), Ok(()));
    }

    #[test]
    fn a_member_that_the_contract_does_not_name_is_found_wherever_it_is() {
        let contract = Contract::read().unwrap();
        for name in FORBIDDEN.into_iter().chain(["apiKey"]) {
            let item = json!({ "definition": { name: "a" } });
            let error = contract.check(&json!({ "items": [item] })).unwrap_err();
            assert!(error.contains(name), "{error}");
        }
    }
}

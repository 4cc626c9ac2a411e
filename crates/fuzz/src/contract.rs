//! Checks answers as JSON: the contract of the proxy names every member of them.

use std::collections::HashSet;

use anyhow::{Result, ensure};
use serde_json::Value;

/// Members that would tell a browser what it must not know. The contract cannot name them.
const FORBIDDEN: [&str; 4] = ["contactId", "createdBy", "modifiedBy", "links"];

/// The names of all members that answers may have.
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
        collect(&contract["components"]["schemas"], &mut names);
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

/// Collects the names in all `properties` of these schemas.
fn collect(schema: &Value, names: &mut HashSet<String>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                names.extend(properties.keys().cloned());
            }
            members.values().for_each(|value| collect(value, names));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, names)),
        _ => {}
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

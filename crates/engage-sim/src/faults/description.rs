//! A fault as JSON, as the admin paths read and write it.

use std::num::NonZeroU32;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::fault::{Effect, Fault, When};
use crate::endpoint::Endpoint;

/// The names of the effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Status,
    Latency,
    BrokenJson,
    Html,
    Empty,
    RawBody,
    Disconnect,
}

/// A fault as JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FaultDescription {
    kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    milliseconds: Option<u64>,
    /// The bytes of a body, each as a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Vec<u8>>,
    #[serde(default)]
    when: When,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    endpoint: Option<Endpoint>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<NonZeroU32>,
}

impl<'de> Deserialize<'de> for Fault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        FaultDescription::deserialize(deserializer)?
            .try_into()
            .map_err(de::Error::custom)
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        FaultDescription::from(self.clone()).serialize(serializer)
    }
}

impl TryFrom<FaultDescription> for Fault {
    type Error = &'static str;

    fn try_from(mut described: FaultDescription) -> Result<Self, &'static str> {
        let effect = match (described.kind, described.status, described.milliseconds) {
            (Kind::Status, Some(code @ 200..=999), None) => Effect::Status {
                code,
                retry_after: described.retry_after,
            },
            (Kind::Status, ..) => {
                return Err("kind `status` needs `status`, 200 to 999, and no `milliseconds`");
            }
            (Kind::Latency, None, Some(wait)) => Effect::Latency(Duration::from_millis(wait)),
            (Kind::Latency, ..) => {
                return Err("kind `latency` needs `milliseconds` and no `status`");
            }
            (_, Some(_), _) | (_, _, Some(_)) => {
                return Err("`status` and `milliseconds` belong to kinds `status` and `latency`");
            }
            (Kind::BrokenJson, ..) => Effect::BrokenJson,
            (Kind::Html, ..) => Effect::Html,
            (Kind::Empty, ..) => Effect::Empty,
            (Kind::RawBody, ..) => {
                let body = described.body.take();
                Effect::RawBody(body.ok_or("kind `raw-body` needs `body`, a list of bytes")?)
            }
            (Kind::Disconnect, ..) => Effect::Disconnect,
        };
        if described.body.is_some() {
            return Err("`body` belongs to kind `raw-body`");
        }
        if described.retry_after.is_some() && described.kind != Kind::Status {
            return Err("`retryAfter` belongs to kind `status`");
        }
        Ok(Self {
            effect,
            when: described.when,
            endpoint: described.endpoint,
            path: described.path,
            count: described.count,
        })
    }
}

impl From<Fault> for FaultDescription {
    fn from(fault: Fault) -> Self {
        let mut described = Self {
            kind: Kind::Empty,
            status: None,
            retry_after: None,
            milliseconds: None,
            body: None,
            when: fault.when,
            endpoint: fault.endpoint,
            path: fault.path,
            count: fault.count,
        };
        described.kind = match fault.effect {
            Effect::Status { code, retry_after } => {
                described.status = Some(code);
                described.retry_after = retry_after;
                Kind::Status
            }
            Effect::Latency(wait) => {
                let milliseconds = u64::try_from(wait.as_millis());
                described.milliseconds = Some(milliseconds.unwrap_or(u64::MAX));
                Kind::Latency
            }
            Effect::RawBody(body) => {
                described.body = Some(body);
                Kind::RawBody
            }
            Effect::BrokenJson => Kind::BrokenJson,
            Effect::Html => Kind::Html,
            Effect::Empty => Kind::Empty,
            Effect::Disconnect => Kind::Disconnect,
        };
        described
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case(json!({"kind": "status", "status": 503, "retryAfter": 2, "when": "before"}))]
    #[case(json!({"kind": "latency", "milliseconds": 250, "when": "after", "count": 2}))]
    #[case(json!({"kind": "disconnect", "when": "after", "endpoint": "add-checkpoints"}))]
    #[case(json!({"kind": "broken-json", "when": "before", "path": "/api/v3"}))]
    #[case(json!({"kind": "raw-body", "body": [91, 255, 93], "when": "before"}))]
    fn faults_are_written_as_they_were_read(#[case] description: serde_json::Value) {
        let fault: Fault = serde_json::from_value(description.clone()).unwrap();
        assert_eq!(serde_json::to_value(fault).unwrap(), description);
    }

    #[rstest]
    #[case::no_code(json!({"kind": "status"}), "needs `status`")]
    #[case::no_such_code(json!({"kind": "status", "status": 42}), "200 to 999")]
    #[case::no_time(json!({"kind": "latency"}), "needs `milliseconds`")]
    #[case::misplaced_code(json!({"kind": "html", "status": 503}), "belong to")]
    #[case::misplaced_retry(json!({"kind": "html", "retryAfter": 3}), "`retryAfter` belongs")]
    #[case::no_body(json!({"kind": "raw-body"}), "needs `body`")]
    #[case::no_byte(json!({"kind": "raw-body", "body": [256]}), "256")]
    #[case::misplaced_body(json!({"kind": "html", "body": []}), "`body` belongs")]
    #[case::misspelt(json!({"kind": "html", "counts": 3}), "unknown field `counts`")]
    #[case::never(json!({"kind": "html", "count": 0}), "nonzero")]
    fn contradictory_faults_are_refused(
        #[case] description: serde_json::Value,
        #[case] reason: &str,
    ) {
        let error = serde_json::from_value::<Fault>(description).unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
    }
}

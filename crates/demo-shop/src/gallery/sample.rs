//! One challenge of the gallery, as the proxy would send it.

use std::sync::LazyLock;

use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::words::Words;

/// An item of `GET /challenges` without dates: an active challenge with three of five
/// checkpoints. Tests of the widget can use the same file.
const FIXTURE: &str = include_str!("../../../../tests/fixtures/challenge.json");

#[expect(
    clippy::expect_used,
    reason = "the file is compiled in, and a test reads it"
)]
static SAMPLE: LazyLock<Sample> = LazyLock::new(|| {
    serde_json::from_str(FIXTURE).expect("tests/fixtures/challenge.json is valid")
});

/// The time of an answer. The dates in it are relative to this time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock(pub(super) Timestamp);

impl Clock {
    /// The time this many days from now, as Engage writes it.
    pub(super) fn days(self, days: i64) -> Value {
        self.hours(24 * days)
    }

    /// The time this many hours from now, as Engage writes it.
    pub(super) fn hours(self, hours: i64) -> Value {
        let time = self.0.checked_add(hours.hours()).unwrap_or(self.0);
        json!(time.to_string())
    }
}

/// A challenge with its definition and the retailer's words. Each member can be set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Sample {
    #[serde(flatten)]
    challenge: Map<String, Value>,
    definition: Map<String, Value>,
    presentation: Map<String, Value>,
}

impl Sample {
    /// The challenge of the fixture, with the ids of this number, with these words and
    /// with dates.
    pub(super) fn new(number: usize, words: &Words, clock: Clock) -> Self {
        let definition = format!("d0000000-0000-4000-8000-{number:012}");
        SAMPLE
            .clone()
            .challenge(json!({
                "id": format!("c0000000-0000-4000-8000-{number:012}"),
                "challengeId": definition,
                "challengeStart": clock.days(-20),
                "latestCheckpointAddedOn": clock.days(-2),
            }))
            .definition(json!({ "id": definition }))
            .presentation(json!({ "title": words.title, "description": words.description }))
    }

    /// The same with these members of the challenge.
    pub(super) fn challenge(mut self, members: Value) -> Self {
        merge(&mut self.challenge, members);
        self
    }

    /// The same with these members of the definition.
    pub(super) fn definition(mut self, members: Value) -> Self {
        merge(&mut self.definition, members);
        self
    }

    /// The same with these members of the presentation.
    pub(super) fn presentation(mut self, members: Value) -> Self {
        merge(&mut self.presentation, members);
        self
    }

    /// The same with this many completed and required checkpoints.
    pub(super) fn checkpoints(self, completed: usize, required: usize) -> Self {
        self.challenge(json!({
            "completedCheckpoints": completed,
            "requiredCheckpoints": required,
        }))
        .definition(json!({ "requiredNumberOfCheckpoints": required }))
    }

    /// The same with its goal reached this many days ago.
    pub(super) fn completed(self, clock: Clock, days_ago: i64) -> Self {
        self.checkpoints(5, 5).challenge(json!({
            "isActive": false,
            "isChallengeCompleted": true,
            "challengeCompletedOn": clock.days(-days_ago),
            "status": "Completed",
        }))
    }

    /// An item of `GET /challenges`.
    pub(super) fn into_challenge(self) -> Value {
        json!(self)
    }

    /// An item of `GET /challenges/definitions`.
    pub(super) fn into_definition(self) -> Value {
        let mut item = self.definition;
        item.insert("presentation".to_owned(), Value::Object(self.presentation));
        Value::Object(item)
    }
}

/// Sets members of an object. A value that is not an object sets none.
fn merge(object: &mut Map<String, Value>, members: Value) {
    if let Value::Object(members) = members {
        object.extend(members);
    }
}

//! One challenge of the gallery, as the proxy would send it.

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

use super::words::Words;

/// When the gallery's answers are made: their dates are so many days from it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock(pub(super) Timestamp);

impl Clock {
    /// So many days from now, as Engage writes it.
    pub(super) fn days(self, days: i64) -> Value {
        let hours = 24 * days;
        let moment = self.0.checked_add(hours.hours()).unwrap_or(self.0);
        json!(moment.to_string())
    }
}

/// A challenge with its definition and the retailer's words, each of whose
/// members can be set.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    challenge: Value,
    definition: Value,
    presentation: Value,
}

impl Sample {
    /// A challenge under way: three of five checkpoints.
    pub(super) fn new(number: usize, words: &Words, clock: Clock) -> Self {
        let definition = format!("d0000000-0000-4000-8000-{number:012}");
        Self {
            challenge: json!({
                "id": format!("c0000000-0000-4000-8000-{number:012}"),
                "challengeId": definition,
                "challengeStart": clock.days(-20),
                "completedCheckpoints": 3,
                "requiredCheckpoints": 5,
                "latestCheckpointAddedOn": clock.days(-2),
                "isActive": true,
                "isChallengeCompleted": false,
                "status": "Active",
            }),
            definition: json!({
                "id": definition,
                "name": "DF26 dog food 5+1",
                "requiredNumberOfCheckpoints": 5,
                "status": "Active",
                "isContactConsentRequired": false,
            }),
            presentation: json!({ "title": words.title, "description": words.description }),
        }
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

    /// The same with so many of so many checkpoints.
    pub(super) fn checkpoints(self, completed: usize, required: usize) -> Self {
        self.challenge(json!({
            "completedCheckpoints": completed,
            "requiredCheckpoints": required,
        }))
        .definition(json!({ "requiredNumberOfCheckpoints": required }))
    }

    /// The same with its goal reached so many days ago.
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
        let mut item = self.challenge;
        let beside = json!({ "definition": self.definition, "presentation": self.presentation });
        merge(&mut item, beside);
        item
    }

    /// An item of `GET /challenges/definitions`.
    pub(super) fn into_definition(self) -> Value {
        let mut item = self.definition;
        merge(&mut item, json!({ "presentation": self.presentation }));
        item
    }
}

/// Sets members of an object; what is no object adds nothing.
fn merge(object: &mut Value, members: Value) {
    if let (Value::Object(object), Value::Object(members)) = (object, members) {
        object.extend(members);
    }
}

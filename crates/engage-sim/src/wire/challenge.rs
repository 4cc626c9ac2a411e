//! Writes a challenge.

use super::json::Json;
use super::writer::Writer;
use crate::rules::{AssignmentStatus, Challenge, Definition};

impl Writer<'_> {
    /// One challenge, with its members in the order of the documentation. Its definition
    /// may be missing.
    pub(crate) fn challenge(&self, challenge: &Challenge, definition: Option<&Definition>) -> Json {
        let offset = self.switches.utc_offset.offset();
        let image =
            definition.and_then(|definition| definition.image(challenge.completed_checkpoints));
        let status = challenge.status(definition, self.now, offset);
        let object = self
            .object()
            .optional(
                "challengeCompletedOn",
                challenge.completed_on.map(|on| self.date(on)),
            )
            .optional(
                "challengeEnd",
                challenge.end(definition, offset).map(|end| self.date(end)),
            )
            .member("challengeId", challenge.definition_id.to_string())
            .optional(
                "challengeStart",
                challenge.started.map(|start| self.date(start)),
            )
            .member("completedCheckpoints", challenge.completed_checkpoints)
            .optional("imageUrl", image)
            .member("contactId", challenge.contact_id.to_string())
            .member("id", challenge.id.to_string())
            .member(
                "isActive",
                challenge.is_active(definition, self.now, offset),
            )
            .member("isChallengeCompleted", challenge.is_completed())
            .optional(
                "latestCheckpointAddedOn",
                challenge.latest_checkpoint_on.map(|on| self.date(on)),
            )
            .member("requiredCheckpoints", challenge.required_checkpoints)
            .member("status", self.enumeration(status as u8, name(status)))
            .member("links", self.challenge_links(challenge));
        Json::from(object)
    }

    fn challenge_links(&self, challenge: &Challenge) -> Vec<Json> {
        let (id, definition_id) = (challenge.id, challenge.definition_id);
        let base = self.base;
        vec![
            Self::link("self", self.link_id(id), format!("{base}/challenges/{id}")),
            Self::link(
                "definition",
                self.link_id(definition_id),
                format!("{base}/challenges/definitions/{definition_id}"),
            ),
        ]
    }
}

fn name(status: AssignmentStatus) -> &'static str {
    match status {
        AssignmentStatus::Unknown => "Unknown",
        AssignmentStatus::Completed => "Completed",
        AssignmentStatus::NotCompleted => "NotCompleted",
        AssignmentStatus::Active => "Active",
    }
}

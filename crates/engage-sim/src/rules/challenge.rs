//! A challenge: one definition assigned to one contact.

use jiff::{Timestamp, tz::Offset};
use serde::{Deserialize, Serialize};

use super::definition::{Definition, DefinitionStatus, earlier};
use crate::guid::Guid;

/// A challenge as Engage stores it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Challenge {
    /// The challenge's id: the JSON member `id` (T1).
    pub id: Guid,
    /// The definition's id: the JSON member `challengeId` (T1). The definition may be
    /// missing (T27).
    pub definition_id: Guid,
    /// The id of the contact whose challenge it is.
    pub contact_id: Guid,
    /// When the contact joined. `None` while the challenge waits for approval.
    pub started: Option<Timestamp>,
    /// Whether it runs for this contact.
    pub activation: Activation,
    /// The checkpoints so far. They may exceed the number required (T7).
    pub completed_checkpoints: u64,
    /// The checkpoints required, as the definition said when the challenge was assigned.
    pub required_checkpoints: u64,
    /// When the last checkpoint was awarded.
    pub latest_checkpoint_on: Option<Timestamp>,
    /// When the goal was reached.
    pub completed_on: Option<Timestamp>,
    /// A deadline of its own, which replaces the deadline by the definition.
    pub deadline: Option<Timestamp>,
    /// A status that is sent in place of the status that follows from the rest, for
    /// challenges that contradict themselves (T4).
    pub shown_status: Option<AssignmentStatus>,
}

/// Whether a challenge runs for its contact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activation {
    /// It is approved, or needs no approval.
    #[default]
    Active,
    /// It is assigned, but not approved yet.
    Inactive,
}

/// The status of a challenge. The values are the integer codes in the order of the
/// documented enumeration. No client may base a decision on them (T4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssignmentStatus {
    /// A status that only a seed can set.
    Unknown = 0,
    /// The goal was reached.
    Completed = 1,
    /// It is neither completed nor running: it has ended, or is not activated.
    NotCompleted = 2,
    /// It is running.
    Active = 3,
}

impl Challenge {
    /// A new challenge, active and without checkpoints.
    pub(super) fn fresh(
        id: Guid,
        contact_id: Guid,
        definition: &Definition,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            definition_id: definition.id,
            contact_id,
            started: Some(now),
            activation: Activation::Active,
            completed_checkpoints: 0,
            required_checkpoints: definition.required_checkpoints,
            latest_checkpoint_on: None,
            completed_on: None,
            deadline: None,
            shown_status: None,
        }
    }

    /// Whether the goal was reached.
    #[must_use]
    pub fn is_completed(&self) -> bool {
        self.completed_on.is_some()
    }

    /// When it ends: at its own deadline, or at the deadline by its definition, and never
    /// later than the definition itself.
    #[must_use]
    pub fn end(&self, definition: Option<&Definition>, offset: Offset) -> Option<Timestamp> {
        let by_definition = definition.and_then(|definition| match (self.deadline, self.started) {
            (None, Some(started)) => definition.end_for_participant(started, offset),
            _ => definition.end(),
        });
        earlier(self.deadline, by_definition)
    }

    /// Whether it runs at `now`: it is activated, not completed and not ended.
    #[must_use]
    pub fn is_active(
        &self,
        definition: Option<&Definition>,
        now: Timestamp,
        offset: Offset,
    ) -> bool {
        self.activation == Activation::Active
            && !self.is_completed()
            && self.end(definition, offset).is_none_or(|end| now < end)
            && definition
                .is_none_or(|definition| definition.status(now) == DefinitionStatus::Active)
    }

    /// The status at `now`.
    #[must_use]
    pub fn status(
        &self,
        definition: Option<&Definition>,
        now: Timestamp,
        offset: Offset,
    ) -> AssignmentStatus {
        if let Some(shown) = self.shown_status {
            shown
        } else if self.is_completed() {
            AssignmentStatus::Completed
        } else if self.is_active(definition, now, offset) {
            AssignmentStatus::Active
        } else {
            AssignmentStatus::NotCompleted
        }
    }

    /// Adds `amount` checkpoints, and completes the challenge if the goal is reached.
    pub(super) fn stamp(&mut self, amount: u64, now: Timestamp) {
        self.completed_checkpoints = self.completed_checkpoints.saturating_add(amount);
        self.latest_checkpoint_on = Some(now);
        let reached = self.completed_checkpoints >= self.required_checkpoints;
        if reached && self.required_checkpoints > 0 && self.completed_on.is_none() {
            self.completed_on = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::rules::state::tests::{at, definition};

    fn challenge() -> Challenge {
        Challenge::fresh(Guid::numbered(7), Guid::numbered(8), &definition(), at(0))
    }

    fn status(challenge: &Challenge, definition: &Definition, day: i64) -> AssignmentStatus {
        challenge.status(Some(definition), at(day), Offset::UTC)
    }

    #[test]
    fn a_new_challenge_is_active_without_checkpoints() {
        let challenge = challenge();
        assert_eq!(challenge.completed_checkpoints, 0);
        assert_eq!(
            status(&challenge, &definition(), 1),
            AssignmentStatus::Active
        );
    }

    #[test]
    fn the_last_checkpoint_completes_it_and_sets_the_date() {
        let mut challenge = challenge();
        challenge.stamp(4, at(1));
        assert_eq!(challenge.completed_on, None);
        challenge.stamp(1, at(2));
        assert_eq!(challenge.completed_on, Some(at(2)));
        assert_eq!(challenge.latest_checkpoint_on, Some(at(2)));
        assert_eq!(
            status(&challenge, &definition(), 3),
            AssignmentStatus::Completed
        );
    }

    #[test]
    fn checkpoints_after_completion_do_not_change_its_date() {
        let mut challenge = challenge();
        challenge.stamp(5, at(1));
        challenge.stamp(1, at(2));
        assert_eq!(challenge.completed_on, Some(at(1)));
    }

    #[test]
    fn after_the_participants_deadline_its_status_is_not_completed() {
        let definition = Definition {
            expiration_months: NonZeroU32::new(1),
            ..definition()
        };
        assert_eq!(
            status(&challenge(), &definition, 30),
            AssignmentStatus::Active
        );
        assert_eq!(
            status(&challenge(), &definition, 31),
            AssignmentStatus::NotCompleted
        );
    }

    #[test]
    fn the_status_of_an_inactive_challenge_is_not_completed() {
        let inactive = Challenge {
            activation: Activation::Inactive,
            ..challenge()
        };
        assert_eq!(
            status(&inactive, &definition(), 1),
            AssignmentStatus::NotCompleted
        );
    }

    #[test]
    fn it_ends_with_its_definition_and_is_active_again_when_that_is_reopened() {
        let ended = Definition {
            ended_on: Some(at(1)),
            ..definition()
        };
        assert_eq!(
            status(&challenge(), &ended, 2),
            AssignmentStatus::NotCompleted
        );
        assert_eq!(
            status(&challenge(), &definition(), 2),
            AssignmentStatus::Active
        );
    }

    #[test]
    fn a_deadline_of_its_own_replaces_the_months_of_the_definition() {
        let definition = Definition {
            expiration_months: NonZeroU32::new(1),
            ..definition()
        };
        let longer = Challenge {
            deadline: Some(at(90)),
            ..challenge()
        };
        assert_eq!(longer.end(Some(&definition), Offset::UTC), Some(at(90)));
    }

    #[test]
    fn without_its_definition_its_own_data_decide() {
        assert!(challenge().is_active(None, at(1), Offset::UTC));
    }

    #[test]
    fn a_status_set_by_the_seed_wins_over_everything_else() {
        let contradictory = Challenge {
            activation: Activation::Inactive,
            shown_status: Some(AssignmentStatus::Active),
            ..challenge()
        };
        assert_eq!(
            status(&contradictory, &definition(), 1),
            AssignmentStatus::Active
        );
        assert!(!contradictory.is_active(Some(&definition()), at(1), Offset::UTC));
    }
}

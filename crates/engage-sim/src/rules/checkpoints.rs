//! The rules of awarding checkpoints in batches. Engage may accept a part of a batch.

use super::challenge::{Activation, Challenge};
use super::conditions::Conditions;
use super::definition::{Consent, Definition, DefinitionStatus, Repetition};
use super::state::State;
use crate::guid::Guid;
use crate::switches::{Overflow, Recurring};

/// The most rows that one call may have (T15).
pub(crate) const MAX_ROWS: usize = 1_000;

/// One row of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CheckpointRow {
    pub(crate) definition_id: Guid,
    pub(crate) contact_id: Guid,
    /// The number of checkpoints. Less than 1 is not accepted.
    pub(crate) amount: i64,
}

/// What became of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BatchOutcome {
    /// The contacts that do not exist, each once.
    pub(crate) missing_contact_ids: Vec<Guid>,
    /// The definitions that do not exist, each once.
    pub(crate) missing_definition_ids: Vec<Guid>,
    /// The places in the batch of the rows that were skipped, counted from 0.
    pub(crate) not_accepted: Vec<usize>,
}

/// The challenge that a row's checkpoints are added to.
enum Target {
    /// The challenge with this index.
    Existing(usize),
    /// The challenge with this index, which begins again without checkpoints.
    Restarted(usize),
    /// A new challenge.
    New,
}

impl State {
    /// Awards a batch of checkpoints. Good rows are applied in order; bad rows are skipped
    /// and listed. A row that could not be read (`None`) is a bad row.
    ///
    /// This is not idempotent: a batch that is sent twice is awarded twice (T13).
    pub(crate) fn award_checkpoints(
        &mut self,
        rows: &[Option<CheckpointRow>],
        conditions: Conditions,
    ) -> BatchOutcome {
        let mut outcome = BatchOutcome::default();
        for (place, row) in rows.iter().enumerate() {
            let applied = row.is_some_and(|row| {
                self.note_missing(row, &mut outcome);
                self.award(row, conditions).is_some()
            });
            if !applied {
                outcome.not_accepted.push(place);
            }
        }
        outcome
    }

    fn note_missing(&self, row: CheckpointRow, outcome: &mut BatchOutcome) {
        if self.contact(row.contact_id).is_none() {
            push_once(&mut outcome.missing_contact_ids, row.contact_id);
        }
        if self.definition(row.definition_id).is_none() {
            push_once(&mut outcome.missing_definition_ids, row.definition_id);
        }
    }

    /// Applies one row. `None` when the row is not accepted; then nothing changes.
    fn award(&mut self, row: CheckpointRow, conditions: Conditions) -> Option<()> {
        self.contact(row.contact_id)?;
        let definition = self.definition(row.definition_id)?.clone();
        let asked = u64::try_from(row.amount)
            .ok()
            .filter(|&amount| amount > 0)?;
        if definition.status(conditions.now) != DefinitionStatus::Active {
            return None;
        }
        let target = self.target(row, &definition, conditions)?;
        let room = self.room(&target, &definition);
        let amount = match conditions.overflow {
            Overflow::Cap => asked.min(room),
            Overflow::Overflow => asked,
        };
        if amount == 0 {
            return None;
        }
        self.prepared(&target, row, &definition, conditions)
            .stamp(amount, conditions.now);
        Some(())
    }

    /// The challenge that the checkpoints are added to. `None` when there is none that can
    /// take them.
    fn target(
        &self,
        row: CheckpointRow,
        definition: &Definition,
        conditions: Conditions,
    ) -> Option<Target> {
        let Some(current) = self.current_challenge(row.contact_id, row.definition_id) else {
            return (definition.consent == Consent::NotRequired).then_some(Target::New);
        };
        let challenge = &self.challenges[current];
        if challenge.is_completed() {
            return Some(after_completion(current, definition, conditions));
        }
        let approved = challenge.activation == Activation::Active
            || definition.consent == Consent::NotRequired;
        let in_time = challenge
            .end(Some(definition), conditions.offset)
            .is_none_or(|end| conditions.now < end);
        (approved && in_time).then_some(Target::Existing(current))
    }

    /// The number of checkpoints that the target still needs.
    fn room(&self, target: &Target, definition: &Definition) -> u64 {
        match target {
            Target::Existing(place) => {
                let challenge = &self.challenges[*place];
                challenge
                    .required_checkpoints
                    .saturating_sub(challenge.completed_checkpoints)
            }
            Target::Restarted(_) | Target::New => definition.required_checkpoints,
        }
    }

    /// The target, activated, so that checkpoints can be added to it.
    fn prepared(
        &mut self,
        target: &Target,
        row: CheckpointRow,
        definition: &Definition,
        conditions: Conditions,
    ) -> &mut Challenge {
        let place = match *target {
            Target::Existing(place) => place,
            Target::Restarted(place) => {
                let id = self.challenges[place].id;
                self.challenges[place] =
                    Challenge::fresh(id, row.contact_id, definition, conditions.now);
                place
            }
            Target::New => {
                let id = self.next_id();
                let fresh = Challenge::fresh(id, row.contact_id, definition, conditions.now);
                self.challenges.push(fresh);
                self.challenges.len() - 1
            }
        };
        let challenge = &mut self.challenges[place];
        challenge.activation = Activation::Active;
        challenge.started.get_or_insert(conditions.now);
        challenge
    }
}

/// The target when the current challenge is completed. A recurring challenge begins
/// again. Any other takes more checkpoints only if the switch `overflow` allows it.
fn after_completion(current: usize, definition: &Definition, conditions: Conditions) -> Target {
    match (definition.repetition, conditions.recurring) {
        (Repetition::Once, _) => Target::Existing(current),
        (Repetition::Recurring, Recurring::NewAssignment) => Target::New,
        (Repetition::Recurring, Recurring::Reset) => Target::Restarted(current),
    }
}

fn push_once(ids: &mut Vec<Guid>, id: Guid) {
    if !ids.contains(&id) {
        ids.push(id);
    }
}

#[cfg(test)]
mod tests;

//! The rules of what a marketer does in Engage's own pages.

use jiff::Timestamp;

use super::definition::{Audit, Definition};
use super::state::{Contact, State};
use crate::guid::Guid;

/// A marketer's change of a definition. Challenges that are already assigned keep their
/// required number of checkpoints (T6).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Change {
    /// A new required number of checkpoints.
    pub(crate) required_checkpoints: Option<u64>,
    /// New images for the numbers of checkpoints.
    pub(crate) images: Option<Vec<String>>,
}

/// Why a marketer's action was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRefusal {
    /// No definition has this id.
    #[error("no definition has the id {0}")]
    UnknownDefinition(Guid),
    /// The window is over. Without a new end the definition would end again at once.
    #[error("the window of the definition ended on {0}: set a new end with `until`")]
    WindowIsOver(Timestamp),
    /// The new end is not in the future.
    #[error("`until` is in the past")]
    UntilIsPast,
    /// The contact's id belongs to another contact.
    #[error("the id {0} belongs to another contact")]
    ContactExists(Guid),
}

/// The name that the simulator gives as the one who modified a definition.
const MARKETER: &str = "Simulated Marketer";

impl State {
    /// Ends a definition now. Challenges and checkpoints stay, but no more checkpoints can
    /// be earned.
    ///
    /// # Errors
    ///
    /// When there is no such definition.
    pub fn end_definition(&mut self, id: Guid, now: Timestamp) -> Result<(), ChangeRefusal> {
        self.definition_mut(id, now)?.ended_on = Some(now);
        Ok(())
    }

    /// Takes the end of a definition back, and moves the end of its window to `until` if
    /// that is given. Challenges keep their checkpoints (T29).
    ///
    /// # Errors
    ///
    /// When there is no such definition, or it would end again at once.
    pub(crate) fn reopen_definition(
        &mut self,
        id: Guid,
        until: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), ChangeRefusal> {
        let window_end = self
            .definition(id)
            .ok_or(ChangeRefusal::UnknownDefinition(id))?
            .scheduled_to;
        match (until, window_end) {
            (Some(until), _) if until <= now => return Err(ChangeRefusal::UntilIsPast),
            (None, Some(end)) if end <= now => return Err(ChangeRefusal::WindowIsOver(end)),
            _ => {}
        }
        let definition = self.definition_mut(id, now)?;
        definition.ended_on = None;
        definition.scheduled_to = until.or(window_end);
        Ok(())
    }

    /// Deletes a definition and all its challenges for good (T29).
    ///
    /// # Errors
    ///
    /// When there is no such definition.
    pub(crate) fn delete_definition(&mut self, id: Guid) -> Result<(), ChangeRefusal> {
        self.definition(id)
            .ok_or(ChangeRefusal::UnknownDefinition(id))?;
        self.definitions.retain(|definition| definition.id != id);
        self.challenges
            .retain(|challenge| challenge.definition_id != id);
        Ok(())
    }

    /// Changes a definition.
    ///
    /// # Errors
    ///
    /// When there is no such definition.
    pub(crate) fn change_definition(
        &mut self,
        id: Guid,
        change: Change,
        now: Timestamp,
    ) -> Result<(), ChangeRefusal> {
        let definition = self.definition_mut(id, now)?;
        if let Some(required) = change.required_checkpoints {
            definition.required_checkpoints = required;
        }
        if let Some(images) = change.images {
            definition.images = images;
        }
        Ok(())
    }

    /// Adds a contact. It gets a new id if none is given.
    ///
    /// # Errors
    ///
    /// When another contact has the id.
    pub fn add_contact(
        &mut self,
        id: Option<Guid>,
        name: String,
    ) -> Result<&Contact, ChangeRefusal> {
        let id = id.unwrap_or_else(|| self.next_id());
        if self.contacts.contains_key(&id) {
            return Err(ChangeRefusal::ContactExists(id));
        }
        let contact = Contact {
            id,
            name,
            comment: None,
        };
        Ok(self.contacts.entry(id).or_insert(contact))
    }

    /// The definition, marked as modified.
    fn definition_mut(
        &mut self,
        id: Guid,
        now: Timestamp,
    ) -> Result<&mut Definition, ChangeRefusal> {
        let definition = self
            .definitions
            .iter_mut()
            .find(|definition| definition.id == id)
            .ok_or(ChangeRefusal::UnknownDefinition(id))?;
        definition.modified = Audit {
            by: MARKETER.to_owned(),
            on: now,
        };
        Ok(definition)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::state::tests::{
        CONTACT, DEFINITION, at, conditions, contact, definition, state,
    };
    use crate::rules::{CheckpointRow, DefinitionStatus};

    const UNKNOWN: Guid = Guid::numbered(0xff);

    fn status(state: &State, day: i64) -> DefinitionStatus {
        state.definition(DEFINITION).unwrap().status(at(day))
    }

    fn stamp(state: &mut State, day: i64) -> bool {
        let row = CheckpointRow {
            definition_id: DEFINITION,
            contact_id: CONTACT,
            amount: 1,
        };
        state
            .award_checkpoints(&[Some(row)], conditions(day))
            .not_accepted
            .is_empty()
    }

    #[test]
    fn ending_stops_checkpoints_and_reopening_keeps_them() {
        let mut state = state(definition());
        assert!(stamp(&mut state, 1));
        state.end_definition(DEFINITION, at(2)).unwrap();
        assert_eq!(status(&state, 2), DefinitionStatus::Ended);
        assert!(!stamp(&mut state, 3));
        state.reopen_definition(DEFINITION, None, at(4)).unwrap();
        assert!(stamp(&mut state, 5));
        assert_eq!(state.challenges()[0].completed_checkpoints, 2);
    }

    #[test]
    fn a_window_that_is_over_needs_a_new_end_to_be_reopened() {
        let mut state = state(Definition {
            scheduled_to: Some(at(2)),
            ..definition()
        });
        let without_end = state.reopen_definition(DEFINITION, None, at(3));
        assert_eq!(without_end, Err(ChangeRefusal::WindowIsOver(at(2))));
        let in_the_past = state.reopen_definition(DEFINITION, Some(at(3)), at(3));
        assert_eq!(in_the_past, Err(ChangeRefusal::UntilIsPast));
        state
            .reopen_definition(DEFINITION, Some(at(9)), at(3))
            .unwrap();
        assert_eq!(status(&state, 8), DefinitionStatus::Active);
        assert_eq!(status(&state, 9), DefinitionStatus::Ended);
    }

    #[test]
    fn deleting_a_definition_deletes_its_challenges() {
        let mut state = state(definition());
        stamp(&mut state, 1);
        state.delete_definition(DEFINITION).unwrap();
        assert!(state.definitions().is_empty());
        assert!(state.challenges().is_empty());
    }

    #[test]
    fn a_new_required_number_does_not_change_running_challenges() {
        let mut state = state(definition());
        stamp(&mut state, 1);
        let change = Change {
            required_checkpoints: Some(9),
            ..Change::default()
        };
        state.change_definition(DEFINITION, change, at(2)).unwrap();
        assert_eq!(state.definitions()[0].required_checkpoints, 9);
        assert_eq!(state.definitions()[0].modified.on, at(2));
        assert_eq!(state.challenges()[0].required_checkpoints, 5);
    }

    #[test]
    fn new_images_replace_the_old_ones() {
        let mut state = state(definition());
        let change = Change {
            images: Some(vec!["new.png".into()]),
            ..Change::default()
        };
        state.change_definition(DEFINITION, change, at(2)).unwrap();
        assert_eq!(state.definitions()[0].image(0), Some("new.png"));
    }

    #[test]
    fn a_contact_gets_a_new_id_unless_one_is_given() {
        let mut state = state(definition());
        let new = state.add_contact(None, "Siv".into()).unwrap().id;
        assert_eq!(state.contact(new).unwrap().name, "Siv");
        let given = state.add_contact(Some(UNKNOWN), "Ture".into()).unwrap();
        assert_eq!(given.id, UNKNOWN);
        let taken = state.add_contact(Some(contact().id), "Nils".into());
        assert_eq!(taken, Err(ChangeRefusal::ContactExists(CONTACT)));
    }

    #[test]
    fn an_unknown_definition_cannot_be_changed() {
        let mut state = state(definition());
        let refusal = Err(ChangeRefusal::UnknownDefinition(UNKNOWN));
        assert_eq!(state.end_definition(UNKNOWN, at(0)), refusal);
        assert_eq!(state.reopen_definition(UNKNOWN, None, at(0)), refusal);
        assert_eq!(state.delete_definition(UNKNOWN), refusal);
        assert_eq!(
            state.change_definition(UNKNOWN, Change::default(), at(0)),
            refusal
        );
    }
}

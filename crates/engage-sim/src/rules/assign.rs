//! The rules of assigning a challenge to a contact.

use super::challenge::{Activation, Challenge};
use super::conditions::Conditions;
use super::definition::DefinitionStatus;
use super::state::State;
use crate::guid::Guid;

/// Why a challenge was not assigned. Engage does not document these errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AssignRefusal {
    /// No contact has this id.
    UnknownContact,
    /// No definition has this id.
    UnknownDefinition,
    /// The definition is a draft, has not begun, or has ended.
    NotRunning(DefinitionStatus),
}

impl State {
    /// Assigns and activates a challenge without checkpoints. If the challenge is already
    /// assigned, it is activated and nothing else changes (T13).
    ///
    /// Nothing checks that the contact has approved: this call is the approval (T30).
    ///
    /// # Errors
    ///
    /// When the contact or the definition does not exist, or the definition is not
    /// running.
    pub(crate) fn assign(
        &mut self,
        definition_id: Guid,
        contact_id: Guid,
        conditions: Conditions,
    ) -> Result<(), AssignRefusal> {
        let definition = self
            .definition(definition_id)
            .ok_or(AssignRefusal::UnknownDefinition)?
            .clone();
        self.contact(contact_id)
            .ok_or(AssignRefusal::UnknownContact)?;
        match definition.status(conditions.now) {
            DefinitionStatus::Active => {}
            status => return Err(AssignRefusal::NotRunning(status)),
        }
        if let Some(existing) = self.current_challenge(contact_id, definition_id) {
            activate(&mut self.challenges[existing], conditions);
        } else {
            let id = self.next_id();
            let fresh = Challenge::fresh(id, contact_id, &definition, conditions.now);
            self.challenges.push(fresh);
        }
        Ok(())
    }
}

fn activate(challenge: &mut Challenge, conditions: Conditions) {
    challenge.activation = Activation::Active;
    challenge.started.get_or_insert(conditions.now);
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::rules::state::tests::{CONTACT, DEFINITION, at, conditions, definition, state};
    use crate::rules::{Consent, Definition, Publication};

    #[test]
    fn assigning_starts_an_active_challenge_at_zero() {
        let mut state = state(definition());
        state.assign(DEFINITION, CONTACT, conditions(3)).unwrap();
        let [challenge] = state.challenges() else {
            panic!("one challenge expected");
        };
        assert_eq!(challenge.completed_checkpoints, 0);
        assert_eq!(challenge.started, Some(at(3)));
        assert_eq!(challenge.activation, Activation::Active);
    }

    #[test]
    fn assigning_twice_changes_nothing() {
        let mut state = state(definition());
        state.assign(DEFINITION, CONTACT, conditions(3)).unwrap();
        let once = state.clone();
        state.assign(DEFINITION, CONTACT, conditions(4)).unwrap();
        assert_eq!(state, once);
    }

    #[test]
    fn assigning_activates_a_challenge_that_waits_for_approval() {
        let mut state = state(Definition {
            consent: Consent::Required,
            ..definition()
        });
        state.challenges.push(Challenge {
            started: None,
            activation: Activation::Inactive,
            ..Challenge::fresh(Guid::numbered(1), CONTACT, &definition(), at(0))
        });
        state.assign(DEFINITION, CONTACT, conditions(3)).unwrap();
        assert_eq!(state.challenges().len(), 1);
        assert_eq!(state.challenges()[0].activation, Activation::Active);
        assert_eq!(state.challenges()[0].started, Some(at(3)));
    }

    #[rstest]
    #[case::a_draft(Definition { publication: Publication::Draft, ..definition() }, DefinitionStatus::Draft)]
    #[case::upcoming(Definition { scheduled_from: Some(at(5)), ..definition() }, DefinitionStatus::Scheduled)]
    #[case::ended(Definition { ended_on: Some(at(1)), ..definition() }, DefinitionStatus::Ended)]
    fn a_definition_that_is_not_running_cannot_be_assigned(
        #[case] definition: Definition,
        #[case] status: DefinitionStatus,
    ) {
        let mut state = state(definition);
        let refusal = state.assign(DEFINITION, CONTACT, conditions(3));
        assert_eq!(refusal, Err(AssignRefusal::NotRunning(status)));
        assert!(state.challenges().is_empty());
    }

    #[rstest]
    #[case::definition(Guid::numbered(9), CONTACT, AssignRefusal::UnknownDefinition)]
    #[case::contact(DEFINITION, Guid::numbered(9), AssignRefusal::UnknownContact)]
    fn an_unknown_definition_or_contact_cannot_be_assigned(
        #[case] definition_id: Guid,
        #[case] contact_id: Guid,
        #[case] refusal: AssignRefusal,
    ) {
        let mut state = state(definition());
        assert_eq!(
            state.assign(definition_id, contact_id, conditions(3)),
            Err(refusal)
        );
    }
}

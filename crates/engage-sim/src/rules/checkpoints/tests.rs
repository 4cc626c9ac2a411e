use std::num::NonZeroU32;

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::rules::Publication;
use crate::rules::state::tests::{CONTACT, DEFINITION, at, conditions, definition, state};

const UNKNOWN: Guid = Guid::numbered(0xff);

fn row(amount: i64) -> CheckpointRow {
    CheckpointRow {
        definition_id: DEFINITION,
        contact_id: CONTACT,
        amount,
    }
}

fn accepts(state: &mut State, amount: i64, conditions: Conditions) -> bool {
    state
        .award_checkpoints(&[Some(row(amount))], conditions)
        .not_accepted
        .is_empty()
}

fn counts(state: &State) -> Vec<u64> {
    state
        .challenges()
        .iter()
        .map(|challenge| challenge.completed_checkpoints)
        .collect()
}

fn recurring() -> Definition {
    Definition {
        repetition: Repetition::Recurring,
        ..definition()
    }
}

#[test]
fn the_first_checkpoint_assigns_the_challenge() {
    let mut state = state(definition());
    assert!(accepts(&mut state, 2, conditions(1)));
    let challenge = &state.challenges()[0];
    assert_eq!(challenge.completed_checkpoints, 2);
    assert_eq!(challenge.started, Some(at(1)));
    assert_eq!(challenge.latest_checkpoint_on, Some(at(1)));
}

#[test]
fn where_approval_is_required_checkpoints_count_only_after_assigning() {
    let mut state = state(Definition {
        consent: Consent::Required,
        ..definition()
    });
    assert!(!accepts(&mut state, 1, conditions(1)));
    assert!(state.challenges().is_empty());
    state.assign(DEFINITION, CONTACT, conditions(1)).unwrap();
    assert!(accepts(&mut state, 1, conditions(1)));
}

#[test]
fn a_challenge_that_waits_for_approval_takes_no_checkpoints() {
    let definition = Definition {
        consent: Consent::Required,
        ..definition()
    };
    let mut state = state(definition.clone());
    state.challenges.push(Challenge {
        activation: Activation::Inactive,
        ..Challenge::fresh(Guid::numbered(1), CONTACT, &definition, at(0))
    });
    assert!(!accepts(&mut state, 1, conditions(1)));
    assert_eq!(counts(&state), [0]);
}

#[test]
fn a_batch_that_is_sent_twice_is_awarded_twice() {
    let mut state = state(definition());
    let batch = [row(1), row(1)].map(Some);
    state.award_checkpoints(&batch, conditions(1));
    state.award_checkpoints(&batch, conditions(1));
    assert_eq!(counts(&state), [4]);
}

#[rstest]
#[case::zero(0)]
#[case::negative(-3)]
fn amounts_below_one_are_not_accepted(#[case] amount: i64) {
    let mut state = state(definition());
    assert!(!accepts(&mut state, amount, conditions(1)));
    assert!(state.challenges().is_empty());
}

#[test]
fn bad_rows_are_skipped_and_listed_while_good_rows_count() {
    let mut state = state(definition());
    let stranger = Some(CheckpointRow {
        contact_id: UNKNOWN,
        ..row(1)
    });
    let no_such_challenge = Some(CheckpointRow {
        definition_id: UNKNOWN,
        ..row(1)
    });
    let batch = [
        Some(row(1)),
        stranger,
        no_such_challenge,
        None,
        stranger,
        Some(row(2)),
    ];
    let outcome = state.award_checkpoints(&batch, conditions(1));
    assert_eq!(outcome.missing_contact_ids, [UNKNOWN]);
    assert_eq!(outcome.missing_definition_ids, [UNKNOWN]);
    assert_eq!(outcome.not_accepted, [1, 2, 3, 4]);
    assert_eq!(counts(&state), [3]);
}

#[test]
fn a_row_with_two_unknown_ids_lists_both() {
    let mut state = state(definition());
    let row = Some(CheckpointRow {
        definition_id: UNKNOWN,
        contact_id: UNKNOWN,
        amount: 1,
    });
    let outcome = state.award_checkpoints(&[row], conditions(1));
    assert_eq!(outcome.missing_contact_ids, [UNKNOWN]);
    assert_eq!(outcome.missing_definition_ids, [UNKNOWN]);
    assert_eq!(outcome.not_accepted, [0]);
}

#[rstest]
#[case::a_draft(Definition { publication: Publication::Draft, ..definition() })]
#[case::upcoming(Definition { scheduled_from: Some(at(5)), ..definition() })]
#[case::ended(Definition { scheduled_to: Some(at(1)), ..definition() })]
fn definitions_that_are_not_running_take_no_checkpoints(#[case] definition: Definition) {
    let mut state = state(definition);
    assert!(!accepts(&mut state, 1, conditions(1)));
}

#[test]
fn after_the_participants_deadline_no_checkpoint_counts() {
    let mut state = state(Definition {
        expiration_months: NonZeroU32::new(1),
        ..definition()
    });
    assert!(accepts(&mut state, 1, conditions(0)));
    assert!(accepts(&mut state, 1, conditions(30)));
    assert!(!accepts(&mut state, 1, conditions(31)));
    assert_eq!(counts(&state), [2]);
}

#[test]
fn reaching_the_required_number_completes_the_challenge() {
    let mut state = state(definition());
    assert!(accepts(&mut state, 5, conditions(2)));
    assert_eq!(state.challenges()[0].completed_on, Some(at(2)));
}

#[test]
fn with_overflow_capped_a_challenge_takes_what_it_needs_and_then_nothing() {
    let mut state = state(definition());
    assert!(accepts(&mut state, 4, conditions(1)));
    assert!(accepts(&mut state, 4, conditions(1)));
    assert_eq!(counts(&state), [5]);
    assert!(!accepts(&mut state, 1, conditions(1)));
}

#[test]
fn with_overflow_allowed_a_challenge_takes_every_checkpoint() {
    let overflowing = Conditions {
        overflow: Overflow::Overflow,
        ..conditions(1)
    };
    let mut state = state(definition());
    assert!(accepts(&mut state, 7, overflowing));
    assert!(accepts(&mut state, i64::MAX, overflowing));
    assert_eq!(counts(&state), [7 + i64::MAX.unsigned_abs()]);
}

#[test]
fn a_challenge_that_needs_no_checkpoints_is_never_completed() {
    let mut state = state(Definition {
        required_checkpoints: 0,
        ..definition()
    });
    assert!(!accepts(&mut state, 1, conditions(1)));
    assert!(state.challenges().is_empty());
}

#[test]
fn a_recurring_challenge_begins_again_as_a_new_assignment() {
    let mut state = state(recurring());
    accepts(&mut state, 5, conditions(1));
    assert!(accepts(&mut state, 1, conditions(2)));
    assert_eq!(counts(&state), [5, 1]);
    let [first, second] = state.challenges() else {
        panic!("two challenges expected");
    };
    assert_ne!(first.id, second.id);
    assert_eq!(second.started, Some(at(2)));
    assert!(accepts(&mut state, 1, conditions(3)));
    assert_eq!(counts(&state), [5, 2]);
}

#[test]
fn a_recurring_challenge_can_be_reset_instead() {
    let resetting = Conditions {
        recurring: Recurring::Reset,
        ..conditions(2)
    };
    let mut state = state(recurring());
    accepts(&mut state, 5, resetting);
    let id = state.challenges()[0].id;
    assert!(accepts(&mut state, 1, resetting));
    assert_eq!(counts(&state), [1]);
    assert_eq!(state.challenges()[0].id, id);
    assert_eq!(state.challenges()[0].completed_on, None);
}

proptest! {
    #[test]
    fn capped_checkpoints_never_exceed_the_required_number(
        amounts in prop::collection::vec(-2_i64..12, 0..40),
        required in 0_u64..9,
        recurs in any::<bool>(),
        resets in any::<bool>(),
    ) {
        let mut state = state(Definition {
            required_checkpoints: required,
            repetition: if recurs { Repetition::Recurring } else { Repetition::Once },
            ..definition()
        });
        let conditions = Conditions {
            recurring: if resets { Recurring::Reset } else { Recurring::NewAssignment },
            ..conditions(1)
        };
        for amount in amounts {
            accepts(&mut state, amount, conditions);
            for challenge in state.challenges() {
                prop_assert!(challenge.completed_checkpoints <= required);
                let full = challenge.completed_checkpoints == required;
                prop_assert_eq!(challenge.is_completed(), full);
            }
        }
    }

    #[test]
    fn every_row_is_either_counted_or_listed(amounts in prop::collection::vec(-2_i64..3, 0..40)) {
        let overflowing = Conditions { overflow: Overflow::Overflow, ..conditions(1) };
        let mut state = state(definition());
        let rows: Vec<_> = amounts.iter().map(|&amount| Some(row(amount))).collect();
        let outcome = state.award_checkpoints(&rows, overflowing);
        let named: Vec<_> = outcome.not_accepted.iter().map(|&place| amounts[place]).collect();
        prop_assert!(named.iter().all(|&amount| amount < 1));
        let counted: i64 = amounts.iter().filter(|&&amount| amount > 0).sum();
        prop_assert_eq!(counts(&state).into_iter().sum::<u64>(), counted.unsigned_abs());
    }
}

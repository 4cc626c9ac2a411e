//! The state of a card. Everything that is shown depends on it.

use crate::deadline;
use crate::moment::UnixMillis;
use crate::progress::Progress;
use crate::wire::{Challenge, ChallengeStatus, Definition, DefinitionStatus};

/// The state of a challenge for its shopper at a given time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CardState {
    /// It is a definition that the shopper can join.
    Available,
    /// It has not begun.
    Upcoming,
    /// The shopper can collect checkpoints.
    Active,
    /// It is assigned but not activated, for example because the shopper's consent is
    /// missing.
    Inactive,
    /// The goal is reached.
    Completed,
    /// It is over before the goal was reached. This is not final: it may become active
    /// again when the marketer moves its end (T29).
    Ended,
}

/// The state of an assigned challenge. The first of the five rules of T4 that applies
/// decides. `definition` is the definition of the challenge, where it is known (T27).
#[must_use]
pub fn of_challenge(
    challenge: &Challenge,
    definition: Option<&Definition>,
    now: UnixMillis,
) -> CardState {
    if is_completed(challenge, definition) {
        CardState::Completed
    } else if has_ended(challenge, definition, now) {
        CardState::Ended
    } else if challenge.is_active == Some(true) || challenge.status == Some(ChallengeStatus::Active)
    {
        CardState::Active
    } else if challenge.is_active == Some(false) {
        CardState::Inactive
    } else if has_started(challenge, now) {
        CardState::Active
    } else {
        CardState::Upcoming
    }
}

/// The state of a definition that the shopper has not joined. `None` where it must not be
/// shown: drafts, and definitions with an unknown status (T28, T35).
#[must_use]
pub fn of_definition(definition: &Definition, now: UnixMillis) -> Option<CardState> {
    let is_over = definition
        .scheduled_to
        .is_some_and(|end| end.instant() <= now);
    let begins_later = definition
        .scheduled_from
        .is_some_and(|start| start.instant() > now);
    match definition.status? {
        DefinitionStatus::Draft => None,
        DefinitionStatus::Ended => Some(CardState::Ended),
        DefinitionStatus::Active | DefinitionStatus::Scheduled if is_over => Some(CardState::Ended),
        DefinitionStatus::Active if !begins_later => Some(CardState::Available),
        DefinitionStatus::Active | DefinitionStatus::Scheduled => Some(CardState::Upcoming),
    }
}

/// Rule 1 of T4: whether the goal is reached.
fn is_completed(challenge: &Challenge, definition: Option<&Definition>) -> bool {
    challenge.is_challenge_completed == Some(true)
        || challenge.completed_on.is_some()
        || Progress::of(challenge, definition).is_full()
        || challenge.status == Some(ChallengeStatus::Completed)
}

/// Rule 2 of T4: whether the challenge has ended. It has when its deadline is reached,
/// when its status says so, or when its definition has ended.
fn has_ended(challenge: &Challenge, definition: Option<&Definition>, now: UnixMillis) -> bool {
    deadline::of_challenge(challenge, definition).is_some_and(|end| end.instant() <= now)
        || challenge.status == Some(ChallengeStatus::NotCompleted)
        || definition.is_some_and(|definition| definition.status == Some(DefinitionStatus::Ended))
}

/// Rule 5 of T4: whether the challenge has begun. A challenge with checkpoints has begun,
/// even if its start is in the future.
fn has_started(challenge: &Challenge, now: UnixMillis) -> bool {
    challenge.completed_checkpoints > 0
        || challenge.start.is_none_or(|start| start.instant() <= now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::Moment;
    use crate::wire::{FromWire, Json, Unreadable};
    use CardState::{Active, Available, Completed, Ended, Inactive, Upcoming};
    use rstest::rstest;
    use serde_json::{Value, json};

    const NOW: &str = "2026-03-15T12:00:00Z";

    fn now() -> UnixMillis {
        Moment::parse(NOW).unwrap().instant()
    }

    fn read<T: FromWire>(mut value: Value) -> T {
        value["id"] = json!("a");
        T::from_wire(&Json::from(&value), &mut Unreadable::default()).unwrap()
    }

    #[rstest]
    // Rule 1: any of four facts makes it completed, before every other rule.
    #[case::rule_1_flag(json!({ "isChallengeCompleted": true }), Completed)]
    #[case::rule_1_date(json!({ "challengeCompletedOn": "2026-01-30T12:00:00Z" }), Completed)]
    #[case::rule_1_count(json!({ "completedCheckpoints": 5, "requiredCheckpoints": 5 }), Completed)]
    #[case::rule_1_more_than_required(json!({ "completedCheckpoints": 7, "requiredCheckpoints": 5 }), Completed)]
    #[case::rule_1_name(json!({ "status": "Completed" }), Completed)]
    #[case::rule_1_before_rule_2(json!({ "isChallengeCompleted": true, "challengeEnd": "2026-01-01T00:00:00Z" }), Completed)]
    #[case::rule_1_before_rule_3(json!({ "isChallengeCompleted": true, "isActive": true }), Completed)]
    #[case::rule_1_zero_required_is_not_reached(json!({ "completedCheckpoints": 0, "requiredCheckpoints": 0 }), Active)]
    #[case::rule_1_smallest_date_is_none(json!({ "challengeCompletedOn": "0001-01-01T00:00:00" }), Active)]
    // Rule 2: the challenge has ended.
    #[case::rule_2_end_passed(json!({ "challengeEnd": "2026-03-15T11:59:59Z", "isActive": true }), Ended)]
    #[case::rule_2_end_is_now(json!({ "challengeEnd": NOW, "isActive": true }), Ended)]
    #[case::rule_2_end_to_come(json!({ "challengeEnd": "2026-03-15T12:00:01Z", "isActive": true }), Active)]
    #[case::rule_2_end_in_another_offset(json!({ "challengeEnd": "2026-03-15T13:30:00+02:00", "isActive": true }), Ended)]
    #[case::rule_2_name(json!({ "status": "NotCompleted", "isActive": true }), Ended)]
    // Rule 3: the flag or the name says that it is active.
    #[case::rule_3_flag(json!({ "isActive": true }), Active)]
    #[case::rule_3_name(json!({ "status": "active" }), Active)]
    #[case::rule_3_name_before_rule_4(json!({ "status": "Active", "isActive": false }), Active)]
    #[case::rule_3_whatever_the_start(json!({ "isActive": true, "challengeStart": "2027-01-01T00:00:00Z" }), Active)]
    // Rule 4: it is assigned but not activated.
    #[case::rule_4(json!({ "isActive": false }), Inactive)]
    #[case::rule_4_with_checkpoints(json!({ "isActive": false, "completedCheckpoints": 2, "requiredCheckpoints": 5 }), Inactive)]
    #[case::rule_4_as_text(json!({ "isActive": "False" }), Inactive)]
    // Rule 5: nothing says whether it is active, so it is active once it has begun.
    #[case::rule_5_started(json!({ "challengeStart": "2026-03-01T00:00:00Z", "completedCheckpoints": 1, "requiredCheckpoints": 5 }), Active)]
    #[case::rule_5_nothing_known(json!({}), Active)]
    #[case::rule_5_not_started(json!({ "challengeStart": "2026-04-01T00:00:00Z" }), Upcoming)]
    #[case::rule_5_checkpoints_prove_the_start(json!({ "challengeStart": "2026-04-01T00:00:00Z", "completedCheckpoints": 1 }), Active)]
    // T3, T4: neither integers nor unknown names decide anything.
    #[case::t4_integer_1(json!({ "status": 1, "isActive": true }), Active)]
    #[case::t4_integer_2(json!({ "status": 2, "isActive": true }), Active)]
    #[case::t4_integer_3(json!({ "status": 3, "isActive": false }), Inactive)]
    #[case::t4_integer_as_text(json!({ "status": "1", "isActive": true }), Active)]
    #[case::t35_new_status(json!({ "status": "Paused", "isActive": true }), Active)]
    // T7: the number of checkpoints may fall.
    #[case::t7_fell_to_zero(json!({ "completedCheckpoints": 0, "requiredCheckpoints": 5, "isActive": true }), Active)]
    fn a_challenge_without_its_definition_has_this_state(
        #[case] challenge: Value,
        #[case] expected: CardState,
    ) {
        assert_eq!(of_challenge(&read(challenge), None, now()), expected);
    }

    #[rstest]
    #[case::rule_2_definition_ended(
        json!({ "isActive": true }), json!({ "status": "Ended" }), Ended)]
    #[case::rule_2_definition_ended_as_integer(
        json!({ "isActive": true }), json!({ "status": 4 }), Ended)]
    #[case::rule_1_before_the_definitions_end(
        json!({ "isChallengeCompleted": true }), json!({ "status": "Ended" }), Completed)]
    #[case::t29_end_moved_forward(
        json!({ "isActive": true, "challengeEnd": "2026-12-31T00:00:00Z" }), json!({ "status": "Active" }), Active)]
    #[case::t6_required_from_the_definition(
        json!({ "completedCheckpoints": 5 }), json!({ "requiredNumberOfCheckpoints": 5 }), Completed)]
    #[case::t6_assignment_before_definition(
        json!({ "completedCheckpoints": 5, "requiredCheckpoints": 8, "isActive": true }), json!({ "requiredNumberOfCheckpoints": 5 }), Active)]
    #[case::t23_months_from_joining(
        json!({ "isActive": true, "challengeStart": "2025-10-15T12:00:00Z" }), json!({ "expirationMonths": 5 }), Ended)]
    #[case::t23_months_not_over(
        json!({ "isActive": true, "challengeStart": "2025-10-15T12:00:01Z" }), json!({ "expirationMonths": 5 }), Active)]
    #[case::t23_challenge_end_wins_over_months(
        json!({ "isActive": true, "challengeStart": "2025-01-01T00:00:00Z", "challengeEnd": "2026-12-31T00:00:00Z" }), json!({ "expirationMonths": 1 }), Active)]
    #[case::window_closed(
        json!({ "isActive": true }), json!({ "scheduledTo": "2026-03-01T00:00:00Z" }), Ended)]
    #[case::draft_again_keeps_the_card(
        json!({ "isActive": true }), json!({ "status": "Draft" }), Active)]
    fn a_challenge_with_its_definition_has_this_state(
        #[case] challenge: Value,
        #[case] definition: Value,
        #[case] expected: CardState,
    ) {
        let definition: Definition = read(definition);
        assert_eq!(
            of_challenge(&read(challenge), Some(&definition), now()),
            expected
        );
    }

    #[rstest]
    #[case::active(json!({ "status": "Active" }), Some(Available))]
    #[case::active_as_integer(json!({ "status": 1 }), Some(Available))]
    #[case::active_before_its_window(json!({ "status": "Active", "scheduledFrom": "2026-06-01T00:00:00Z" }), Some(Upcoming))]
    #[case::active_when_its_window_opens(json!({ "status": "Active", "scheduledFrom": NOW }), Some(Available))]
    #[case::active_when_its_window_closes(json!({ "status": "Active", "scheduledTo": NOW }), Some(Ended))]
    #[case::active_after_its_window(json!({ "status": "Active", "scheduledTo": "2026-03-01T00:00:00Z" }), Some(Ended))]
    #[case::scheduled(json!({ "status": "Scheduled" }), Some(Upcoming))]
    #[case::scheduled_in_the_past(json!({ "status": "Scheduled", "scheduledTo": "2026-03-01T00:00:00Z" }), Some(Ended))]
    #[case::ended(json!({ "status": "Ended" }), Some(Ended))]
    #[case::t28_draft(json!({ "status": "Draft" }), None)]
    #[case::t35_unknown(json!({ "status": "Paused" }), None)]
    #[case::no_status(json!({}), None)]
    fn a_definition_that_is_not_joined_has_this_state(
        #[case] definition: Value,
        #[case] expected: Option<CardState>,
    ) {
        assert_eq!(of_definition(&read(definition), now()), expected);
    }
}

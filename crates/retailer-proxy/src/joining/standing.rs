//! How a shopper stands to a definition: may they join it now?

use challenge_model::wire::DefinitionStatus;
use challenge_model::{CardState, Challenge, Definition, UnixMillis, state};

/// How a shopper stands to a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nobody may know of it: a draft, or one that is only planned (T28).
    Unknown,
    /// It can be joined.
    Joinable,
    /// It was joined, and runs.
    Joined,
    /// It is over, has not begun, or the shopper is through with it.
    Closed,
}

/// How the shopper with these challenges of the definition stands to it. With
/// several, the one that runs counts before the one that waits, and that before
/// those that are over (T31).
pub(super) fn of(definition: &Definition, challenges: &[Challenge], now: UnixMillis) -> Standing {
    if definition.status == Some(DefinitionStatus::Scheduled) {
        return Standing::Unknown;
    }
    match state::of_definition(definition, now) {
        None => return Standing::Unknown,
        Some(CardState::Available) => {}
        Some(_) => return Standing::Closed,
    }
    let states = || {
        challenges
            .iter()
            .map(|challenge| state::of_challenge(challenge, Some(definition), now))
    };
    if states().any(|state| matches!(state, CardState::Active | CardState::Upcoming)) {
        Standing::Joined
    } else if challenges.is_empty() || states().any(|state| state == CardState::Inactive) {
        Standing::Joinable
    } else {
        Standing::Closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::wire::FromWire;
    use challenge_model::{Moment, Unreadable};
    use rstest::rstest;
    use serde_json::{Value, json};

    fn read<T: FromWire>(mut value: Value) -> T {
        value["id"] = json!("a");
        T::from_wire(&value, &mut Unreadable::default()).unwrap()
    }

    #[rstest]
    #[case::open(json!({ "status": "Active" }), json!([]), Standing::Joinable)]
    #[case::awaits_consent(json!({ "status": "Active" }), json!([{ "isActive": false }]), Standing::Joinable)]
    #[case::runs(json!({ "status": "Active" }), json!([{ "isActive": true }]), Standing::Joined)]
    #[case::begins_soon(json!({ "status": "Active" }), json!([{ "challengeStart": "2026-04-01T00:00:00Z" }]), Standing::Joined)]
    #[case::completed(json!({ "status": "Active" }), json!([{ "isChallengeCompleted": true }]), Standing::Closed)]
    #[case::ran_out(json!({ "status": "Active" }), json!([{ "challengeEnd": "2026-03-01T00:00:00Z" }]), Standing::Closed)]
    #[case::again(json!({ "status": "Active" }), json!([{ "isChallengeCompleted": true }, { "isActive": true }]), Standing::Joined)]
    #[case::ended(json!({ "status": "Ended" }), json!([]), Standing::Closed)]
    #[case::ended_while_waiting(json!({ "status": "Ended" }), json!([{ "isActive": false }]), Standing::Closed)]
    #[case::window_over(json!({ "status": "Active", "scheduledTo": "2026-03-01T00:00:00Z" }), json!([]), Standing::Closed)]
    #[case::window_to_come(json!({ "status": "Active", "scheduledFrom": "2026-04-01T00:00:00Z" }), json!([]), Standing::Closed)]
    #[case::draft(json!({ "status": "Draft" }), json!([]), Standing::Unknown)]
    #[case::planned(json!({ "status": "Scheduled" }), json!([]), Standing::Unknown)]
    #[case::new_status(json!({ "status": "Paused" }), json!([]), Standing::Unknown)]
    fn a_shopper_stands_to_a_definition_by_its_state_and_their_challenges(
        #[case] definition: Value,
        #[case] challenges: Value,
        #[case] expected: Standing,
    ) {
        let now = Moment::parse("2026-03-15T12:00:00Z").unwrap().instant();
        let challenges = challenges.as_array().unwrap().iter().cloned();
        let challenges: Vec<Challenge> = challenges.map(read).collect();
        assert_eq!(of(&read(definition), &challenges, now), expected);
    }
}

//! Whether a shopper may join a definition now: pure.

use challenge_model::wire::DefinitionStatus;
use challenge_model::{CardState, Challenge, Definition, UnixMillis, state};

/// Whether a shopper may join a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Eligibility {
    /// Shoppers must not know of the definition: it is a draft, or only planned (T28).
    Unknown,
    /// They may.
    Joinable,
    /// They have joined already, and the challenge has not ended.
    Joined,
    /// The definition has ended or not started, or the shopper has completed it.
    Closed,
}

/// Decides for the shopper who has these challenges of the definition. Of several, an
/// active one counts before an inactive one, and that before ended ones (T31).
pub(super) fn of(
    definition: &Definition,
    challenges: &[Challenge],
    now: UnixMillis,
) -> Eligibility {
    if definition.status == Some(DefinitionStatus::Scheduled) {
        return Eligibility::Unknown;
    }
    match state::of_definition(definition, now) {
        None => return Eligibility::Unknown,
        Some(CardState::Available) => {}
        Some(_) => return Eligibility::Closed,
    }
    let states = || {
        challenges
            .iter()
            .map(|challenge| state::of_challenge(challenge, Some(definition), now))
    };
    if states().any(|state| matches!(state, CardState::Active | CardState::Upcoming)) {
        Eligibility::Joined
    } else if challenges.is_empty() || states().any(|state| state == CardState::Inactive) {
        Eligibility::Joinable
    } else {
        Eligibility::Closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::wire::{FromWire, Json};
    use challenge_model::{Moment, Unreadable};
    use rstest::rstest;
    use serde_json::{Value, json};

    fn read<T: FromWire>(mut value: Value) -> T {
        value["id"] = json!("a");
        T::from_wire(&Json::from(&value), &mut Unreadable::default()).unwrap()
    }

    #[rstest]
    #[case::open(json!({ "status": "Active" }), json!([]), Eligibility::Joinable)]
    #[case::awaits_consent(json!({ "status": "Active" }), json!([{ "isActive": false }]), Eligibility::Joinable)]
    #[case::runs(json!({ "status": "Active" }), json!([{ "isActive": true }]), Eligibility::Joined)]
    #[case::begins_soon(json!({ "status": "Active" }), json!([{ "challengeStart": "2026-04-01T00:00:00Z" }]), Eligibility::Joined)]
    #[case::completed(json!({ "status": "Active" }), json!([{ "isChallengeCompleted": true }]), Eligibility::Closed)]
    #[case::ran_out(json!({ "status": "Active" }), json!([{ "challengeEnd": "2026-03-01T00:00:00Z" }]), Eligibility::Closed)]
    #[case::again(json!({ "status": "Active" }), json!([{ "isChallengeCompleted": true }, { "isActive": true }]), Eligibility::Joined)]
    #[case::ended(json!({ "status": "Ended" }), json!([]), Eligibility::Closed)]
    #[case::ended_while_waiting(json!({ "status": "Ended" }), json!([{ "isActive": false }]), Eligibility::Closed)]
    #[case::window_over(json!({ "status": "Active", "scheduledTo": "2026-03-01T00:00:00Z" }), json!([]), Eligibility::Closed)]
    #[case::window_to_come(json!({ "status": "Active", "scheduledFrom": "2026-04-01T00:00:00Z" }), json!([]), Eligibility::Closed)]
    #[case::draft(json!({ "status": "Draft" }), json!([]), Eligibility::Unknown)]
    #[case::planned(json!({ "status": "Scheduled" }), json!([]), Eligibility::Unknown)]
    #[case::new_status(json!({ "status": "Paused" }), json!([]), Eligibility::Unknown)]
    fn eligibility_follows_from_the_definition_and_the_shoppers_challenges(
        #[case] definition: Value,
        #[case] challenges: Value,
        #[case] expected: Eligibility,
    ) {
        let now = Moment::parse("2026-03-15T12:00:00Z").unwrap().instant();
        let challenges = challenges.as_array().unwrap().iter().cloned();
        let challenges: Vec<Challenge> = challenges.map(read).collect();
        assert_eq!(of(&read(definition), &challenges, now), expected);
    }
}

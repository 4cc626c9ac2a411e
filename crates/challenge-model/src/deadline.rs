//! The deadline of a challenge: until when checkpoints can be collected.

use crate::moment::Moment;
use crate::wire::{Challenge, Definition};

/// The deadline of an assigned challenge (T23).
///
/// It is the challenge's own end, where it has one. Otherwise it is the earlier of two
/// dates: the participant's deadline, counted in months from joining, and the end of the
/// definition's window.
pub(crate) fn of_challenge(
    challenge: &Challenge,
    definition: Option<&Definition>,
) -> Option<Moment> {
    let computed = || {
        let definition = definition?;
        let participant = definition
            .expiration_months
            .zip(challenge.start)
            .map(|(months, start)| start.plus_months(months));
        earlier(participant, definition.scheduled_to)
    };
    challenge.end.or_else(computed)
}

fn earlier(one: Option<Moment>, other: Option<Moment>) -> Option<Moment> {
    [one, other]
        .into_iter()
        .flatten()
        .min_by_key(|moment| moment.instant())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{FromWire, Json, Unreadable};
    use rstest::rstest;
    use serde_json::{Value, json};

    fn read<T: FromWire>(mut value: Value) -> T {
        value["id"] = json!("a");
        T::from_wire(&Json::from(&value), &mut Unreadable::default()).unwrap()
    }

    #[rstest]
    #[case::its_own(
        json!({ "challengeStart": "2026-01-01T00:00:00Z", "challengeEnd": "2026-12-31T00:00:00Z" }),
        json!({ "expirationMonths": 1, "scheduledTo": "2026-02-01T00:00:00Z" }),
        Some("2026-12-31T00:00:00Z"))]
    #[case::months_from_joining(
        json!({ "challengeStart": "2026-01-31T00:00:00Z" }),
        json!({ "expirationMonths": 1 }),
        Some("2026-02-28T00:00:00Z"))]
    #[case::the_earlier_of_months_and_window(
        json!({ "challengeStart": "2026-01-31T00:00:00Z" }),
        json!({ "expirationMonths": 6, "scheduledTo": "2026-03-31T23:59:59+02:00" }),
        Some("2026-03-31T23:59:59+02:00"))]
    #[case::months_without_a_start(json!({}), json!({ "expirationMonths": 6 }), None)]
    #[case::none(json!({ "challengeStart": "2026-01-31T00:00:00Z" }), json!({}), None)]
    fn a_challenges_deadline(
        #[case] challenge: Value,
        #[case] definition: Value,
        #[case] expected: Option<&str>,
    ) {
        let definition: Definition = read(definition);
        let expected = expected.map(|text| Moment::parse(text).unwrap());
        assert_eq!(of_challenge(&read(challenge), Some(&definition)), expected);
    }
}

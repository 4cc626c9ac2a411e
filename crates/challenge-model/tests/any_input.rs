//! No JSON makes the reading panic, and no card shows more stamps than are needed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use challenge_model::{Card, ChallengeItem, CheckpointMark, Definition, Page, UnixMillis};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

const FIXTURES: [&str; 6] = [
    include_str!("fixtures/assignment.doc-shape.json"),
    include_str!("fixtures/assignment.sdk-shape.json"),
    include_str!("fixtures/assignments.envelope.mixed.json"),
    include_str!("fixtures/assignments.page2-of-3.json"),
    include_str!("fixtures/definition.doc-shape.json"),
    include_str!("fixtures/definitions.envelope.sdk-shape.json"),
];

const MEMBERS: [&str; 24] = [
    "id",
    "challengeId",
    "contactId",
    "challengeStart",
    "challengeEnd",
    "challengeCompletedOn",
    "completedCheckpoints",
    "requiredCheckpoints",
    "latestCheckpointAddedOn",
    "imageUrl",
    "isActive",
    "isChallengeCompleted",
    "status",
    "links",
    "items",
    "totalCount",
    "name",
    "definition",
    "presentation",
    "checkpoints",
    "requiredNumberOfCheckpoints",
    "scheduledTo",
    "expirationMonths",
    "at",
];

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        select(vec![
            "Active",
            "NotCompleted",
            "5",
            "-1",
            "",
            "2026-02-30",
            "0001-01-01T00:00:00",
            "9999-12-31T23:59:59.9999999+14:00",
            "javascript:alert(1)"
        ])
        .prop_map(Value::from),
    ]
}

/// JSON of any shape, in which the members that are read are frequent.
fn json() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(5, 64, 8, |inner| {
        let member = prop_oneof![
            select(&MEMBERS[..]).prop_map(str::to_owned),
            any::<String>()
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::hash_map(member, inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A fixture in which one value is replaced by another.
fn mutated_fixture() -> impl Strategy<Value = Value> {
    (select(&FIXTURES[..]), any::<Index>(), json()).prop_map(|(fixture, place, replacement)| {
        let mut value: Value = serde_json::from_str(fixture).unwrap();
        let pointers = pointers(&value);
        let place: &String = place.get(&pointers);
        *value.pointer_mut(place).unwrap() = replacement;
        value
    })
}

/// The JSON pointers of this value and of all values in it.
fn pointers(value: &Value) -> Vec<String> {
    let below = |step: String, inner: &Value| {
        pointers(inner)
            .into_iter()
            .map(move |rest| format!("/{step}{rest}"))
            .collect::<Vec<_>>()
    };
    let mut all = vec![String::new()];
    match value {
        Value::Array(values) => all.extend(
            values
                .iter()
                .enumerate()
                .flat_map(|(at, inner)| below(at.to_string(), inner)),
        ),
        Value::Object(members) => all.extend(
            members
                .iter()
                .flat_map(|(name, inner)| below(name.clone(), inner)),
        ),
        _ => {}
    }
    all
}

/// The cards of an answer, read as challenges and as definitions.
fn cards(answer: &Value, now: UnixMillis) -> Vec<Card> {
    let challenges = Page::<ChallengeItem>::read(answer)
        .map(|page| page.items)
        .unwrap_or_default();
    let definitions = Page::<Definition>::read(answer)
        .map(|page| page.items)
        .unwrap_or_default();
    challenges
        .iter()
        .filter_map(|item| Card::of_challenge(item, now))
        .chain(
            definitions
                .iter()
                .filter_map(|definition| Card::of_definition(definition, None, now)),
        )
        .collect()
}

fn promises_hold(answer: &Value, now: i64) -> Result<(), TestCaseError> {
    let first = cards(answer, UnixMillis(now));
    let second = cards(answer, UnixMillis(now));
    prop_assert_eq!(
        &first,
        &second,
        "the same answer read twice gives the same cards"
    );
    for card in &first {
        let required = card
            .progress
            .required()
            .map_or(0, std::num::NonZeroU32::get);
        let stamped = card
            .progress
            .checkpoints(card.state)
            .filter(|checkpoint| checkpoint.mark == CheckpointMark::Stamped)
            .count();
        prop_assert!(
            stamped <= required as usize,
            "no more stamps are shown than are required"
        );
    }
    let count = first.len();
    let sorted = challenge_model::order::sorted(first);
    prop_assert_eq!(sorted.len(), count, "sorting loses no card");
    Ok(())
}

proptest! {
    #[test]
    fn any_json_is_read_without_a_panic(answer in json(), now: i64) {
        promises_hold(&answer, now)?;
    }

    #[test]
    fn any_change_of_a_documented_answer_is_read_without_a_panic(answer in mutated_fixture(), now in 1_600_000_000_000_i64..2_000_000_000_000) {
        promises_hold(&answer, now)?;
    }
}

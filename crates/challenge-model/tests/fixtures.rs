//! Every documented answer is read correctly.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use challenge_model::wire::{
    ChallengeStatus, CheckpointAssignOn, DefinitionStatus, FromWire, Json,
};
use challenge_model::{
    Card, CardState, Challenge, ChallengeItem, Definition, Moment, Page, UnixMillis, Unreadable,
};
use serde_json::Value;

fn fixture(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn read<T: FromWire>(name: &str) -> T {
    let mut unreadable = Unreadable::default();
    let value = T::from_wire(&Json::from(&fixture(name)), &mut unreadable).unwrap();
    assert!(unreadable.is_none(), "{name}: {unreadable:?}");
    value
}

fn page<T: FromWire>(name: &str) -> Page<T> {
    let page = Page::read(&fixture(name)).unwrap();
    assert!(page.unreadable.is_none(), "{name}: {:?}", page.unreadable);
    page
}

fn at(text: &str) -> UnixMillis {
    Moment::parse(text).unwrap().instant()
}

#[test]
fn the_documentations_contradictory_example_is_inactive_with_two_of_five() {
    let item: ChallengeItem = read("assignment.doc-shape");
    let card = Card::of_challenge(&item, at("2026-03-01T00:00:00Z")).unwrap();
    assert_eq!(card.state, CardState::Inactive);
    assert_eq!(
        (card.progress.completed(), card.progress.missing()),
        (2, Some(3))
    );
}

#[test]
fn an_assignment_in_the_form_of_the_sdks_is_read_completely() {
    let challenge: Challenge = read("assignment.sdk-shape");
    assert_eq!(
        challenge.id.as_str(),
        "a2000000-2222-4aaa-8bbb-000000000002"
    );
    assert_eq!(
        challenge.definition_id.unwrap().as_str(),
        "1f3b6a90-6f0c-4c55-9f1e-8b0f4f2c1d11"
    );
    assert_eq!(challenge.status, Some(ChallengeStatus::Active));
    assert_eq!(challenge.end, Moment::parse("2026-12-31T23:59:59+01:00"));
    assert_eq!(
        challenge.image_url.unwrap().as_str(),
        "https://images.example.test/stamps/coffee-3.png"
    );
    assert_eq!(challenge.is_active, Some(true));
    assert_eq!(
        (
            challenge.completed_checkpoints,
            challenge.required_checkpoints
        ),
        (3, Some(5))
    );
}

#[test]
fn each_challenge_of_a_list_in_mixed_forms_has_its_state() {
    let page: Page<ChallengeItem> = page("assignments.envelope.mixed");
    let states: Vec<_> = page
        .items
        .iter()
        .map(|item| {
            Card::of_challenge(item, at("2026-03-01T00:00:00Z"))
                .unwrap()
                .state
        })
        .collect();
    assert_eq!(
        states,
        [
            CardState::Active,
            CardState::Completed,
            CardState::Ended,
            CardState::Active,
            CardState::Inactive
        ]
    );
    assert_eq!(page.total, Some(5));
}

#[test]
fn an_empty_list_is_an_empty_page() {
    let page: Page<ChallengeItem> = page("assignments.envelope.empty");
    assert_eq!(
        (page.items.len(), page.received, page.total),
        (0, 0, Some(0))
    );
}

#[test]
fn a_page_in_the_middle_says_how_many_items_there_are_in_all() {
    let page: Page<ChallengeItem> = page("assignments.page2-of-3");
    assert_eq!(
        (page.items.len(), page.received, page.total),
        (1, 1, Some(3))
    );
}

#[test]
fn a_definition_with_integers_and_one_with_names_are_read_as_equal() {
    let documented: Definition = read("definition.doc-shape");
    let named: Page<Definition> = page("definitions.envelope.sdk-shape");
    assert_eq!(documented, named.items[0]);
    assert_eq!(documented.status, Some(DefinitionStatus::Active));
    assert_eq!(
        documented.checkpoint_assign_on,
        Some(CheckpointAssignOn::ReceiptLineQuantity)
    );
    assert_eq!(documented.expiration_months, Some(5));
}

#[test]
fn definitions_with_null_members_are_read() {
    let page: Page<Definition> = page("definitions.envelope.sdk-shape");
    let statuses: Vec<_> = page.items.iter().map(|item| item.status.unwrap()).collect();
    assert_eq!(
        statuses,
        [
            DefinitionStatus::Active,
            DefinitionStatus::Scheduled,
            DefinitionStatus::Ended,
            DefinitionStatus::Draft
        ]
    );
    assert_eq!(page.items[1].description, None);
    assert_eq!(page.items[2].expiration_months, None);
    assert_eq!(page.items[2].checkpoint_assign_on_amount, Some(249.5));
}

#[test]
fn a_list_of_one_documented_definition_is_read() {
    let page: Page<Definition> = page("definitions.envelope.doc-shape");
    assert_eq!(page.items, [read::<Definition>("definition.doc-shape")]);
}

#[test]
fn answers_without_a_list_are_refused() {
    for name in [
        "assign.response.true",
        "contact-id.response",
        "error.404.contact-not-found",
        "error.409.multiple-matches",
        "error.422.validation",
        "error.500.content-type-missing",
        "error.500.content-type-missing.webapi-casing",
        "checkpoints.response.ok.empty-object",
    ] {
        assert!(Page::<Challenge>::read(&fixture(name)).is_err(), "{name}");
    }
}

use jiff::{Timestamp, tz::Offset};
use rstest::rstest;

use super::*;
use crate::rules::{AssignmentStatus, DefinitionStatus};

/// A definition to which tests add mistakes. Its last line is line 9.
const DEFINITION: &str = r#"[[definition]]
key = "reviews"
id = "00000000-0000-4000-8000-0000000000d1"
name = "Reviews"
required = 5
created_by = "Joe Doe"
created_on = "-2 months"
modified_by = "Jane Doe"
modified_on = "-1 day"
"#;

const CONTACT: &str = r#"[[contact]]
key = "alva"
id = "00000000-0000-4000-8000-0000000000c1"
name = "Alva"
"#;

fn now() -> Timestamp {
    "2026-05-31T12:00:00Z".parse().unwrap()
}

fn embedded_state() -> State {
    Seed::embedded().state(now(), Offset::UTC)
}

/// The definition's name, the status, and the checkpoints completed and required.
type Card = (String, AssignmentStatus, u64, u64);

/// The challenges of a contact.
fn cards(name: &str) -> Vec<Card> {
    let state = embedded_state();
    let contact = state
        .contacts()
        .find(|contact| contact.name == name)
        .unwrap();
    let cards = state.challenges_of(contact.id).map(|challenge| {
        let definition = state.definition(challenge.definition_id);
        (
            definition.map_or("missing".into(), |definition| definition.name.clone()),
            challenge.status(definition, now(), Offset::UTC),
            challenge.completed_checkpoints,
            challenge.required_checkpoints,
        )
    });
    cards.collect()
}

#[test]
fn a_small_seed_becomes_a_state_with_dates_counted_from_the_clock() {
    let text = format!(
        "{CONTACT}{DEFINITION}[[challenge]]\nid = \"00000000-0000-4000-8000-0000000000a1\"\n\
         contact = \"alva\"\ndefinition = \"reviews\"\nstart = \"-3 months\"\ncompleted = 2\n"
    );
    let state = Seed::parse("small.toml", &text)
        .unwrap()
        .state(now(), Offset::UTC);
    let [challenge] = state.challenges() else {
        panic!("one challenge expected");
    };
    assert_eq!(
        challenge.started,
        Some("2026-02-28T12:00:00Z".parse().unwrap())
    );
    assert_eq!(challenge.required_checkpoints, 5);
    assert_eq!(
        state.definitions()[0].created.on,
        "2026-03-31T12:00:00Z".parse().unwrap()
    );
}

#[rstest]
#[case::no_toml("[[contact", 1, "contact")]
#[case::unknown_key(&format!("{CONTACT}nmae = \"x\"\n"), 5, "unknown field `nmae`")]
#[case::missing_key("\n[[contact]]\nkey = \"alva\"\n", 2, "missing field `id`")]
#[case::no_guid(
    "[[contact]]\nkey = \"a\"\nid = \"4711\"\nname = \"A\"\n",
    3,
    "`4711` is not a GUID"
)]
#[case::no_date(&DEFINITION.replace("-1 day", "yesterday"), 9, "`yesterday` is neither")]
#[case::no_number(&DEFINITION.replace("= 5", "= \"five\""), 5, "invalid type")]
#[case::no_amount(&format!("{DEFINITION}assign_on_amount = nan\n"), 10, "from 0 up")]
#[case::key_used_twice(&format!("{CONTACT}{CONTACT}"), 6, "another contact has the key `alva`")]
#[case::id_used_twice(&format!("{CONTACT}{}", CONTACT.replace("alva", "nils")), 7, "another contact has the id")]
#[case::unknown_contact(
    &format!("{DEFINITION}[[challenge]]\nid = \"00000000-0000-4000-8000-0000000000a1\"\ncontact = \"alva\"\ndefinition = \"reviews\"\n"),
    12,
    "no contact has the key `alva`"
)]
#[case::unknown_definition(
    &format!("{CONTACT}[[challenge]]\nid = \"00000000-0000-4000-8000-0000000000a1\"\ncontact = \"alva\"\ndefinition = \"reviews\"\n"),
    8,
    "no definition has the key `reviews`"
)]
#[case::no_definition(
    &format!("{CONTACT}[[challenge]]\nid = \"00000000-0000-4000-8000-0000000000a1\"\ncontact = \"alva\"\n"),
    6,
    "either `definition` or `missing_definition`"
)]
#[case::missing_definition_without_goal(
    &format!("{CONTACT}[[challenge]]\nid = \"00000000-0000-4000-8000-0000000000a1\"\ncontact = \"alva\"\nmissing_definition = \"00000000-0000-4000-8000-0000000000d9\"\n"),
    6,
    "needs `required`"
)]
fn a_mistake_is_reported_with_file_line_and_key(
    #[case] text: &str,
    #[case] line: usize,
    #[case] reason: &str,
) {
    let error = Seed::parse("mine.toml", text).unwrap_err();
    assert_eq!(error.line(), line, "{error}");
    let message = error.to_string();
    assert!(message.starts_with("mine.toml, line "), "{message}");
    assert!(message.contains(reason), "{message}");
}

#[test]
fn the_line_of_a_mistake_is_quoted() {
    let error = Seed::parse("mine.toml", &DEFINITION.replace("= 5", "= -5")).unwrap_err();
    assert!(error.to_string().contains("(`required = -5`)"), "{error}");
}

#[test]
fn the_embedded_seeds_share_no_id() {
    let state = embedded_state();
    let mut ids: Vec<Guid> = state.contacts().map(|contact| contact.id).collect();
    ids.extend(state.definitions().iter().map(|definition| definition.id));
    ids.extend(state.challenges().iter().map(|challenge| challenge.id));
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
    assert_eq!(state.contacts().count(), 4, "no contact replaced another");
}

#[test]
fn the_shop_has_a_definition_in_every_status() {
    let state = Seed::shop().state(now(), Offset::UTC);
    let count = |wanted| {
        let statuses = state
            .definitions()
            .iter()
            .map(|definition| definition.status(now()));
        statuses.filter(|&status| status == wanted).count()
    };
    assert_eq!(count(DefinitionStatus::Active), 6);
    assert_eq!(count(DefinitionStatus::Draft), 1);
    assert_eq!(count(DefinitionStatus::Scheduled), 1);
    assert_eq!(count(DefinitionStatus::Ended), 1);
}

#[test]
fn alva_has_a_card_in_every_state() {
    let expected = [
        ("Five honest reviews", AssignmentStatus::Active, 2, 5),
        ("Ready for the fells", AssignmentStatus::Active, 6, 7),
        ("Five bags, one on us", AssignmentStatus::Active, 3, 5),
        ("Bring your own bag", AssignmentStatus::Completed, 6, 6),
        ("Midsummer miles", AssignmentStatus::NotCompleted, 3, 6),
        (
            "Four ways to say hello",
            AssignmentStatus::NotCompleted,
            0,
            4,
        ),
    ];
    let expected = expected
        .map(|(name, status, completed, required)| (name.to_owned(), status, completed, required));
    assert_eq!(cards("Alva Lindqvist"), expected);
}

#[test]
fn alvas_reviews_end_within_days() {
    let state = embedded_state();
    let reviews = &state.challenges()[0];
    let end = reviews
        .end(state.definition(reviews.definition_id), Offset::UTC)
        .unwrap();
    let hours = end.duration_since(now()).as_hours();
    assert!((24..=5 * 24).contains(&hours), "{hours} hours left");
}

#[test]
fn nils_has_just_joined_and_ines_has_no_challenge() {
    let nils = cards("Nils Berg");
    assert_eq!(
        nils,
        [(
            "Repair, refresh, roam on".to_owned(),
            AssignmentStatus::Active,
            0,
            5
        )]
    );
    assert!(cards("Ines Haddad").is_empty());
}

#[test]
fn otto_has_every_awkward_challenge() {
    let otto = cards("Otto Awkward");
    let has = |wanted: fn(&Card) -> bool| otto.iter().any(wanted);
    assert!(has(|(_, status, completed, required)| {
        *status == AssignmentStatus::Active && (*completed, *required) == (2, 5)
    }));
    assert!(
        has(|(_, _, completed, required)| completed > required && *required > 0),
        "over-full"
    );
    assert!(
        has(|(_, _, _, required)| *required == 0),
        "needs no checkpoints"
    );
    assert!(has(|(name, ..)| name.len() > 250), "very long name");
    assert!(
        has(|(name, ..)| name.contains("<script>")),
        "HTML in the name"
    );
    assert!(has(|(name, ..)| name == "missing"), "missing definition");
    let twice = otto
        .iter()
        .filter(|(name, ..)| name == "Coffee on the house");
    assert_eq!(twice.count(), 2, "two challenges of one definition");
}

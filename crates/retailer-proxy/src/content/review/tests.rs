use super::*;
use challenge_model::Unreadable;
use challenge_model::wire::{FromWire, Json};
use rstest::rstest;
use serde_json::{Value, json};

use crate::content::check;

const ID: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";

fn findings(text: &str, definitions: Option<&[Definition]>) -> Vec<Finding> {
    let checked = check(text.replace("ID", ID).as_bytes(), definitions);
    assert!(checked.content.is_some(), "{}", checked.findings);
    checked.findings.into_iter().collect()
}

/// The line, the topic and what is said, of each finding.
fn told(text: &str, definitions: Option<&[Definition]>) -> Vec<(usize, Topic, String)> {
    let findings = findings(text, definitions).into_iter();
    findings
        .map(|found| {
            (
                found.line,
                found.topic,
                format!("{} {}", found.what, found.instead),
            )
        })
        .collect()
}

fn definition(members: &Value) -> Definition {
    let mut wire = json!({
        "id": ID, "name": "Say hello", "status": "Active", "requiredNumberOfCheckpoints": 4,
    });
    for (name, value) in members.as_object().unwrap() {
        wire[name] = value.clone();
    }
    Definition::from_wire(&Json::from(&wire), &mut Unreadable::default()).unwrap()
}

#[test]
fn a_text_without_a_language_of_its_definition_is_told() {
    let text = "[definition.ID]\ntitle.en = \"x\"\ntitle.sv = \"x\"\nterms.en = \"x\"\n";
    let expected = "This has no text in Swedish (`sv`), as other texts have. Shoppers who read \
                    that get English (`en`). Add `terms.sv = \"…\"`.";
    assert_eq!(told(text, None), [(4, Topic::Missing, expected.to_owned())]);
    assert_eq!(
        findings(text, None)[0].path,
        Some(format!("definition.{ID}.terms"))
    );
}

#[test]
fn a_language_that_a_whole_definition_lacks_is_told_once() {
    let text = "[definition.ID]\ntitle.en = \"x\"\nterms.en = \"x\"\n\
                [definition.4c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33]\n\
                title.en = \"x\"\ntitle.de = \"x\"\n";
    let found = told(text, None);
    assert_eq!(found.len(), 1, "{found:?}");
    let expected = "This definition has no text in German (`de`). Shoppers who read that get \
                    English (`en`). Add its texts, as in `title.de = \"…\"`.";
    assert_eq!(found[0], (1, Topic::Missing, expected.to_owned()));
}

#[test]
fn a_label_without_a_language_is_told_with_the_line_that_it_lacks() {
    let text = "[definition.ID]\ntitle.en = \"x\"\ntitle.sv = \"x\"\n\
                [[definition.ID.checkpoint]]\nat = 2\nlabel.en = \"x\"\n";
    let found = findings(text, None);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].instead, "Add `label.sv = \"…\"`.");
    assert_eq!(
        found[0].path,
        Some(format!("definition.{ID}.checkpoint.2.label"))
    );
}

#[test]
fn a_region_is_served_by_its_language() {
    let text = "[definition.ID]\ntitle.en = \"x\"\ntitle.en-GB = \"x\"\nterms.en = \"x\"\n";
    assert_eq!(findings(text, None), []);
}

#[test]
fn a_file_without_definitions_is_warned_of() {
    let found = findings("default_language = \"sv\"\n", None);
    assert_eq!(found[0].severity, Severity::Warning);
    assert!(found[0].what.contains("no definition in the file"));
}

#[rstest]
#[case::needed(json!({ "isContactConsentRequired": true }), "", Some("The definition needs consent"))]
#[case::not_needed(json!({}), "", None)]
#[case::there(json!({ "isContactConsentRequired": true }), "consent.version = \"1\"\nconsent.text = \"x\"\n", None)]
#[case::hidden(json!({ "isContactConsentRequired": true }), "hidden = true\n", None)]
#[case::over(json!({ "isContactConsentRequired": true, "status": "Ended" }), "", None)]
fn a_consent_text_that_engage_asks_for_is_missed(
    #[case] members: Value,
    #[case] lines: &str,
    #[case] expected: Option<&str>,
) {
    let text = format!("[definition.ID]\n{lines}");
    let found = findings(&text, Some(&[definition(&members)]));
    assert_eq!(found.len(), usize::from(expected.is_some()), "{found:?}");
    if let Some(expected) = expected {
        assert!(found[0].what.starts_with(expected), "{found:?}");
        assert_eq!(found[0].severity, Severity::Warning);
        assert_eq!(found[0].path, Some(format!("definition.{ID}.consent")));
    }
}

#[test]
fn a_checkpoint_beyond_the_last_one_is_told() {
    let text = "[[definition.ID.checkpoint]]\nat = 4\n[[definition.ID.checkpoint]]\nat = 5\n";
    assert_eq!(findings(text, None), []);
    let found = told(text, Some(&[definition(&json!({}))]));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].0, found[0].1), (3, Topic::NotInEngage));
    assert!(
        found[0]
            .2
            .starts_with("There is no checkpoint 5: the definition has 4 in Engage.")
    );
}

#[test]
fn an_id_that_engage_does_not_have_is_a_mistake_with_the_nearest_one() {
    let text = "[definition.3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f34]\n";
    let found = findings(text, Some(&[definition(&json!({ "status": "Draft" }))]));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].severity, Severity::Mistake);
    assert_eq!(found[0].topic, Topic::NotInEngage);
    let expected = format!("Type `[definition.{ID}]`: Engage calls it \u{201c}Say hello\u{201d}.");
    assert_eq!(found[0].instead, expected);
}

#[rstest]
#[case::active(json!({}), Some("which is active"))]
#[case::scheduled(json!({ "status": "Scheduled" }), Some("which is scheduled"))]
#[case::needs_consent(json!({ "isContactConsentRequired": true }), Some("It needs consent"))]
#[case::draft(json!({ "status": "Draft" }), None)]
#[case::over(json!({ "status": "Ended" }), None)]
fn a_definition_of_engage_without_texts_is_told_at_the_end_of_the_file(
    #[case] members: Value,
    #[case] expected: Option<&str>,
) {
    let there = definition(&json!({ "id": "4c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33" }));
    let text = "[definition.4c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33]\ntitle = \"x\"\n\n";
    let found = findings(text, Some(&[there, definition(&members)]));
    assert_eq!(found.len(), usize::from(expected.is_some()), "{found:?}");
    if let Some(expected) = expected {
        assert!(found[0].what.contains(expected), "{found:?}");
        assert_eq!((found[0].line, found[0].topic), (2, Topic::Missing));
        assert_eq!(found[0].path, Some(format!("definition.{ID}")));
    }
}

#[rstest]
#[case::title("title.en = \"*\"", 70, "title.en")]
#[case::description("description = \"*\"", 200, "description")]
#[case::reward("reward.sv = \"*\"\nreward.en = \"x\"", 60, "reward.sv")]
#[case::terms("terms = \"*\"", 2_000, "terms")]
#[case::consent("consent.text = \"*\"\nconsent.version = \"1\"", 500, "consent.text")]
fn a_text_that_a_card_cannot_show_well_is_warned_of(
    #[case] lines: &str,
    #[case] longest: usize,
    #[case] name: &str,
) {
    let text = |length: usize| {
        format!(
            "[definition.ID]\n{}\n",
            lines.replace('*', &"å".repeat(length))
        )
    };
    let of_length = |length| {
        let found = findings(&text(length), None).into_iter();
        found
            .filter(|found| found.topic == Topic::TooLong)
            .collect::<Vec<_>>()
    };
    assert_eq!(of_length(longest), []);
    let found = of_length(longest + 1);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].line, 2);
    assert_eq!(found[0].path, Some(format!("definition.{ID}.{name}")));
    let expected = format!(
        "The text has {} characters. A card shows up to {longest}",
        longest + 1
    );
    assert!(found[0].what.starts_with(&expected), "{}", found[0]);
}

#[rstest]
#[case("👨‍👩‍👧", false)]
#[case("🇸🇪", false)]
#[case("XL", false)]
#[case("XXL", true)]
fn an_icon_of_more_than_two_signs_is_warned_of(#[case] icon: &str, #[case] expected: bool) {
    let text = format!("[[definition.ID.checkpoint]]\nat = 1\nicon = \"{icon}\"\n");
    let found = findings(&text, None);
    assert_eq!(!found.is_empty(), expected, "{found:?}");
}

#[rstest]
#[case::se(
    "title.en = \"x\"\ntitle.se = \"x\"",
    Some("If you mean Swedish, type `sv`.")
)]
#[case::ee(
    "title.en = \"x\"\ntitle.ee = \"x\"",
    Some("If you mean Estonian, type `et`.")
)]
#[case::letters_in_two_signs(
    "title.en = \"FÃ¤lt\"",
    Some(
        "Type `Fält`. The text was probably copied from a program that read it in another encoding."
    )
)]
#[case::both("title.en = \"x\"\ntitle.sv = \"x\"\ntitle.se = \"x\"", None)]
fn what_was_probably_not_meant_is_warned_of(#[case] lines: &str, #[case] expected: Option<&str>) {
    let text = format!("[definition.ID]\n{lines}\n");
    let found = findings(&text, None);
    let found: Vec<_> = found.iter().map(|found| found.instead.as_str()).collect();
    assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
}

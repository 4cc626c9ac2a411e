//! What is allowed in a content file but probably not meant.

use std::collections::{BTreeSet, HashMap};

use challenge_model::{Definition, DefinitionId};

use super::findings::{Finding, Findings, Severity, Topic};
use super::language::LanguageTag;
use super::position::Position;
use super::translated::Translated;
use super::{Content, DefinitionContent};

pub(super) fn review(content: &Content, definitions: Option<&[Definition]>) -> Findings {
    let mut findings = Findings::default();
    if content.is_empty() {
        let what = "there is no definition: the proxy does not use such a file";
        findings.add(warning(Position::START, Topic::Missing, what));
    }
    missing_languages(content, &mut findings);
    if let Some(definitions) = definitions {
        against_engage(content, definitions, &mut findings);
    }
    findings.in_order()
}

/// Warns of texts without a language that other texts have.
fn missing_languages(content: &Content, findings: &mut Findings) {
    let texts = || content.definitions.values().flat_map(texts);
    let languages: BTreeSet<&LanguageTag> =
        texts().flat_map(|(_, text)| text.texts.keys()).collect();
    for (name, text) in texts().filter(|(_, text)| !text.is_empty()) {
        let missing: Vec<&str> = languages
            .iter()
            .filter(|tag| !text.speaks(tag))
            .map(|tag| tag.as_str())
            .collect();
        if !missing.is_empty() {
            let what = format!(
                "the {name} is missing in {}: shoppers who read that get {}",
                missing.join(", "),
                content.default_language.as_str()
            );
            findings.add(warning(text.position, Topic::Missing, what));
        }
    }
}

fn warning(at: Position, topic: Topic, what: impl Into<String>) -> Finding {
    Finding::new(at, Severity::Warning, topic, what, "")
}

pub(super) fn texts(
    definition: &DefinitionContent,
) -> impl Iterator<Item = (&'static str, &Translated)> {
    let own = [
        ("title", &definition.title),
        ("description", &definition.description),
        ("terms", &definition.terms),
        ("reward", &definition.reward),
    ];
    let consent = definition.consent.iter();
    let consent = consent.map(|consent| ("consent text", &consent.text));
    let checkpoints = definition.checkpoints.iter().flat_map(|checkpoint| {
        [
            ("label", &checkpoint.label),
            ("reward of the checkpoint", &checkpoint.reward),
        ]
    });
    own.into_iter().chain(consent).chain(checkpoints)
}

fn against_engage(content: &Content, definitions: &[Definition], findings: &mut Findings) {
    let known: HashMap<&DefinitionId, &Definition> = definitions
        .iter()
        .map(|definition| (&definition.id, definition))
        .collect();
    for (id, own) in &content.definitions {
        if let Some(definition) = known.get(id) {
            against_definition(own, definition, findings);
            continue;
        }
        let what = "Engage has no definition of this id";
        let finding = warning(own.position, Topic::NotInEngage, what);
        findings.add(finding.about(format!("definition.{}", id.as_str())));
    }
}

fn against_definition(own: &DefinitionContent, definition: &Definition, findings: &mut Findings) {
    if definition.is_contact_consent_required && own.consent.is_none() {
        let what = "Engage says that this definition needs consent, but there is no consent \
                    text: nobody can join";
        findings.add(warning(own.position, Topic::Missing, what));
    }
    let Some(required) = definition.required_number_of_checkpoints else {
        return;
    };
    for checkpoint in own.checkpoints.iter().filter(|own| own.at > required) {
        let at = checkpoint.at;
        let what = format!("there is no checkpoint {at}: the definition has {required}");
        findings.add(warning(checkpoint.position, Topic::NotInEngage, what));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::Unreadable;
    use challenge_model::wire::{FromWire, Json};
    use serde_json::json;

    const ID: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";

    fn warnings(text: &str, definitions: Option<&[Definition]>) -> Vec<String> {
        let content = Content::parse(&text.replace("ID", ID)).unwrap();
        let findings = content.review(definitions);
        let told = |finding: &Finding| {
            let Finding {
                line,
                severity,
                what,
                ..
            } = finding;
            format!("line {line}: {severity}: {what}")
        };
        findings.iter().map(told).collect()
    }

    fn definition(id: &str) -> Definition {
        let wire = json!({
            "id": id, "requiredNumberOfCheckpoints": 4, "isContactConsentRequired": true,
        });
        Definition::from_wire(&Json::from(&wire), &mut Unreadable::default()).unwrap()
    }

    #[test]
    fn a_language_that_is_used_once_is_missed_wherever_it_is_not() {
        let text = "[definition.ID]\ntitle.en = \"x\"\ntitle.sv = \"x\"\nterms.en = \"x\"\n";
        assert_eq!(
            warnings(text, None),
            ["line 4: warning: the terms is missing in sv: shoppers who read that get en"]
        );
    }

    #[test]
    fn a_file_without_definitions_is_warned_of() {
        assert_eq!(
            warnings("default_language = \"sv\"\n", None),
            ["line 1: warning: there is no definition: the proxy does not use such a file"]
        );
    }

    #[test]
    fn a_region_is_served_by_its_language() {
        let text = "[definition.ID]\ntitle.en = \"x\"\ntitle.en-GB = \"x\"\nterms.en = \"x\"\n";
        assert_eq!(warnings(text, None), Vec::<String>::new());
    }

    #[test]
    fn what_does_not_fit_engage_is_said_where_engage_is_known() {
        let text = "[definition.ID]\n[[definition.ID.checkpoint]]\nat = 4\n\
                    [[definition.ID.checkpoint]]\nat = 5\n";
        assert_eq!(warnings(text, None), Vec::<String>::new());
        let known = warnings(text, Some(&[definition(ID)]));
        assert_eq!(known.len(), 2, "{known:?}");
        assert!(known[0].starts_with("line 1: warning: Engage says that this definition needs"));
        assert_eq!(
            known[1],
            "line 4: warning: there is no checkpoint 5: the definition has 4"
        );
        let unknown = warnings(text, Some(&[]));
        assert_eq!(
            unknown,
            ["line 1: warning: Engage has no definition of this id"]
        );
    }
}

//! What does not fit Engage's definitions.

use std::collections::HashMap;

use challenge_model::wire::DefinitionStatus;
use challenge_model::{Definition, DefinitionId};

use super::super::engage_names;
use super::super::findings::{Finding, Findings, Severity, Topic};
use super::super::position::Position;
use super::{Content, DefinitionContent, path, warning};

/// Compares the content with all of Engage's definitions. What the file lacks is told at its
/// end.
pub(super) fn review(
    content: &Content,
    end: Position,
    definitions: &[Definition],
    findings: &mut Findings,
) {
    let known: HashMap<&DefinitionId, &Definition> = definitions
        .iter()
        .map(|definition| (&definition.id, definition))
        .collect();
    for (id, own) in &content.definitions {
        match known.get(id) {
            Some(definition) => compare(own, definition, findings),
            None => findings.add(unknown(id, own, definitions)),
        }
    }
    for definition in definitions {
        if is_for_shoppers(definition) && content.definition(&definition.id).is_none() {
            findings.add(without_texts(definition, end));
        }
    }
}

/// Whether shoppers see the definition, now or soon.
fn is_for_shoppers(definition: &Definition) -> bool {
    matches!(
        definition.status,
        Some(DefinitionStatus::Active | DefinitionStatus::Scheduled)
    )
}

/// A definition that Engage does not have: nobody ever sees its texts.
fn unknown(id: &DefinitionId, own: &DefinitionContent, definitions: &[Definition]) -> Finding {
    let titles: Vec<&str> = own.title.texts.values().map(String::as_str).collect();
    let what = "Engage has no definition with this id, so that no shopper sees these texts.";
    let instead = engage_names::suggestion(id, &titles, definitions);
    let (severity, topic) = (Severity::Mistake, Topic::NotInEngage);
    Finding::new(own.position, severity, topic, what, instead).about(path(id))
}

/// A definition that shoppers see without any texts of the file.
fn without_texts(definition: &Definition, end: Position) -> Finding {
    let id = definition.id.as_str();
    let state = match definition.status {
        Some(DefinitionStatus::Scheduled) => "scheduled",
        _ => "active",
    };
    let mut what = format!(
        "The file has no texts for the definition {id}, which is {state}: {}.",
        engage_names::told(definition)
    );
    let mut instead = format!("Add `[definition.{id}]`, and `title.en = \"…\"` below it");
    if definition.is_contact_consent_required {
        what.push_str(" It needs consent, so that nobody can join it without a consent text.");
        instead.push_str(", with `consent.version = \"1\"` and `consent.text.en = \"…\"`");
    }
    instead.push_str(". Add `hidden = true` in place of texts if no shopper shall see it.");
    warning(end, Topic::Missing, what, instead).about(path(&definition.id))
}

fn compare(own: &DefinitionContent, definition: &Definition, findings: &mut Findings) {
    let id = &definition.id;
    let is_over = definition.status == Some(DefinitionStatus::Ended);
    let needs_consent = definition.is_contact_consent_required && !own.hidden && !is_over;
    if needs_consent && own.consent.is_none() {
        let what = "The definition needs consent, as Engage says, and there is no consent text. \
                    So nobody can join, and it is not offered to shoppers who have not joined.";
        let instead = "Add what shoppers agree to: `consent.version = \"1\"` and \
                       `consent.text.en = \"…\"`.";
        let finding = warning(own.position, Topic::Missing, what, instead);
        findings.add(finding.about(format!("{}.consent", path(id))));
    }
    let Some(required) = definition.required_number_of_checkpoints else {
        return;
    };
    for checkpoint in own.checkpoints.iter().filter(|own| own.at > required) {
        let at = checkpoint.at;
        let what = format!("There is no checkpoint {at}: the definition has {required} in Engage.");
        let instead =
            format!("Type a number up to {required} behind `at =`, or delete this checkpoint.");
        let finding = warning(checkpoint.position, Topic::NotInEngage, what, instead);
        findings.add(finding.about(format!("{}.checkpoint.{at}", path(id))));
    }
}

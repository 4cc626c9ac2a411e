//! What is allowed in a content file but probably not meant: what its entries say together,
//! and beside Engage's definitions.

mod engage;
mod languages;

use challenge_model::{Definition, DefinitionId};

use super::findings::{Finding, Findings, Severity, Topic};
use super::position::Position;
use super::translated::Translated;
use super::{Content, DefinitionContent};

/// Reviews the content of this text.
pub(super) fn review(
    text: &str,
    content: &Content,
    definitions: Option<&[Definition]>,
) -> Findings {
    let mut findings = Findings::default();
    if content.is_empty() {
        let what = "There is no definition in the file, and the proxy does not use such a file.";
        let instead = "Add one: `[definition.ID]` with the definition's id in Engage, and its \
                       texts below.";
        findings.add(warning(Position::START, Topic::Missing, what, instead));
    }
    languages::review(content, &mut findings);
    if let Some(definitions) = definitions {
        engage::review(content, end(text), definitions, &mut findings);
    }
    findings
}

fn warning(
    at: Position,
    topic: Topic,
    what: impl Into<String>,
    instead: impl Into<String>,
) -> Finding {
    Finding::new(at, Severity::Warning, topic, what, instead)
}

fn path(id: &DefinitionId) -> String {
    format!("definition.{}", id.as_str())
}

/// The end of the last line on which something stands.
fn end(text: &str) -> Position {
    Position::of(text, text.trim_end().len())
}

/// All texts of a definition, with their names.
pub(super) fn texts(definition: &DefinitionContent) -> Vec<(String, &Translated)> {
    let mut texts = vec![
        ("title".to_owned(), &definition.title),
        ("description".to_owned(), &definition.description),
        ("reward".to_owned(), &definition.reward),
        ("terms".to_owned(), &definition.terms),
    ];
    if let Some(consent) = &definition.consent {
        texts.push(("consent.text".to_owned(), &consent.text));
    }
    for checkpoint in &definition.checkpoints {
        let at = checkpoint.at;
        texts.push((format!("checkpoint.{at}.label"), &checkpoint.label));
        texts.push((format!("checkpoint.{at}.reward"), &checkpoint.reward));
    }
    texts.retain(|(_, text)| !text.is_empty());
    texts
}

#[cfg(test)]
mod tests;

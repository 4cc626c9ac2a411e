//! Languages that are missing.

use std::collections::BTreeSet;

use super::super::findings::{Findings, Topic};
use super::super::language::LanguageTag;
use super::super::language_names;
use super::super::translated::Translated;
use super::{Content, path, texts, warning};

/// Warns of texts without a language that other texts have. A language that a whole definition
/// lacks is told once for it.
pub(super) fn review(content: &Content, findings: &mut Findings) {
    let all = content.definitions.values().flat_map(texts);
    let used = languages(all.map(|(_, text)| text));
    let default = told(&content.default_language);
    for (id, definition) in &content.definitions {
        let own = texts(definition);
        if own.is_empty() {
            continue;
        }
        let here = languages(own.iter().map(|(_, text)| *text));
        let speaks = |tag: &LanguageTag| own.iter().any(|(_, text)| text.speaks(tag));
        let nowhere: Vec<_> = used.iter().filter(|tag| !speaks(tag)).collect();
        if let Some(example) = nowhere.first() {
            let what = format!(
                "This definition has no text in {}. Shoppers who read that get {default}.",
                list(&nowhere)
            );
            let (name, _) = &own[0];
            let instead = format!("Add its texts, as in `{}`.", line(name, example));
            let finding = warning(definition.position, Topic::Missing, what, instead);
            findings.add(finding.about(path(id)));
        }
        for (name, text) in &own {
            let missing: Vec<_> = here.iter().filter(|tag| !text.speaks(tag)).collect();
            let Some(example) = missing.first() else {
                continue;
            };
            let what = format!(
                "This has no text in {}, as other texts have. Shoppers who read that get \
                 {default}.",
                list(&missing)
            );
            let instead = format!("Add `{}`.", line(name, example));
            let finding = warning(text.position, Topic::Missing, what, instead);
            findings.add(finding.about(format!("{}.{name}", path(id))));
        }
    }
}

fn languages<'t>(texts: impl Iterator<Item = &'t Translated>) -> BTreeSet<LanguageTag> {
    texts.flat_map(|text| text.texts.keys().cloned()).collect()
}

/// The line that is missing. What belongs to a checkpoint stands below a line of its own.
fn line(name: &str, tag: &LanguageTag) -> String {
    let name = match name.strip_prefix("checkpoint.") {
        Some(rest) => rest.rsplit('.').next().unwrap_or(rest),
        None => name,
    };
    format!("{name}.{} = \"…\"", tag.as_str())
}

fn list(tags: &[&LanguageTag]) -> String {
    let names: Vec<_> = tags.iter().map(|tag| told(tag)).collect();
    names.join(", ")
}

/// The language's name with its code.
fn told(tag: &LanguageTag) -> String {
    let code = tag.as_str();
    match language_names::name(code) {
        name if name == code => format!("`{code}`"),
        name => format!("{name} (`{code}`)"),
    }
}

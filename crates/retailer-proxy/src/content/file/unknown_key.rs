//! What is said of a key that there is not, and which one was probably meant.

use challenge_model::DefinitionId;

use super::super::keys::{CheckpointKey, ConsentKey, DefinitionKey, FileKey, Key, Keys};
use super::super::language_names;
use super::super::nearest::nearest;

/// What is wrong with a key of a table of this kind, and what to type instead.
pub(super) fn explain<K: Keys>(name: &str) -> (String, String) {
    let what = format!("There is no `{name}` here.");
    let instead = meant::<K>(name)
        .map(|meant| format!("Type `{meant}`."))
        .or_else(|| elsewhere::<K>(name))
        .unwrap_or_else(|| format!("What there is: {}.", names::<K>()));
    (what, instead)
}

/// The key of this table that was probably meant.
fn meant<K: Keys>(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let is_other_name = |key: &&Key| key.also.contains(&lower.as_str());
    let keys = || K::ALL.iter().map(|(_, key)| key);
    let other_name = keys().find(is_other_name).map(|key| key.name);
    let singular = lower
        .strip_suffix('s')
        .and_then(|name| Some(K::named(name)?.1.name));
    other_name
        .or(singular)
        .or_else(|| nearest(&lower, keys().map(|key| key.name)))
}

/// Where a key stands that belongs to another kind of table.
fn elsewhere<K: Keys>(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    if DefinitionId::guid(name).is_ok() {
        return Some(format!("Type `[definition.{name}]`."));
    }
    if FileKey::named(&lower).is_some() {
        return Some(format!(
            "`{lower}` stands at the top of the file, above the first line in brackets."
        ));
    }
    if let Some(key) = lower.strip_prefix("consent_").and_then(meant::<ConsentKey>) {
        return Some(format!("Type `consent.{key}`."));
    }
    if lower == "version" {
        return Some("Type `consent.version`.".to_owned());
    }
    if language_names::is_language(&lower) || language_names::meant(&lower).is_some() {
        return Some(format!(
            "Before a language stands what the text is, as in `title.{}`.",
            language_names::meant(&lower).map_or(lower.as_str(), |(code, _)| code)
        ));
    }
    let is_checkpoint = matches!(meant::<DefinitionKey>(&lower), Some("checkpoint"));
    if is_checkpoint || lower == "checkpoint" {
        return Some("Type `[[definition.ID.checkpoint]]` with the definition's id.".to_owned());
    }
    if DefinitionKey::named(&lower).is_some() {
        return Some(format!(
            "`{lower}` stands below the line `[definition.ID]` of its definition."
        ));
    }
    if CheckpointKey::named(&lower).is_some() {
        return Some(format!(
            "`{lower}` stands below a line `[[definition.ID.checkpoint]]`."
        ));
    }
    None
}

fn names<K: Keys>() -> String {
    let names = K::ALL.iter().map(|(_, key)| format!("`{}`", key.name));
    names.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::slip(explain::<DefinitionKey>("tittle"), "Type `title`.")]
    #[case::capital(explain::<DefinitionKey>("Title"), "Type `title`.")]
    #[case::other_word(explain::<DefinitionKey>("prize"), "Type `reward`.")]
    #[case::several(explain::<DefinitionKey>("checkpoints"), "Type `checkpoint`.")]
    #[case::of_a_checkpoint(explain::<CheckpointKey>("title"), "Type `label`.")]
    #[case::at_the_top(
        explain::<DefinitionKey>("default_language"),
        "`default_language` stands at the top of the file, above the first line in brackets."
    )]
    #[case::below_a_checkpoint(
        explain::<DefinitionKey>("icon"),
        "`icon` stands below a line `[[definition.ID.checkpoint]]`."
    )]
    #[case::above_every_definition(
        explain::<FileKey>("title"),
        "`title` stands below the line `[definition.ID]` of its definition."
    )]
    #[case::no_definition_around(
        explain::<FileKey>("checkpoint"),
        "Type `[[definition.ID.checkpoint]]` with the definition's id."
    )]
    #[case::only_an_id(
        explain::<FileKey>("3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33"),
        "Type `[definition.3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33]`."
    )]
    #[case::only_a_language(
        explain::<DefinitionKey>("sv"),
        "Before a language stands what the text is, as in `title.sv`."
    )]
    #[case::underline(explain::<DefinitionKey>("consent_text"), "Type `consent.text`.")]
    #[case::nothing_near(explain::<ConsentKey>("colour"), "What there is: `version`, `text`.")]
    fn the_key_that_was_meant_is_named(
        #[case] (what, instead): (String, String),
        #[case] expected: &str,
    ) {
        assert!(what.starts_with("There is no `"), "{what}");
        assert_eq!(instead, expected);
    }
}

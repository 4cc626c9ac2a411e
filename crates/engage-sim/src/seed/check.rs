//! Checks the entries of a seed against each other.

use std::collections::HashSet;
use std::ops::Range;

use toml::Spanned;

use super::file::{ChallengeEntry, SeedFile};
use crate::guid::Guid;

/// A mistake, and where it is in the file.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) span: Range<usize>,
    pub(super) message: String,
}

fn finding<T>(at: &Spanned<T>, message: String) -> Finding {
    Finding {
        span: at.span(),
        message,
    }
}

/// Checks a whole file.
pub(super) fn check(file: &SeedFile) -> Result<(), Finding> {
    let contacts = unique("contact", file.contacts.iter().map(|entry| &entry.key))?;
    let definitions = unique(
        "definition",
        file.definitions.iter().map(|entry| &entry.key),
    )?;
    unique_ids("contact", file.contacts.iter().map(|entry| &entry.id))?;
    unique_ids("definition", file.definitions.iter().map(|entry| &entry.id))?;
    unique_ids("challenge", file.challenges.iter().map(|entry| &entry.id))?;
    for entry in &file.definitions {
        check_amount(&entry.assign_on_amount)?;
    }
    for entry in &file.challenges {
        known("contact", &contacts, &entry.contact)?;
        check_definition(entry, &definitions)?;
    }
    Ok(())
}

fn unique<'a>(
    kind: &str,
    keys: impl Iterator<Item = &'a Spanned<String>>,
) -> Result<HashSet<&'a str>, Finding> {
    let mut seen = HashSet::new();
    for key in keys {
        if !seen.insert(key.get_ref().as_str()) {
            let message = format!("another {kind} has the key `{}` already", key.get_ref());
            return Err(finding(key, message));
        }
    }
    Ok(seen)
}

fn unique_ids<'a>(kind: &str, ids: impl Iterator<Item = &'a Spanned<Guid>>) -> Result<(), Finding> {
    let mut seen = HashSet::new();
    for id in ids {
        if !seen.insert(*id.get_ref()) {
            let message = format!("another {kind} has the id {} already", id.get_ref());
            return Err(finding(id, message));
        }
    }
    Ok(())
}

fn known(kind: &str, keys: &HashSet<&str>, key: &Spanned<String>) -> Result<(), Finding> {
    if keys.contains(key.get_ref().as_str()) {
        return Ok(());
    }
    let mut known: Vec<_> = keys.iter().copied().collect();
    known.sort_unstable();
    let message = format!(
        "no {kind} has the key `{}`; there are: {}",
        key.get_ref(),
        known.join(", ")
    );
    Err(finding(key, message))
}

fn check_amount(amount: &Spanned<f64>) -> Result<(), Finding> {
    if amount.get_ref().is_finite() && *amount.get_ref() >= 0.0 {
        return Ok(());
    }
    Err(finding(
        amount,
        "the amount must be a number from 0 up".to_owned(),
    ))
}

fn check_definition(entry: &ChallengeEntry, definitions: &HashSet<&str>) -> Result<(), Finding> {
    match (&entry.definition, entry.missing_definition) {
        (Some(key), None) => known("definition", definitions, key),
        (None, Some(_)) if entry.required.is_some() => Ok(()),
        (None, Some(_)) => Err(finding(
            &entry.id,
            "a challenge with `missing_definition` needs `required`".to_owned(),
        )),
        (Some(_), Some(_)) | (None, None) => Err(finding(
            &entry.id,
            "a challenge needs either `definition` or `missing_definition`".to_owned(),
        )),
    }
}

//! The shop of the run: its challenges, its texts, and how the proxy is told of both.

use std::fmt::Write as _;

use anyhow::Result;
use engage_sim::Seed;

/// How many challenges can be joined.
const DEFINITIONS: usize = 12;
/// One in so many challenges asks for consent.
const CONSENT_EVERY: usize = 4;
/// The version of the consent text.
pub(crate) const CONSENT_VERSION: &str = "2026-03";

/// A contact, by its id.
pub(crate) type Contact = String;
/// A challenge that can be joined, by its id.
pub(crate) type Definition = String;

/// The ids of everything that can be joined.
pub(crate) fn definitions() -> Vec<Definition> {
    (0..DEFINITIONS).map(definition).collect()
}

fn definition(number: usize) -> Definition {
    format!("dddddddd-0000-4000-8000-{number:012x}")
}

/// The version of the text that who joins this has to agree to.
pub(crate) fn consent_version(definition: &str) -> Option<&'static str> {
    let needs_consent = (0..DEFINITIONS)
        .step_by(CONSENT_EVERY)
        .any(|number| self::definition(number) == definition);
    needs_consent.then_some(CONSENT_VERSION)
}

/// What Engage starts with: the challenges, and nobody yet.
pub(crate) fn seed() -> Result<Seed> {
    let mut seed = String::new();
    for number in 0..DEFINITIONS {
        let id = definition(number);
        let consent = match consent_version(&id) {
            Some(_) => "required",
            None => "not-required",
        };
        writeln!(
            seed,
            "[[definition]]\nkey = \"d{number}\"\nid = \"{id}\"\nname = \"Challenge {number}\"\n\
             required = 10\nconsent = \"{consent}\"\ncreated_by = \"A\"\n\
             created_on = \"-6 months\"\nmodified_by = \"A\"\nmodified_on = \"-5 months\"\n"
        )?;
    }
    Ok(Seed::parse("the seed of the run", &seed)?)
}

/// The content file of the proxy.
pub(crate) fn content() -> Result<String> {
    let mut content = "default_language = \"en\"\n".to_owned();
    for id in definitions() {
        write!(content, "\n[definition.{id}]\ntitle.en = \"{id}\"\n")?;
        if let Some(version) = consent_version(&id) {
            writeln!(
                content,
                "consent.version = \"{version}\"\nconsent.text.en = \"I agree.\""
            )?;
        }
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_is_valid_and_some_challenges_ask_for_consent() {
        seed().unwrap();
        let asking = definitions()
            .iter()
            .filter(|definition| consent_version(definition).is_some())
            .count();
        assert_eq!(asking, DEFINITIONS / CONSENT_EVERY);
    }
}

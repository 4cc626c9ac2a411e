//! The environment over the file: `RETAILER_PROXY_<SECTION>_<KEY>`.

use secrecy::SecretString;

use super::given::Given;
use super::setting::{Entry, Section};
use super::value::{Content, Kind};
use super::variable::{PREFIX, variable};

/// Where the program looks for its file when the command line does not name one.
const CONFIG: &str = "RETAILER_PROXY_CONFIG";

/// Replaces what the file gives by what the environment gives. An empty variable is one
/// that is not set. Unknown variables and words in place of numbers are noted.
pub(super) fn read(
    variables: impl IntoIterator<Item = (String, String)>,
    sections: &[Section],
    given: &mut Given,
) {
    let ours = variables
        .into_iter()
        .filter(|(name, value)| name.starts_with(PREFIX) && name != CONFIG && !value.is_empty());
    let mut found = Vec::new();
    for (name, value) in ours {
        match find(&name, sections) {
            Some((section, entry)) => found.push((section, entry, name, value)),
            None => {
                given.fault_at(&name, "there is no such setting");
            }
        }
    }
    // First all that is in the way goes, then the values come: variables displace what is in
    // the file, and never each other.
    for (section, entry, ..) in &found {
        for other in &entry.replaces {
            given.displace(section.name, other);
        }
    }
    for (_, entry, name, value) in found {
        let content = content(entry.kind, value).unwrap_or_else(|must| {
            given.fault_at(&name, must);
            Content::Wrong
        });
        given.put(entry.key, content, name);
    }
}

fn find<'s>(name: &str, sections: &'s [Section]) -> Option<(&'s Section, &'s Entry)> {
    sections.iter().find_map(|section| {
        let mut entries = section.entries.iter();
        let entry = entries.find(|entry| variable(entry.key) == name)?;
        Some((section, entry))
    })
}

fn content(kind: Kind, value: String) -> Result<Content, &'static str> {
    match kind {
        Kind::Text => Ok(Content::Text(SecretString::from(value))),
        Kind::Number => match value.trim().parse::<i64>() {
            Ok(number) => Ok(Content::Number(u64::try_from(number).unwrap_or(u64::MAX))),
            Err(_) => Err("must be a whole number"),
        },
        Kind::List => {
            let texts = value.split(',').map(|text| text.trim().to_owned());
            Ok(Content::List(texts.collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Settings, sections};
    use super::*;
    use secrecy::ExposeSecret as _;

    /// What holds with this file and these variables.
    fn given(file: &[(&'static str, Content)], variables: &[(&str, &str)]) -> Given {
        let mut given = Given::default();
        for (key, content) in file {
            given.put(key, content.clone(), "proxy.toml, line 1".to_owned());
        }
        let variables = variables
            .iter()
            .map(|(name, value)| (format!("RETAILER_PROXY_{name}"), (*value).to_owned()));
        read(variables, &sections(), &mut given);
        given
    }

    fn text(text: &str) -> Content {
        Content::Text(SecretString::from(text))
    }

    fn text_of<'g>(given: &'g Given, key: &str) -> Option<&'g str> {
        match given.get(key)? {
            Content::Text(text) => Some(text.expose_secret()),
            _ => None,
        }
    }

    #[test]
    fn every_key_has_its_variable() {
        let sections = sections();
        let entries = || sections.iter().flat_map(|section| &section.entries);
        let all = entries().map(|entry| (variable(entry.key), "7".to_owned()));
        let mut given = Given::default();
        read(all, &sections, &mut given);
        for entry in entries() {
            assert!(given.get(entry.key).is_some(), "{} has none", entry.key);
        }
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let file = [
            ("engage.tenant", text("file")),
            ("engage.timeout_seconds", Content::Number(5)),
        ];
        let variables = [
            ("ENGAGE_TENANT", "variable"),
            ("SESSION_CLAIM", "sub"),
            ("SESSION_COOKIE", ""),
            ("CONFIG", "proxy.toml"),
        ];
        let given = given(&file, &variables);
        assert_eq!(text_of(&given, "engage.tenant"), Some("variable"));
        assert_eq!(text_of(&given, "session.claim"), Some("sub"));
        assert!(given.get("session.cookie").is_none());
        let timeout = given.get("engage.timeout_seconds");
        assert!(matches!(timeout, Some(Content::Number(5))), "{timeout:?}");
    }

    #[test]
    fn a_variable_of_another_program_is_left_alone() {
        let variables = [("PATH".to_owned(), "/bin".to_owned())];
        let problems = Settings::load(None, variables).unwrap_err().to_string();
        assert!(!problems.contains("PATH"), "{problems}");
    }

    #[test]
    fn a_variable_wins_over_what_says_the_same_in_another_way() {
        let file = [
            ("engage.tenant", text("file")),
            ("engage.environment", text("staging")),
            ("engage.api_key_file", text("x")),
        ];
        let variables = [
            ("ENGAGE_API_KEY", "key"),
            ("ENGAGE_BASE_URL", "http://127.0.0.1:8081"),
        ];
        let given = given(&file, &variables);
        assert_eq!(text_of(&given, "engage.api_key"), Some("key"));
        assert!(given.get("engage.api_key_file").is_none());
        assert!(given.get("engage.tenant").is_none());
        assert!(given.get("engage.environment").is_none());
        assert!(given.get("engage.base_url").is_some());
    }

    #[test]
    fn misspelt_variables_and_words_for_numbers_are_all_told_at_once() {
        let variables = [
            ("ENGAGE_APIKEY", "secret-4711"),
            ("ENGAGE_TIMEOUT_SECONDS", "secret-4711"),
        ];
        let problems = given(&[], &variables).finish::<()>(Ok(())).unwrap_err();
        assert_eq!(
            problems.to_string(),
            "RETAILER_PROXY_ENGAGE_APIKEY: there is no such setting\n\
             RETAILER_PROXY_ENGAGE_TIMEOUT_SECONDS: must be a whole number"
        );
    }
}

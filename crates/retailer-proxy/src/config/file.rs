//! The file: every value it gives, and the lines where it is not as it has to be.

use std::path::Path;

use secrecy::SecretString;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::given::{Given, Wrong};
use super::setting::{Entry, Section};
use super::value::{Content, Kind};

/// The longest name that is taken for a setting with a mistake in it. In bytes.
const LONGEST_NAME: usize = 40;

/// Reads the file. Unknown keys and values of the wrong kind are noted.
///
/// # Errors
///
/// When it cannot be read, or is not TOML.
pub(super) fn read(path: &Path, sections: &[Section], given: &mut Given) -> Result<(), Wrong> {
    let name = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(text) => parse(&name, &text, sections, given),
        Err(error) => Err(given.fault_at(&name, format!("cannot be read: {error}"))),
    }
}

fn parse(name: &str, text: &str, sections: &[Section], given: &mut Given) -> Result<(), Wrong> {
    // Only file and line: the line itself may hold a secret.
    let place = |start: usize| {
        let before = text.get(..start).unwrap_or_default();
        format!("{name}, line {}", before.matches('\n').count() + 1)
    };
    let document = DeTable::parse(text).map_err(|error| {
        let place = error
            .span()
            .map_or(name.to_owned(), |span| place(span.start));
        given.fault_at(&place, error.message())
    })?;
    for (name, start, value) in in_order(document.get_ref()) {
        let Some(section) = sections.iter().find(|section| section.name == name) else {
            let known = sections.iter().map(|section| section.name);
            given.fault_at(&place(start), unknown(name, known));
            continue;
        };
        let DeValue::Table(table) = value else {
            given.fault_at(
                &place(start),
                format!("invalid type: {name} must be a section"),
            );
            continue;
        };
        for (name, start, value) in in_order(table) {
            let Some(entry) = section.entries.iter().find(|entry| entry.name() == name) else {
                let known = section.entries.iter().map(Entry::name);
                given.fault_at(&place(start), unknown(name, known));
                continue;
            };
            let content = content(entry.kind, value).unwrap_or_else(|must| {
                let must = entry.words.as_deref().unwrap_or(must);
                let what = format!("invalid type: {} must be {must}", entry.key);
                given.fault_at(&place(start), what);
                Content::Wrong
            });
            given.put(entry.key, content, place(start));
        }
    }
    Ok(())
}

/// Names, where they begin, and values, as they stand in the file.
fn in_order<'t>(table: &'t DeTable<'_>) -> Vec<(&'t str, usize, &'t DeValue<'t>)> {
    let entry = |(name, value): (&'t Spanned<DeString<'_>>, &'t Spanned<DeValue<'_>>)| {
        (&**name.get_ref(), name.span().start, value.get_ref())
    };
    let mut entries: Vec<_> = table.iter().map(entry).collect();
    entries.sort_by_key(|(_, start, _)| *start);
    entries
}

/// What is said about a name that is not known. A name that looks like no setting is not
/// repeated, since it may be a secret in the wrong place.
fn unknown(name: &str, known: impl Iterator<Item = &'static str>) -> String {
    let known: Vec<_> = known.map(|name| format!("`{name}`")).collect();
    let is_word = |byte: u8| byte.is_ascii_lowercase() || b"_-".contains(&byte);
    let name = if name.len() <= LONGEST_NAME && name.bytes().all(is_word) {
        format!(" `{name}`")
    } else {
        String::new()
    };
    format!("unknown field{name}, expected one of {}", known.join(", "))
}

/// The value, if it is of this kind, or what it must be.
fn content(kind: Kind, value: &DeValue<'_>) -> Result<Content, &'static str> {
    match kind {
        Kind::Text => {
            let text = value.as_str().ok_or("a text")?;
            Ok(Content::Text(SecretString::from(text)))
        }
        Kind::Number => {
            let number = value.as_integer().ok_or("a whole number")?;
            let number = u64::from_str_radix(number.as_str(), number.radix());
            Ok(Content::Number(number.unwrap_or(u64::MAX)))
        }
        Kind::List => {
            let items = value.as_array().into_iter().flat_map(|items| items.iter());
            let texts = items.map(|item| item.get_ref().as_str().map(str::to_owned));
            let texts = texts.collect::<Option<_>>().filter(|_| value.is_array());
            texts.map(Content::List).ok_or("a list of texts")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sections;
    use super::*;
    use rstest::rstest;

    fn problems(text: &str) -> String {
        let mut given = Given::default();
        let parsed = parse("proxy.toml", text, &sections(), &mut given);
        given.finish(parsed).unwrap_err().to_string()
    }

    #[rstest]
    #[case(
        "[engage]\napi_kye = \"secret-4711\"",
        "proxy.toml, line 2: unknown field `api_kye`"
    )]
    #[case("\n[egnage]\n", "proxy.toml, line 2: unknown field `egnage`")]
    #[case(
        "[engage]\ntimeout_seconds = \"secret-4711\"",
        "proxy.toml, line 2: invalid type"
    )]
    #[case("[engage]\napi_key = 4711\n", "proxy.toml, line 2: invalid type")]
    #[case("[engage]\napi_key = \"secret-4711\n", "proxy.toml, line 2: ")]
    #[case("\n[cors]\norigins = [\"secret\", 4711]\n", "line 3: invalid type")]
    #[case(
        "[awards]\nonly_source = true\n",
        "line 2: invalid type: awards.only_source must be \"no\" or \"yes\", in quotes"
    )]
    #[case("log = \"4711\"\n", "line 1: invalid type: log must be a section")]
    fn a_mistake_is_told_with_its_line_and_without_its_value(
        #[case] text: &str,
        #[case] expected: &str,
    ) {
        let problems = problems(text);
        assert!(problems.contains(expected), "{problems}");
        assert!(!problems.contains("4711"), "{problems}");
    }

    #[test]
    fn every_mistake_of_the_file_is_told_in_the_order_of_its_lines() {
        let text = "[log]\nformat = 1\n[engage]\ntenant = 2\napi_kye = \"\"\n[budgte]\n";
        let problems = problems(text);
        let places: Vec<_> = problems
            .lines()
            .map(|line| line.split(':').next().unwrap())
            .collect();
        let expected = [2, 4, 5, 6].map(|line| format!("proxy.toml, line {line}"));
        assert_eq!(places, expected, "{problems}");
    }
}

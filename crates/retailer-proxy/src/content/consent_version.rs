//! The version of a consent text.

use serde::Deserialize;

/// In characters.
const LONGEST: usize = 200;

/// The name of one wording of a consent text: 1 to 200 characters, and no control
/// character among them. PostgreSQL cannot store NUL, and nobody can read the others in a
/// record.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct ConsentVersion(String);

/// The text is no version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must have 1 to {LONGEST} characters, and no control characters")]
pub(crate) struct NotAVersion;

impl ConsentVersion {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ConsentVersion {
    type Error = NotAVersion;

    fn try_from(text: String) -> Result<Self, NotAVersion> {
        let is_version =
            (1..=LONGEST).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        is_version.then_some(Self(text)).ok_or(NotAVersion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2026-03".to_owned(), true)]
    #[case("å".repeat(200), true)]
    #[case("å".repeat(201), false)]
    #[case(String::new(), false)]
    #[case("a\0".to_owned(), false)]
    #[case("a\nb".to_owned(), false)]
    #[case("a\u{85}b".to_owned(), false)]
    fn a_version_is_short_and_has_no_control_characters(
        #[case] text: String,
        #[case] expected: bool,
    ) {
        assert_eq!(ConsentVersion::try_from(text).is_ok(), expected);
    }
}

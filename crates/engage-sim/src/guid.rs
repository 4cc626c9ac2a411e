//! The identifier of everything in Engage.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// A GUID. Two spellings of one GUID are equal (T2). It is always written in lower case
/// with hyphens.
///
/// It is read as .NET reads it: in upper or lower case, with or without hyphens, and
/// with or without braces or parentheses around it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(Uuid);

/// A text that is not a GUID.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a GUID such as 2285d25b-622c-45ce-bc13-fccdd1147d4d")]
pub struct NotAGuid(String);

impl Guid {
    /// The id with this number among the ids that the simulator itself assigns.
    ///
    /// Ids are counted and not random, so that two runs with one seed are equal.
    pub(crate) const fn numbered(number: u64) -> Self {
        let counter = number as u128 & 0xffff_ffff_ffff;
        Self(Uuid::from_u128(
            0x5109_a7ed_0000_4000_8000_0000_0000_0000 | counter,
        ))
    }
}

impl FromStr for Guid {
    type Err = NotAGuid;

    fn from_str(text: &str) -> Result<Self, NotAGuid> {
        let bare = without_brackets(text.trim());
        // The length leaves out the forms that `uuid` reads and .NET does not, such as
        // `urn:uuid:…`.
        Some(bare)
            .filter(|bare| matches!(bare.len(), 32 | 36))
            .and_then(|bare| Uuid::try_parse(bare).ok())
            .map(Self)
            .ok_or_else(|| NotAGuid(text.to_owned()))
    }
}

fn without_brackets(text: &str) -> &str {
    [('{', '}'), ('(', ')')]
        .into_iter()
        .find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close))
        .unwrap_or(text)
}

impl fmt::Display for Guid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for Guid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Guid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const WRITTEN: &str = "2285d25b-622c-45ce-bc13-fccdd1147d4d";

    #[rstest]
    #[case::as_written(WRITTEN)]
    #[case::upper_case("2285D25B-622C-45CE-BC13-FCCDD1147D4D")]
    #[case::without_hyphens("2285d25b622c45cebc13fccdd1147d4d")]
    #[case::in_braces("{2285d25b-622c-45ce-bc13-fccdd1147d4d}")]
    #[case::in_braces_without_hyphens("{2285d25b622c45cebc13fccdd1147d4d}")]
    #[case::in_parentheses("(2285d25b-622c-45ce-bc13-fccdd1147d4d)")]
    #[case::between_blanks(" 2285d25b-622c-45ce-bc13-fccdd1147d4d ")]
    fn every_spelling_is_written_in_lower_case_with_hyphens(#[case] spelling: &str) {
        assert_eq!(spelling.parse::<Guid>().unwrap().to_string(), WRITTEN);
    }

    #[rstest]
    #[case::nothing("")]
    #[case::a_number("4711")]
    #[case::a_word("definitions")]
    #[case::a_sign_in_front("+285d25b622c45cebc13fccdd1147d4d")]
    #[case::hyphens_elsewhere("2285d25b6-22c-45ce-bc13-fccdd1147d4d")]
    #[case::too_many_hyphens("2285d25b-622c-45ce-bc13-fccdd11-7d4d")]
    #[case::not_ascii("2285d25b-622c-45ce-bc13-fccdd1147d4é")]
    #[case::one_brace("{2285d25b-622c-45ce-bc13-fccdd1147d4d")]
    #[case::two_pairs_of_braces("{{2285d25b-622c-45ce-bc13-fccdd1147d4d}}")]
    #[case::a_urn("urn:uuid:2285d25b-622c-45ce-bc13-fccdd1147d4d")]
    fn other_texts_are_refused(#[case] text: &str) {
        assert!(text.parse::<Guid>().is_err());
    }

    #[test]
    fn numbered_ids_differ_and_can_be_read_back() {
        let first = Guid::numbered(1);
        assert_ne!(first, Guid::numbered(2));
        assert_eq!(first.to_string(), "5109a7ed-0000-4000-8000-000000000001");
        assert_eq!(first.to_string().parse(), Ok(first));
    }
}

//! The identifier of everything in Engage.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A GUID, read in any of the forms .NET reads and always written lower-case
/// with hyphens.
///
/// Two spellings of the same GUID are equal (T2), so ids may be compared without
/// thinking of case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(u128);

/// A text that is no GUID.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a GUID such as 2285d25b-622c-45ce-bc13-fccdd1147d4d")]
pub struct NotAGuid(String);

/// Where the hyphens of the written form stand.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

impl Guid {
    /// The `number`th id that the simulator gives out itself.
    ///
    /// Counting instead of rolling dice keeps two runs over the same seed equal.
    #[must_use]
    pub const fn numbered(number: u64) -> Self {
        Self(0x5109_a7ed_0000_4000_8000_0000_0000_0000 | (number as u128 & 0xffff_ffff_ffff))
    }
}

impl FromStr for Guid {
    type Err = NotAGuid;

    fn from_str(text: &str) -> Result<Self, NotAGuid> {
        let refusal = || NotAGuid(text.to_owned());
        let bare = without_brackets(text.trim());
        let digits = match bare.len() {
            32 => bare.to_owned(),
            36 if has_hyphens_in_place(bare) => bare.replace('-', ""),
            _ => return Err(refusal()),
        };
        if digits.len() != 32 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(refusal());
        }
        u128::from_str_radix(&digits, 16)
            .map(Self)
            .map_err(|_| refusal())
    }
}

fn without_brackets(text: &str) -> &str {
    [('{', '}'), ('(', ')')]
        .into_iter()
        .find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close))
        .unwrap_or(text)
}

fn has_hyphens_in_place(text: &str) -> bool {
    HYPHENS
        .iter()
        .all(|&place| text.as_bytes().get(place) == Some(&b'-'))
}

impl fmt::Display for Guid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:032x}", self.0);
        let [first, second, third, fourth] = HYPHENS.map(|place| place - hyphens_before(place));
        write!(
            formatter,
            "{}-{}-{}-{}-{}",
            &digits[..first],
            &digits[first..second],
            &digits[second..third],
            &digits[third..fourth],
            &digits[fourth..],
        )
    }
}

fn hyphens_before(place: usize) -> usize {
    HYPHENS.iter().filter(|&&other| other < place).count()
}

impl fmt::Debug for Guid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
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
    #[case::in_parentheses("(2285d25b-622c-45ce-bc13-fccdd1147d4d)")]
    fn every_spelling_is_written_lower_case_with_hyphens(#[case] spelling: &str) {
        assert_eq!(spelling.parse::<Guid>().unwrap().to_string(), WRITTEN);
    }

    #[rstest]
    #[case::nothing("")]
    #[case::a_number("4711")]
    #[case::a_word("definitions")]
    #[case::a_sign_in_front("+285d25b622c45cebc13fccdd1147d4d")]
    #[case::hyphens_elsewhere("2285d25b6-22c-45ce-bc13-fccdd1147d4d")]
    #[case::too_many_hyphens("2285d25b-622c-45ce-bc13-fccdd11-7d4d")]
    #[case::no_ascii("2285d25b-622c-45ce-bc13-fccdd1147d4é")]
    #[case::one_brace("{2285d25b-622c-45ce-bc13-fccdd1147d4d")]
    fn other_texts_are_refused(#[case] text: &str) {
        assert!(text.parse::<Guid>().is_err());
    }

    #[test]
    fn numbered_ids_differ_and_can_be_read_back() {
        let first = Guid::numbered(1);
        assert_ne!(first, Guid::numbered(2));
        assert_eq!(first.to_string().parse(), Ok(first));
    }
}

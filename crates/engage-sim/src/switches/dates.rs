//! The switches that say how dates are written.

use std::fmt;
use std::str::FromStr;

use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The number of digits of fractions of a second: 0 to 7, which is as fine as .NET counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8")]
pub struct FractionDigits(u8);

impl FractionDigits {
    /// This many digits. `None` for more than 7.
    #[must_use]
    pub fn new(digits: u8) -> Option<Self> {
        (digits <= 7).then_some(Self(digits))
    }

    /// The number of digits.
    pub(crate) fn count(self) -> usize {
        usize::from(self.0)
    }
}

impl Default for FractionDigits {
    fn default() -> Self {
        Self(7)
    }
}

impl TryFrom<u8> for FractionDigits {
    type Error = String;

    fn try_from(digits: u8) -> Result<Self, String> {
        Self::new(digits).ok_or_else(|| format!("{digits} is more than 7 digits"))
    }
}

/// The offset that dates are written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UtcOffset {
    /// Any offset, written in digits as in the documentation: `+02:00`.
    Numeric(Offset),
    /// UTC, written as `Z`.
    Zulu,
    /// UTC, written without an offset.
    Unwritten,
}

/// A text that is not an offset.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an offset: write +02:00, Z or none")]
pub struct NotAnOffset(String);

impl UtcOffset {
    /// The offset itself.
    #[must_use]
    pub fn offset(self) -> Offset {
        match self {
            Self::Numeric(offset) => offset,
            Self::Zulu | Self::Unwritten => Offset::UTC,
        }
    }

    /// What is written after a date.
    pub(crate) fn suffix(self) -> String {
        match self {
            Self::Numeric(offset) => numeric(offset),
            Self::Zulu => "Z".to_owned(),
            Self::Unwritten => String::new(),
        }
    }
}

impl Default for UtcOffset {
    fn default() -> Self {
        Self::Numeric(Offset::constant(2))
    }
}

fn numeric(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

fn parse_numeric(text: &str) -> Option<Offset> {
    let (sign, figures) = match text.split_at_checked(1)? {
        ("+", figures) => (1, figures),
        ("-", figures) => (-1, figures),
        _ => return None,
    };
    let (hours, minutes) = figures.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let hours: u8 = hours.parse().ok().filter(|&hours| hours <= 14)?;
    let minutes: u8 = minutes.parse().ok().filter(|&minutes| minutes < 60)?;
    Offset::from_seconds(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60)).ok()
}

impl FromStr for UtcOffset {
    type Err = NotAnOffset;

    fn from_str(text: &str) -> Result<Self, NotAnOffset> {
        match text {
            "Z" => Ok(Self::Zulu),
            "none" => Ok(Self::Unwritten),
            _ => parse_numeric(text)
                .map(Self::Numeric)
                .ok_or_else(|| NotAnOffset(text.to_owned())),
        }
    }
}

impl fmt::Display for UtcOffset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unwritten => formatter.write_str("none"),
            written => formatter.write_str(&written.suffix()),
        }
    }
}

impl Serialize for UtcOffset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for UtcOffset {
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

    #[rstest]
    #[case("+02:00")]
    #[case("-03:30")]
    #[case("+00:00")]
    #[case("Z")]
    #[case("none")]
    fn an_offset_is_written_as_it_was_read(#[case] text: &str) {
        assert_eq!(text.parse::<UtcOffset>().unwrap().to_string(), text);
    }

    #[rstest]
    #[case("Europe/Stockholm")]
    #[case("+2")]
    #[case("+15:00")]
    #[case("+01:60")]
    #[case("")]
    fn other_texts_are_refused(#[case] text: &str) {
        assert!(text.parse::<UtcOffset>().is_err());
    }

    #[test]
    fn a_second_has_at_most_seven_digits_of_fractions() {
        assert_eq!(FractionDigits::new(7).map(FractionDigits::count), Some(7));
        assert_eq!(FractionDigits::new(8), None);
    }
}

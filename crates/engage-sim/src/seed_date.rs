//! Dates as people write them in a seed or on an admin path.

use std::str::FromStr;

use jiff::{Span, Timestamp, tz::Offset};
use serde::{Deserialize, Deserializer, de};

/// An RFC 3339 date, or a distance from the simulator's clock.
///
/// Examples are `2026-03-31T12:00:00+02:00`, `-40 days`, `+3 months` and `now`. Months
/// and years are calendar months and years: one month before the 31st is the last day
/// of the month before.
#[derive(Clone, Debug)]
pub(crate) enum SeedDate {
    /// A date that does not depend on the clock.
    Absolute(Timestamp),
    /// A distance from the clock.
    Relative(Span),
}

/// A text that is not a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is neither a date such as 2026-03-31T12:00:00+02:00 nor a distance from the clock such as `-40 days` or `+3 months`"
)]
pub(crate) struct NotASeedDate(String);

impl SeedDate {
    /// The point in time, when the clock shows `now` and calendar units are counted in
    /// `offset`. A distance that leaves the calendar stops at its end.
    pub(crate) fn resolve(&self, now: Timestamp, offset: Offset) -> Timestamp {
        match self {
            Self::Absolute(timestamp) => *timestamp,
            Self::Relative(distance) => now
                .to_zoned(offset.to_time_zone())
                .saturating_add(*distance)
                .timestamp(),
        }
    }
}

impl FromStr for SeedDate {
    type Err = NotASeedDate;

    fn from_str(text: &str) -> Result<Self, NotASeedDate> {
        let trimmed = text.trim();
        if trimmed == "now" {
            return Ok(Self::Relative(Span::new()));
        }
        if let Ok(timestamp) = trimmed.parse() {
            return Ok(Self::Absolute(timestamp));
        }
        match trimmed.parse() {
            Ok(distance) if trimmed.starts_with(['+', '-']) => Ok(Self::Relative(distance)),
            _ => Err(NotASeedDate(text.to_owned())),
        }
    }
}

impl<'de> Deserialize<'de> for SeedDate {
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

    fn resolved(now: &str, date: &str) -> String {
        date.parse::<SeedDate>()
            .unwrap()
            .resolve(now.parse().unwrap(), Offset::constant(1))
            .to_string()
    }

    #[rstest]
    #[case::absolute("2023-09-21T10:52:38.2535557+02:00", "2023-09-21T08:52:38.2535557Z")]
    #[case::now("now", "2026-03-31T12:00:00Z")]
    #[case::days_back("-40 days", "2026-02-19T12:00:00Z")]
    #[case::hours_ahead("+36 hours", "2026-04-02T00:00:00Z")]
    #[case::months_are_clamped_to_the_end_of_the_month("-1 month", "2026-02-28T12:00:00Z")]
    #[case::units_may_be_mixed("-2 months 27 days", "2026-01-04T12:00:00Z")]
    fn dates_are_absolute_or_counted_from_the_clock(#[case] date: &str, #[case] expected: &str) {
        assert_eq!(resolved("2026-03-31T12:00:00Z", date), expected);
    }

    #[rstest]
    #[case::a_word("yesterday")]
    #[case::no_sign("40 days")]
    #[case::no_unit("-40")]
    #[case::no_offset("2026-03-31T12:00:00")]
    #[case::nothing("")]
    fn other_texts_are_refused_with_examples(#[case] text: &str) {
        let refusal = text.parse::<SeedDate>().unwrap_err().to_string();
        assert!(refusal.contains("-40 days"), "{refusal}");
    }

    #[test]
    fn a_distance_that_leaves_the_calendar_stops_at_its_end() {
        assert_eq!(
            &resolved("2026-03-31T12:00:00Z", "+19000 years")[..4],
            "9999"
        );
    }
}

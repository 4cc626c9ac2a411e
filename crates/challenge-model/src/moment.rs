//! Points in time, as Engage writes them and as clocks tell them.

use std::fmt;

use crate::calendar::Date;

const MILLIS_PER_SECOND: i64 = 1_000;
const MILLIS_PER_MINUTE: i64 = 60 * MILLIS_PER_SECOND;
const MILLIS_PER_DAY: i64 = 24 * 60 * MILLIS_PER_MINUTE;
/// Ten thousand years. Engage's largest number of months would lead to a time that no number
/// of milliseconds can tell.
const MOST_MONTHS: u32 = 12 * 10_000;

/// What a clock tells: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// The day in UTC, counted in days since 1970-01-01.
    #[must_use]
    pub fn day(self) -> i64 {
        self.0.div_euclid(MILLIS_PER_DAY)
    }

    /// The same time, to be written in UTC: `2026-03-15T12:00:00.250Z`.
    #[must_use]
    pub fn in_utc(self) -> Moment {
        Moment {
            instant: self,
            offset_minutes: Some(0),
        }
    }
}

/// A point in time, with the offset from UTC in which it was written.
///
/// The offset is kept because a deadline at 23:59 in the retailer's country may be on
/// another day in the shopper's country (T22).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    instant: UnixMillis,
    offset_minutes: Option<i16>,
}

impl Moment {
    /// Reads ISO 8601 in all forms that Engage and its related products write (T22):
    ///
    /// - with 0 to 9 digits of fractions of a second; digits after the milliseconds are
    ///   cut off;
    /// - with the offset `Z`, with an offset such as `+02:00`, or without an offset;
    /// - a date without a time is read as midnight.
    ///
    /// `None` where the text is not such a date, or the calendar does not have the date.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = Digits(text.trim().as_bytes());
        let year = rest.number(4)?;
        rest.expect(b'-')?;
        let month = rest.number(2)?;
        rest.expect(b'-')?;
        let day = rest.number(2)?;
        let date = Date::new(year, month, day)?;
        let time = if rest.is_empty() {
            0
        } else {
            rest.expect(b'T')
                .or_else(|| rest.expect(b't'))
                .or_else(|| rest.expect(b' '))?;
            rest.time_of_day()?
        };
        let offset_minutes = if rest.is_empty() {
            None
        } else {
            Some(rest.offset()?)
        };
        let local = date.days_since_epoch() * MILLIS_PER_DAY + time;
        Some(Self {
            instant: UnixMillis(local - i64::from(offset_minutes.unwrap_or(0)) * MILLIS_PER_MINUTE),
            offset_minutes,
        })
    }

    /// The point in time itself. A date without an offset is read as UTC.
    #[must_use]
    pub fn instant(self) -> UnixMillis {
        self.instant
    }

    /// Whether the text named its offset from UTC. Without one, the instant may be wrong by
    /// hours.
    #[must_use]
    pub fn has_offset(self) -> bool {
        self.offset_minutes.is_some()
    }

    /// The local date and time in its offset, as if that were UTC. This is the value for a
    /// formatter whose time zone is set to UTC.
    #[must_use]
    pub fn wall_clock(self) -> UnixMillis {
        UnixMillis(self.instant.0 + i64::from(self.offset_minutes()) * MILLIS_PER_MINUTE)
    }

    /// Whether this is a date that programs write in place of "none" (T5): the smallest or
    /// the largest date of a type or a database. These are 0001-01-01 (.NET), 1753-01-01,
    /// 1899-12-30 and 1900-01-01 (SQL Server and its relatives), 1970-01-01 (Unix) and
    /// 9999-12-31 (.NET and SQL). No challenge has a real date that is as early or as late.
    pub(crate) fn stands_for_none(self) -> bool {
        let date = self.date();
        date.days_since_epoch() <= 0 || date.year >= 9_999
    }

    /// The same time of day, `months` calendar months later. Where the month is too short
    /// for the day, it is the last day of that month (T23). More than ten thousand years
    /// count as ten thousand.
    pub(crate) fn plus_months(self, months: u32) -> Self {
        let later = self.date().plus_months(months.min(MOST_MONTHS));
        let days = later.days_since_epoch() - self.date().days_since_epoch();
        Self {
            instant: UnixMillis(self.instant.0 + days * MILLIS_PER_DAY),
            ..self
        }
    }

    /// The number of calendar days after `now`, with both dates in this offset: 0 for any
    /// time today, 1 for tomorrow, -1 for yesterday.
    #[must_use]
    pub fn days_after(self, now: UnixMillis) -> i64 {
        let today = Self {
            instant: now,
            ..self
        };
        self.date().days_since_epoch() - today.date().days_since_epoch()
    }

    /// Whether this is in the same year as `now`, with both dates in this offset.
    #[must_use]
    pub fn is_in_year_of(self, now: UnixMillis) -> bool {
        let today = Self {
            instant: now,
            ..self
        };
        self.date().year == today.date().year
    }

    fn offset_minutes(self) -> i16 {
        self.offset_minutes.unwrap_or(0)
    }

    fn date(self) -> Date {
        Date::from_days_since_epoch(self.wall_clock().0.div_euclid(MILLIS_PER_DAY))
    }
}

/// ISO 8601 with milliseconds, and with the offset that was read. A date that was read
/// without an offset is written without one. The year has four digits, as in every text
/// that can be read.
///
/// It is written digit by digit: a proxy writes several for every challenge, and the
/// formatting of the standard library takes ten times as long.
impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, day } = self.date();
        let time = self.wall_clock().0.rem_euclid(MILLIS_PER_DAY);
        let mut text = *b"0000-00-00T00:00:00.000+00:00";
        write_digits(&mut text[..4], year);
        write_digits(&mut text[5..7], month);
        write_digits(&mut text[8..10], day);
        write_digits(&mut text[11..13], time / (60 * MILLIS_PER_MINUTE));
        write_digits(&mut text[14..16], time / MILLIS_PER_MINUTE % 60);
        write_digits(&mut text[17..19], time / MILLIS_PER_SECOND % 60);
        write_digits(&mut text[20..23], time % MILLIS_PER_SECOND);
        let length = match self.offset_minutes {
            None => 23,
            Some(0) => {
                text[23] = b'Z';
                24
            }
            Some(offset) => {
                if offset < 0 {
                    text[23] = b'-';
                }
                let minutes = i64::from(offset).abs();
                write_digits(&mut text[24..26], minutes / 60);
                write_digits(&mut text[27..29], minutes % 60);
                29
            }
        };
        // All of it is ASCII.
        formatter.write_str(std::str::from_utf8(&text[..length]).unwrap_or_default())
    }
}

/// Writes the last digits of a number that is not negative, with zeros before it.
fn write_digits(places: &mut [u8], number: i64) {
    let mut rest = number.unsigned_abs();
    for place in places.iter_mut().rev() {
        *place = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
    }
}

/// The part of a date's text that has not been read yet.
struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.0 = self.0.strip_prefix(&[byte])?;
        Some(())
    }

    /// A number with exactly this many digits.
    fn number(&mut self, digits: usize) -> Option<i64> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        number.iter().try_fold(0, |sum, digit| {
            digit
                .is_ascii_digit()
                .then(|| sum * 10 + i64::from(digit - b'0'))
        })
    }

    /// `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fraction`, in milliseconds. A leap second is read as
    /// the second before it.
    fn time_of_day(&mut self) -> Option<i64> {
        let hour = self.number(2).filter(|hour| *hour < 24)?;
        self.expect(b':')?;
        let minute = self.number(2).filter(|minute| *minute < 60)?;
        let mut time = (hour * 60 + minute) * MILLIS_PER_MINUTE;
        if self.expect(b':').is_some() {
            let second = self.number(2).filter(|second| *second <= 60)?.min(59);
            time += second * MILLIS_PER_SECOND;
            if self.expect(b'.').is_some() {
                time += self.fraction()?;
            }
        }
        Some(time)
    }

    /// 0 to 9 digits after the decimal point, in milliseconds.
    fn fraction(&mut self) -> Option<i64> {
        let length = self
            .0
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (digits, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        let millis = digits.iter().chain(b"000").take(3);
        (length <= 9).then(|| millis.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
    }

    /// `Z`, `+02:00` or `+0200`, in minutes. Nothing may follow it.
    fn offset(&mut self) -> Option<i16> {
        let minutes = if self.expect(b'Z').or_else(|| self.expect(b'z')).is_some() {
            0
        } else {
            let sign = if self.expect(b'-').is_some() {
                -1
            } else {
                self.expect(b'+')?;
                1
            };
            let hours = self.number(2).filter(|hours| *hours <= 23)?;
            // The colon is optional in ISO 8601.
            let _ = self.expect(b':');
            let minutes = self.number(2).filter(|minutes| *minutes < 60)?;
            sign * (hours * 60 + minutes)
        };
        let minutes = i16::try_from(minutes).ok()?;
        self.is_empty().then_some(minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn instant(text: &str) -> Option<i64> {
        Moment::parse(text).map(|moment| moment.instant().0)
    }

    #[rstest]
    #[case("2026-12-31T23:59:59Z", true)]
    #[case("2026-12-31T23:59:59+01:00", true)]
    #[case("2026-12-31T23:59:59", false)]
    #[case("2026-12-31", false)]
    fn a_date_knows_whether_its_offset_was_written(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(Moment::parse(text).unwrap().has_offset(), expected);
    }

    #[rstest]
    #[case::seven_digits("2023-09-21T10:52:38.2535557+02:00", "2023-09-21T08:52:38.253Z")]
    #[case::nine_digits("2023-09-21T10:52:38.253555799+02:00", "2023-09-21T08:52:38.253Z")]
    #[case::six_digits("2026-01-10T09:00:00.555000+00:00", "2026-01-10T09:00:00.555Z")]
    #[case::one_digit("2026-02-02T07:00:00.1+01:00", "2026-02-02T06:00:00.100Z")]
    #[case::point_without_digits("2026-02-02T07:00:00.Z", "2026-02-02T07:00:00.000Z")]
    #[case::no_fraction("2026-12-31T23:59:59+01:00", "2026-12-31T22:59:59.000Z")]
    #[case::no_offset("2026-12-31T23:59:59", "2026-12-31T23:59:59.000Z")]
    #[case::no_seconds("2026-12-31T23:59Z", "2026-12-31T23:59:00.000Z")]
    #[case::only_a_date("2026-12-31", "2026-12-31T00:00:00.000Z")]
    #[case::negative_offset("2026-01-01T00:30:00-05:30", "2026-01-01T06:00:00.000Z")]
    #[case::offset_without_colon("2026-01-01T00:30:00+0200", "2025-12-31T22:30:00.000Z")]
    #[case::leap_second("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000Z")]
    #[case::space_for_t("2026-01-01 12:00:00Z", "2026-01-01T12:00:00.000Z")]
    fn every_form_of_a_date_is_read(#[case] text: &str, #[case] utc: &str) {
        assert!(instant(text).is_some(), "{text}");
        assert_eq!(instant(text), instant(utc));
    }

    #[rstest]
    #[case("")]
    #[case("tomorrow")]
    #[case("2026-02-30T00:00:00Z")]
    #[case("2026-13-01T00:00:00Z")]
    #[case("2026-01-01T24:00:00Z")]
    #[case("2026-01-01T10:60:00Z")]
    #[case("2026-01-01T10:00:00.1234567890Z")]
    #[case("2026-01-01T10:00:00+99:00")]
    #[case("2026-01-01T10:00:00+24:00")]
    #[case("2026-01-01T10:00:00+01:60")]
    #[case("2026-01-01T10:00:61Z")]
    #[case("2026-01-01T10:00:00Zulu")]
    #[case("2026-01-01T")]
    #[case("20260101")]
    #[case("２０２６-01-01")]
    fn other_texts_are_refused(#[case] text: &str) {
        assert_eq!(Moment::parse(text), None);
    }

    #[test]
    fn the_local_time_of_its_offset_is_kept() {
        let moment = Moment::parse("2026-12-31T23:59:59+01:00").unwrap();
        assert_eq!(
            moment.wall_clock().0,
            instant("2026-12-31T23:59:59Z").unwrap()
        );
    }

    #[rstest]
    #[case(0, 0)]
    #[case(86_399_999, 0)]
    #[case(86_400_000, 1)]
    #[case(-1, -1)]
    #[case(-86_400_001, -2)]
    fn a_day_begins_at_midnight_in_utc(#[case] millis: i64, #[case] day: i64) {
        assert_eq!(UnixMillis(millis).day(), day);
    }

    #[rstest]
    #[case("0001-01-01T00:00:00")]
    #[case("0001-01-01T00:00:00+02:00")]
    #[case("1753-01-01T00:00:00")]
    #[case("1899-12-30T00:00:00Z")]
    #[case("1900-01-01T00:00:00")]
    #[case("1970-01-01T00:00:00Z")]
    #[case("1970-01-01T01:00:00+01:00")]
    #[case("1969-12-31T19:00:00-05:00")]
    #[case("9999-12-31T23:59:59.9999999")]
    #[case("9999-12-31T00:00:00-11:00")]
    fn a_date_that_is_written_in_place_of_none_is_recognised(#[case] text: &str) {
        assert!(Moment::parse(text).unwrap().stands_for_none());
    }

    #[rstest]
    #[case("1970-01-02T00:00:00Z")]
    #[case("2026-01-01T00:00:00")]
    #[case("2099-12-31T23:59:59Z")]
    fn any_other_date_is_meant(#[case] text: &str) {
        assert!(!Moment::parse(text).unwrap().stands_for_none());
    }

    #[rstest]
    #[case("2026-01-31T10:00:00+01:00", 1, "2026-02-28T10:00:00+01:00")]
    #[case("2028-01-31T10:00:00+01:00", 1, "2028-02-29T10:00:00+01:00")]
    #[case("2026-10-31T23:30:00-02:00", 5, "2027-03-31T23:30:00-02:00")]
    #[case("2026-11-15T00:00:00Z", 0, "2026-11-15T00:00:00Z")]
    fn months_are_calendar_months_clamped_to_the_end_of_the_month(
        #[case] from: &str,
        #[case] months: u32,
        #[case] to: &str,
    ) {
        let moved = Moment::parse(from).unwrap().plus_months(months);
        assert_eq!(moved, Moment::parse(to).unwrap());
    }

    #[test]
    fn the_largest_number_of_months_leads_to_a_time_far_away_and_not_to_the_past() {
        let latest = Moment::parse("9999-12-31T23:59:59.999-14:00").unwrap();
        let later = latest.plus_months(u32::MAX);
        assert!(later.instant() > latest.instant());
        assert!(later.days_after(latest.instant()) > 3_600_000);
    }

    #[rstest]
    #[case("2026-11-23T23:59:59Z", 0)]
    #[case("2026-11-23T00:00:00Z", 0)]
    #[case("2026-11-24T00:00:00Z", 1)]
    #[case("2026-11-22T23:59:59Z", -1)]
    #[case::still_the_23rd_in_utc("2026-11-24T00:30:00+14:00", 0)]
    fn days_are_counted_in_its_own_offset(#[case] text: &str, #[case] days: i64) {
        let now = Moment::parse("2026-11-23T10:00:00Z").unwrap().instant();
        assert_eq!(Moment::parse(text).unwrap().days_after(now), days);
    }

    #[rstest]
    #[case("2026-12-31T23:59:59Z", true)]
    #[case("2027-01-01T00:00:00Z", false)]
    #[case("2025-12-31T23:59:59Z", false)]
    #[case::not_yet_that_year_in_utc("2026-01-01T00:30:00+14:00", true)]
    fn years_are_compared_in_its_own_offset(#[case] text: &str, #[case] same: bool) {
        let now = Moment::parse("2026-11-23T10:00:00Z").unwrap().instant();
        assert_eq!(Moment::parse(text).unwrap().is_in_year_of(now), same);
    }

    #[test]
    fn a_date_is_written_with_the_offset_that_was_read() {
        for text in [
            "2026-12-31T23:59:59.120+01:00",
            "2026-12-31T23:59:59.120-05:30",
            "2026-12-31T23:59:59.120Z",
            "2026-12-31T23:59:59.120",
        ] {
            assert_eq!(Moment::parse(text).unwrap().to_string(), text);
        }
    }

    #[rstest]
    #[case("2026-03-15T12:00:00.250Z")]
    #[case("2024-02-29T23:59:59.999Z")]
    #[case("1970-01-01T00:00:00.000Z")]
    #[case("2000-03-01T00:00:00.000Z")]
    #[case("2100-12-31T08:09:10.011Z")]
    fn what_a_clock_tells_is_written_in_utc(#[case] text: &str) {
        let told = Moment::parse(text).unwrap().instant();
        assert_eq!(told.in_utc().to_string(), text);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reading_panic(text in any::<String>()) {
            let _ = Moment::parse(&text);
        }

        #[test]
        fn no_text_similar_to_a_date_makes_the_reading_panic(text in "[0-9]{3,5}-[0-9]{1,3}-[0-9]{1,3}[T ]?[0-9:.]{0,20}[Zz+-]?[0-9:]{0,6}") {
            let _ = Moment::parse(&text).map(|moment| (moment.to_string(), moment.plus_months(u32::MAX)));
        }

        #[test]
        fn a_written_date_is_read_back_unchanged(
            millis in -62_000_000_000_000_i64..250_000_000_000_000,
            offset in proptest::option::of(-1_400_i16..1_400),
        ) {
            let moment = Moment { instant: UnixMillis(millis), offset_minutes: offset };
            prop_assert_eq!(Moment::parse(&moment.to_string()), Some(moment));
        }
    }
}

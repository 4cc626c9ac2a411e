//! The proleptic Gregorian calendar, as far as the dates in Engage's answers need it.
//!
//! It is written by hand because it is a part of the widget's WebAssembly. A library
//! for dates has more bytes than everything else in this crate together.

/// The days in 400 years, after which the calendar repeats.
const DAYS_PER_ERA: i64 = 146_097;
/// The days from 0000-03-01 to 1970-01-01.
const DAYS_TO_UNIX_EPOCH: i64 = 719_468;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    pub(crate) year: i64,
    /// 1 to 12.
    pub(crate) month: i64,
    /// 1 to the length of the month.
    pub(crate) day: i64,
}

impl Date {
    /// The day with this year, month and day, if the calendar has it.
    pub(crate) fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        let exists = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// The days since 1970-01-01. Negative for earlier days.
    ///
    /// Years are counted from March, so that the leap day is the last of its year.
    pub(crate) fn days_since_epoch(self) -> i64 {
        let year = if self.month > 2 {
            self.year
        } else {
            self.year - 1
        };
        let months_since_march = (self.month + 9) % 12;
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * months_since_march + 2) / 5 + self.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * DAYS_PER_ERA + day_of_era - DAYS_TO_UNIX_EPOCH
    }

    /// The day that lies this many days after 1970-01-01.
    pub(crate) fn from_days_since_epoch(days: i64) -> Self {
        let days = days + DAYS_TO_UNIX_EPOCH;
        let era = days.div_euclid(DAYS_PER_ERA);
        let day_of_era = days.rem_euclid(DAYS_PER_ERA);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let months_since_march = (5 * day_of_year + 2) / 153;
        let month = (months_since_march + 2) % 12 + 1;
        Self {
            year: era * 400 + year_of_era + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * months_since_march + 2) / 5 + 1,
        }
    }

    /// The same day of the month, `months` later. Where that month is too short, it is
    /// the last day of the month: 31 January plus one month is 28 or 29 February.
    pub(crate) fn plus_months(self, months: u32) -> Self {
        let month_count = self.year * 12 + self.month - 1 + i64::from(months);
        let (year, month) = (month_count.div_euclid(12), month_count.rem_euclid(12) + 1);
        Self {
            year,
            month,
            day: self.day.min(days_in_month(year, month)),
        }
    }
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{ToSpan, civil};
    use proptest::prelude::*;

    fn as_jiff(date: Date) -> civil::Date {
        civil::date(
            i16::try_from(date.year).unwrap(),
            i8::try_from(date.month).unwrap(),
            i8::try_from(date.day).unwrap(),
        )
    }

    proptest! {
        #[test]
        fn agrees_with_jiff_on_every_day(days in -700_000_i64..2_900_000) {
            let expected = civil::date(1970, 1, 1).checked_add(days.days()).unwrap();
            let date = Date::from_days_since_epoch(days);
            prop_assert_eq!(as_jiff(date), expected);
            prop_assert_eq!(date.days_since_epoch(), days);
        }

        #[test]
        fn adds_months_as_jiff_does(days in -20_000_i64..80_000, months in 0_u32..600) {
            let date = Date::from_days_since_epoch(days);
            let expected = as_jiff(date).checked_add(i64::from(months).months()).unwrap();
            prop_assert_eq!(as_jiff(date.plus_months(months)), expected);
        }
    }

    #[test]
    fn the_last_day_before_the_calendar_repeats_is_a_leap_day() {
        let leap_day = Date::new(2000, 2, 29).unwrap();
        let days = leap_day.days_since_epoch();
        assert_eq!(Date::from_days_since_epoch(days), leap_day);
        let next = Date::new(2000, 3, 1).unwrap();
        assert_eq!(Date::from_days_since_epoch(days + 1), next);
    }

    #[test]
    fn refuses_days_that_the_calendar_does_not_have() {
        for (year, month, day) in [
            (2026, 2, 29),
            (2026, 4, 31),
            (2026, 13, 1),
            (2026, 0, 1),
            (2026, 1, 0),
            (1900, 2, 29),
        ] {
            assert_eq!(Date::new(year, month, day), None, "{year}-{month}-{day}");
        }
        assert!(Date::new(2000, 2, 29).is_some());
    }
}

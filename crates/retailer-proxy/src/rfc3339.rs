//! Times as they are written in JSON.

use challenge_model::UnixMillis;

/// A time as RFC 3339, in UTC with milliseconds. Days are counted from 1 March of year 0,
/// so that the leap day is the last day of a year.
pub(crate) fn date(UnixMillis(millis): UnixMillis) -> String {
    let (days, rest) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000));
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60);
    let (second, milli) = (rest / 1_000 % 60, rest % 1_000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::Moment;
    use rstest::rstest;

    #[rstest]
    #[case("2026-03-15T12:00:00.250Z")]
    #[case("2024-02-29T23:59:59.999Z")]
    #[case("1970-01-01T00:00:00.000Z")]
    #[case("2000-03-01T00:00:00.000Z")]
    #[case("2100-12-31T08:09:10.011Z")]
    fn a_date_is_written_as_it_is_read(#[case] text: &str) {
        assert_eq!(date(Moment::parse(text).unwrap().instant()), text);
    }
}

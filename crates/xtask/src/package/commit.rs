//! The commit that a release is made of.

use std::env;

use anyhow::{Context, Result};

use crate::command::{command, text};

/// What other programs call the time that a build gives its files, in seconds since 1970.
const VARIABLE: &str = "SOURCE_DATE_EPOCH";

/// When the commit was made: the only time that the files of a release know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Commit {
    /// In seconds since 1970.
    pub(super) seconds: u64,
}

impl Commit {
    /// The commit that is checked out, or the time that the environment gives in place of it.
    ///
    /// # Errors
    ///
    /// When neither says a time.
    pub(super) fn current() -> Result<Self> {
        let seconds = match env::var(VARIABLE) {
            Ok(seconds) => seconds,
            Err(_) => {
                text(command("git").args(["log", "-1", "--format=%ct"])).with_context(|| {
                    format!("git cannot tell when the commit was made: set {VARIABLE} to the time")
                })?
            }
        };
        let seconds = seconds
            .parse()
            .with_context(|| format!("{seconds:?} are no seconds since 1970"))?;
        Ok(Self { seconds })
    }

    /// The time as RFC 3339 has it, such as `2026-11-27T09:42:07Z`.
    pub(super) fn rfc3339(self) -> String {
        let (days, rest) = (self.seconds / 86_400, self.seconds % 86_400);
        let (year, month, day) = date(days);
        let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Year, month and day of a number of days since 1970. The year begins in March here, so that
/// the day that some years lack is the last one.
fn date(days: u64) -> (u64, u64, u64) {
    // 400 years have 146,097 days. The first of March of the year 0 was 719,468 days before 1970.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_commit_is_written_as_rfc_3339() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_795_772_527, "2026-11-27T09:42:07Z"),
            (4_102_444_799, "2099-12-31T23:59:59Z"),
        ] {
            assert_eq!(Commit { seconds }.rfc3339(), expected);
        }
    }
}

//! The commit that a release is made of.

use std::env;

use anyhow::{Context, Result};
use challenge_model::UnixMillis;

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
        let seconds = i64::try_from(self.seconds).unwrap_or(i64::MAX);
        let time = UnixMillis(seconds.saturating_mul(1_000))
            .in_utc()
            .to_string();
        // A commit is made at a whole second.
        time.replace(".000Z", "Z")
    }
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

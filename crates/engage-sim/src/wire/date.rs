//! Writes dates, in all forms that have been seen in Engage's answers.

use jiff::Timestamp;

use crate::switches::{FractionDigits, UtcOffset};

/// The date in this offset, with this many digits of fractions of a second. Further digits
/// are cut off, not rounded.
pub(super) fn written(timestamp: Timestamp, digits: FractionDigits, offset: UtcOffset) -> String {
    let local = offset.offset().to_datetime(timestamp);
    let seconds = local.strftime("%Y-%m-%dT%H:%M:%S");
    let nanoseconds = format!("{:09}", local.subsec_nanosecond());
    let fraction = match digits.count() {
        0 => String::new(),
        count => format!(".{}", &nanoseconds[..count]),
    };
    format!("{seconds}{fraction}{}", offset.suffix())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::documented(7, "+02:00", "2023-09-21T10:52:38.2535557+02:00")]
    #[case::six_digits(6, "+00:00", "2023-09-21T08:52:38.253555+00:00")]
    #[case::milliseconds(3, "Z", "2023-09-21T08:52:38.253Z")]
    #[case::no_fraction(0, "-03:30", "2023-09-21T05:22:38-03:30")]
    #[case::no_offset(0, "none", "2023-09-21T08:52:38")]
    fn dates_are_written_as_the_switches_say(
        #[case] digits: u8,
        #[case] offset: UtcOffset,
        #[case] expected: &str,
    ) {
        let timestamp = "2023-09-21T10:52:38.25355579+02:00".parse().unwrap();
        let digits = FractionDigits::new(digits).unwrap();
        assert_eq!(written(timestamp, digits, offset), expected);
    }
}

//! The header `Retry-After`: how long Engage asks a client to wait (T20).

use std::time::{Duration, SystemTime};

/// The longest wait. None of Engage's limits lasts longer, and a wrong clock on either
/// side must not stop a shop for a day.
const LONGEST: Duration = Duration::from_hours(1);

/// The wait that a `Retry-After` header asks for, in whole seconds or as a date; at
/// most one hour. `None` when the header cannot be read.
pub(crate) fn read(header: &str, now: SystemTime) -> Option<Duration> {
    let header = header.trim();
    let wait = match header.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => httpdate::parse_http_date(header)
            .ok()?
            .duration_since(now)
            .unwrap_or(Duration::ZERO),
    };
    Some(wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("0", Some(0))]
    #[case(" 7 ", Some(7))]
    #[case("Sun, 06 Nov 1994 08:50:07 GMT", Some(30))]
    #[case("Sun, 06 Nov 1994 08:00:00 GMT", Some(0))]
    #[case("99999999", Some(3_600))]
    #[case("Mon, 06 Nov 2034 08:50:07 GMT", Some(3_600))]
    #[case("-1", None)]
    #[case("soon", None)]
    #[case("", None)]
    fn a_wait_is_seconds_or_a_date(#[case] header: &str, #[case] seconds: Option<u64>) {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        assert_eq!(read(header, now), seconds.map(Duration::from_secs));
    }
}

//! English with plain formats, so that tests need no ICU4X.

use challenge_model::{Moment, UnixMillis};

use super::{Formats, Language, Year};

/// English for the tests of this crate. Days are written as in
/// `2026-12-31 without year`, times as in `14:05`, in UTC.
pub(crate) fn english() -> Language {
    Language::english("en", make_formats)
}

/// The formats of the tests, the same for every language.
pub(crate) fn make_formats(_tag: &str) -> Box<dyn Formats> {
    Box::new(PlainFormats)
}

struct PlainFormats;

impl Formats for PlainFormats {
    fn category(&self, number: u32) -> String {
        if number == 1 { "one" } else { "other" }.to_owned()
    }

    fn number(&self, number: u32) -> String {
        number.to_string()
    }

    fn day(&self, moment: Moment, year: Year) -> String {
        let day = moment.to_string()[.."2026-12-31".len()].to_owned();
        match year {
            Year::Shown => day,
            Year::Understood => day + " without year",
        }
    }

    fn time(&self, at: UnixMillis) -> String {
        let minutes = at.0.div_euclid(60_000).rem_euclid(24 * 60);
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

//! Numbers, dates and plural categories by ICU4X, for cards rendered on a server.

use challenge_model::{Moment, UnixMillis};
use icu_calendar::Gregorian;
use icu_datetime::fieldsets::{MD, T, YMD};
use icu_datetime::input::{UtcOffset, ZonedDateTime};
use icu_datetime::{
    DateTimeFormatterLoadError, FixedCalendarDateTimeFormatter, NoCalendarFormatter,
};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale::extensions::unicode::{Value, key};
use icu_locale::{Locale, LocaleCanonicalizer, locale};
use icu_plurals::{PluralCategory, PluralRules};

use super::digits::numbering_system;
use super::formats::{Formats, Year};

/// The formatters of one language, made once.
pub struct IcuFormats {
    plural: PluralRules,
    number: DecimalFormatter,
    day: FixedCalendarDateTimeFormatter<Gregorian, MD>,
    day_of_year: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    time: NoCalendarFormatter<T>,
}

impl IcuFormats {
    /// The formatters of a language. A malformed tag gives those of English.
    #[must_use]
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "English is compiled in"
    )]
    pub fn new(tag: &str) -> Self {
        locale_as_in_browsers(tag)
            .and_then(|locale| Self::of(&locale).ok())
            .or_else(|| Self::of(&locale!("en")).ok())
            .expect("the formats of English")
    }

    fn of(locale: &Locale) -> Result<Self, DateTimeFormatterLoadError> {
        Ok(Self {
            plural: PluralRules::try_new_cardinal(locale.into())?,
            number: DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default())?,
            day: FixedCalendarDateTimeFormatter::try_new(locale.into(), MD::long())?,
            day_of_year: FixedCalendarDateTimeFormatter::try_new(locale.into(), YMD::long())?,
            time: NoCalendarFormatter::try_new(locale.into(), T::hm())?,
        })
    }
}

impl Formats for IcuFormats {
    fn category(&self, number: u32) -> String {
        let name = match self.plural.category_for(number) {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        };
        name.to_owned()
    }

    fn number(&self, number: u32) -> String {
        self.number.format(&Decimal::from(number)).to_string()
    }

    fn day(&self, moment: Moment, year: Year) -> String {
        let UnixMillis(wall_clock) = moment.wall_clock();
        let ZonedDateTime { date, .. } =
            ZonedDateTime::from_epoch_milliseconds_and_utc_offset(wall_clock, UtcOffset::zero());
        let date = date.to_calendar(Gregorian);
        match year {
            Year::Understood => self.day.format(&date).to_string(),
            Year::Shown => self.day_of_year.format(&date).to_string(),
        }
    }

    /// A time of day in UTC, because a server does not know the shopper's time zone.
    /// Nothing that a server renders shows it: only cards that could not be refreshed
    /// do.
    fn time(&self, at: UnixMillis) -> String {
        let ZonedDateTime { time, .. } =
            ZonedDateTime::from_epoch_milliseconds_and_utc_offset(at.0, UtcOffset::zero());
        // Chromium and Firefox put a plain space before "PM", where CLDR has a narrow
        // one: that broke too many programs.
        self.time.format(&time).to_string().replace('\u{202f}', " ")
    }
}

/// The locale of a tag, as `Intl` in browsers resolves it. Former names of
/// countries become today's (`en-UK` is `en-GB`), and a tag with a script is looked
/// up without its region. Of extensions there is only the numbering system, which the
/// formats of browsers are told of too.
fn locale_as_in_browsers(tag: &str) -> Option<Locale> {
    let mut locale = Locale::try_from_str(tag).ok()?;
    LocaleCanonicalizer::new_common().canonicalize(&mut locale);
    let id = locale.id;
    let region = id.region.filter(|_| id.script.is_none());
    let mut locale = Locale::from((id.language, None, region));
    let digits = Value::try_from_str(numbering_system(tag)).ok()?;
    locale.extensions.unicode.keywords.set(key!("nu"), digits);
    Some(locale)
}

// How all languages write is compared with a browser by `tests/wording.rs`.
#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn moment(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    #[rstest]
    #[case(0, "zero")]
    #[case(1, "one")]
    #[case(2, "two")]
    #[case(3, "few")]
    #[case(11, "many")]
    #[case(100, "other")]
    fn a_number_has_its_plural_category(#[case] number: u32, #[case] category: &str) {
        assert_eq!(IcuFormats::new("ar").category(number), category);
    }

    #[test]
    fn a_number_is_written_in_the_language() {
        assert_eq!(IcuFormats::new("sv").number(1_000), "1\u{a0}000");
        assert_eq!(IcuFormats::new("en").number(1_000), "1,000");
    }

    #[test]
    fn digits_are_those_that_the_tag_has_everywhere() {
        assert_eq!(IcuFormats::new("ar").number(12), "12");
        assert_eq!(IcuFormats::new("ar-EG").number(12), "\u{661}\u{662}");
        let day = moment("2026-12-31");
        let written = |tag| IcuFormats::new(tag).day(day, Year::Shown);
        assert!(written("ar-SA").contains('\u{662}'));
        assert!(written("ar-AE").contains("2026"));
    }

    #[test]
    fn a_day_is_that_of_the_offset_it_was_written_in() {
        let formats = IcuFormats::new("sv");
        let end = moment("2026-12-31T23:59:59-11:00");
        assert_eq!(formats.day(end, Year::Understood), "31 december");
        assert_eq!(formats.day(end, Year::Shown), "31 december 2026");
    }

    #[test]
    fn a_time_has_a_plain_space_as_in_browsers() {
        let at = moment("2026-12-31T14:05:00Z").instant();
        assert_eq!(IcuFormats::new("en-US").time(at), "2:05 PM");
        assert_eq!(IcuFormats::new("sv").time(at), "14:05");
    }

    #[test]
    fn the_region_counts_unless_the_tag_has_a_script() {
        let day = moment("2026-12-31");
        let written = |tag| IcuFormats::new(tag).day(day, Year::Shown);
        assert_eq!(written("en-UK"), "31 December 2026");
        assert_eq!(written("en-Latn-GB"), written("en"));
        assert_eq!(written("en-?"), written("en"));
    }
}

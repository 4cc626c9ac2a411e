//! One language, ready to write everything the widget says.

use challenge_model::wire::Json;
use challenge_model::{Moment, UnixMillis};

use super::DateLine;
use super::formats::{Formats, Year};
use super::messages::{ENGLISH, Message, Messages, Texts, fill};

/// Writes everything the widget says, in one language.
pub struct Language {
    /// The language tag of the texts.
    tag: String,
    messages: Messages,
    formats: Box<dyn Formats>,
}

/// Makes the formats of the language with this tag.
pub type MakeFormats = fn(tag: &str) -> Box<dyn Formats>;

impl Language {
    /// English, for a page with this language tag. Dates and numbers follow the
    /// page's region where the page is in the language of the texts. On another page
    /// they are English too, so that no sentence mixes two languages.
    #[must_use]
    pub fn english(page: &str, formats: MakeFormats) -> Self {
        Self::built_in("en", page, ENGLISH, formats)
    }

    /// The language of this tag, with the texts of its locale file.
    #[must_use]
    pub fn with_texts<'value>(
        tag: &str,
        page: &str,
        texts: impl Into<Json<'value>>,
        formats: MakeFormats,
    ) -> Self {
        let mut language = Self::built_in(tag, page, ENGLISH, formats);
        // The build has checked the file.
        language.override_texts(texts, &mut |_| {});
        language
    }

    /// The language of this tag, with texts that the program has built in.
    pub(super) fn built_in(tag: &str, page: &str, texts: Texts, formats: MakeFormats) -> Self {
        Self {
            tag: tag.to_owned(),
            messages: Messages::new(texts),
            formats: formats(regional(tag, page)),
        }
    }

    /// Puts texts in place of those of the language, by their keys in locale files. What
    /// is wrong with these texts is reported, as the parts of a sentence, and changes
    /// nothing.
    pub fn override_texts<'value>(
        &mut self,
        texts: impl Into<Json<'value>>,
        report: &mut dyn FnMut(&[&str]),
    ) {
        self.messages.override_with(&texts.into(), report);
    }

    /// The language tag of the texts.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The direction in which the language is written, as the value of `dir` in HTML.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        match primary(&self.tag) {
            "ar" | "fa" | "he" | "ur" => "rtl",
            _ => "ltr",
        }
    }

    /// A text without placeholders.
    #[must_use]
    pub fn text(&self, message: Message) -> String {
        self.messages.pattern(message, "other").to_owned()
    }

    /// A text whose placeholders are filled with these values.
    #[must_use]
    pub fn filled(&self, message: Message, values: &[(&str, &str)]) -> String {
        fill(self.messages.pattern(message, "other"), values)
    }

    /// A text about a number of something, in the plural form of that number. The
    /// number fills `{count}`; the values fill the other placeholders.
    #[must_use]
    pub fn counted(&self, message: Message, count: u32, values: &[(&str, &str)]) -> String {
        let pattern = self
            .messages
            .pattern(message, &self.formats.category(count));
        let number = self.number(count);
        let count = [("count", number.as_str())];
        fill(pattern, &[values, &count].concat())
    }

    /// A number by itself.
    #[must_use]
    pub fn number(&self, number: u32) -> String {
        self.formats.number(number)
    }

    /// The count of stamps, such as "3 of 5 stamps".
    #[must_use]
    pub fn stamps(&self, completed: u32, required: u32) -> String {
        self.counted(
            Message::Stamps,
            required,
            &[("completed", &self.number(completed))],
        )
    }

    /// A text with the time of day in it.
    #[must_use]
    pub fn as_of(&self, message: Message, at: UnixMillis) -> String {
        self.filled(message, &[("time", &self.formats.time(at))])
    }

    /// A day, with its year unless that is the current one.
    fn day(&self, moment: Moment, now: UnixMillis) -> String {
        let year = if moment.is_in_year_of(now) {
            Year::Understood
        } else {
            Year::Shown
        };
        self.formats.day(moment, year)
    }

    /// The line about a card's dates.
    #[must_use]
    pub fn date_line(&self, line: DateLine, now: UnixMillis) -> String {
        let dated = |message, moment| self.filled(message, &[("date", &self.day(moment, now))]);
        match line {
            DateLine::StartsOn(day) => dated(Message::StartsOn, day),
            DateLine::EndsOn(day) => dated(Message::EndsOn, day),
            DateLine::CompletedOn(day) => dated(Message::CompletedOn, day),
            DateLine::EndedOn(day) => dated(Message::EndedOn, day),
            DateLine::DaysLeft(days) => self.counted(Message::DaysLeft, days, &[]),
            DateLine::EndsTomorrow => self.text(Message::EndsTomorrow),
            DateLine::EndsToday => self.text(Message::EndsToday),
        }
    }
}

/// The tag of the formats: the page's tag where the page is in the language of the
/// texts, else the tag of the texts.
pub(super) fn regional<'a>(tag: &'a str, page: &'a str) -> &'a str {
    if primary(page).eq_ignore_ascii_case(primary(tag)) {
        page
    } else {
        tag
    }
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::super::test_language::{english, make_formats};
    use super::*;
    use rstest::rstest;
    use serde_json::{Value, json};

    fn with(tag: &str, texts: &Value) -> Language {
        Language::with_texts(tag, tag, texts, make_formats)
    }

    #[test]
    fn formats_follow_the_pages_region_only_in_the_language_of_the_texts() {
        assert_eq!(regional("sv", "sv-FI"), "sv-FI");
        assert_eq!(regional("sv", "SV"), "SV");
        assert_eq!(regional("en", "fr-CA"), "en");
    }

    #[rstest]
    #[case("ar", "rtl")]
    #[case("he-IL", "rtl")]
    #[case("fa", "rtl")]
    #[case("ur", "rtl")]
    #[case("sv", "ltr")]
    #[case("art", "ltr")]
    fn a_language_has_its_direction(#[case] tag: &str, #[case] direction: &str) {
        let language = with(tag, &json!({}));
        assert_eq!((language.tag(), language.direction()), (tag, direction));
    }

    #[test]
    fn a_text_has_the_plural_form_and_the_number_of_its_count() {
        let language = english();
        let left = |days| language.counted(Message::DaysLeft, days, &[]);
        assert_eq!([left(1), left(2)], ["1 day left", "2 days left"]);
    }

    #[test]
    fn other_values_stand_beside_the_count() {
        let text = english().counted(Message::ToReward, 2, &[("reward", "A toy")]);
        assert_eq!(text, "2 more to: A toy");
    }

    #[test]
    fn stamps_are_counted_in_the_plural_form_of_the_goal() {
        let language = english();
        let stamps = [language.stamps(1, 1), language.stamps(1, 5)];
        assert_eq!(stamps, ["1 of 1 stamp", "1 of 5 stamps"]);
    }

    #[test]
    fn the_shops_own_texts_replace_those_of_the_language() {
        let mut language = with("sv", &json!({ "retry": "Försök igen", "join": "Gå med" }));
        let own = json!({ "retry": "En gång till" });
        language.override_texts(&own, &mut |wrong| panic!("{wrong:?}"));
        assert_eq!(language.text(Message::Retry), "En gång till");
        assert_eq!(language.text(Message::Join), "Gå med");
        assert_eq!(language.text(Message::Terms), "Terms");
    }

    #[rstest]
    #[case(DateLine::EndsToday, "Ends today")]
    #[case(DateLine::EndsTomorrow, "Ends tomorrow")]
    #[case(DateLine::DaysLeft(3), "3 days left")]
    #[case(
        DateLine::StartsOn(day("2026-12-31T10:00:00Z")),
        "Starts on 2026-12-31 without year"
    )]
    #[case(
        DateLine::EndsOn(day("2026-12-31T10:00:00Z")),
        "Ends on 2026-12-31 without year"
    )]
    #[case(DateLine::EndsOn(day("2027-01-01T10:00:00Z")), "Ends on 2027-01-01")]
    #[case(
        DateLine::CompletedOn(day("2025-12-31T10:00:00Z")),
        "Completed on 2025-12-31"
    )]
    #[case(DateLine::EndedOn(day("2025-12-31T10:00:00Z")), "Ended on 2025-12-31")]
    fn a_date_line_names_the_year_unless_it_is_the_current_one(
        #[case] line: DateLine,
        #[case] expected: &str,
    ) {
        let now = day("2026-06-01T00:00:00Z").instant();
        assert_eq!(english().date_line(line, now), expected);
    }

    #[test]
    fn a_text_can_name_the_time_of_day() {
        let text = english().as_of(Message::Outdated, day("2026-06-01T14:05:00Z").instant());
        assert!(text.ends_with("as of 14:05."), "{text}");
    }

    fn day(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }
}

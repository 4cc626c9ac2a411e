//! One language, ready to write everything the widget says.

use challenge_model::wire::Node;
use challenge_model::{Moment, UnixMillis};

use super::DateLine;
use super::format::{Formats, Year};
use super::messages::{ENGLISH, Message, Messages, Texts, fill};

/// Writes everything the widget says, in one language.
pub struct Language {
    /// The language tag of the texts.
    tag: String,
    messages: Messages,
    formats: Formats,
}

impl Language {
    /// English, for a page with this language tag. Dates and numbers follow the
    /// page's region where its language is that of the texts; otherwise both would
    /// stand side by side in one sentence.
    #[must_use]
    pub fn english(page: &str) -> Self {
        Self::built_in("en", page, ENGLISH)
    }

    /// The language of this tag, with the texts of its file.
    #[must_use]
    pub fn with_texts<'value>(tag: &str, page: &str, texts: impl Node<'value>) -> Self {
        let mut language = Self::built_in(tag, page, ENGLISH);
        language.lay_over(texts);
        language
    }

    /// The language of this tag, whose texts the program carries.
    pub(super) fn built_in(tag: &str, page: &str, texts: Texts) -> Self {
        Self {
            tag: tag.to_owned(),
            messages: Messages::new(texts),
            formats: Formats::new(regional(tag, page)),
        }
    }

    /// Lays the shop's own words over those of the language.
    pub fn lay_over<'value>(&mut self, texts: impl Node<'value>) {
        self.messages.lay_over(texts);
    }

    /// The language tag of the texts.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Which way the language is written, as HTML calls it.
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

    /// A text with these values in its placeholders.
    #[must_use]
    pub fn filled(&self, message: Message, values: &[(&str, &str)]) -> String {
        fill(self.messages.pattern(message, "other"), values)
    }

    /// A text about so many of something, `{count}` in it, with further values.
    #[must_use]
    pub fn counted(&self, message: Message, count: u32, values: &[(&str, &str)]) -> String {
        let pattern = self
            .messages
            .pattern(message, &self.formats.category(count));
        let number = self.number(count);
        let count = [("count", number.as_str())];
        fill(pattern, &[values, &count].concat())
    }

    /// A number alone.
    #[must_use]
    pub fn number(&self, number: u32) -> String {
        self.formats.number(number)
    }

    /// "3 of 5 stamps".
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

    /// A day, with its year where that is not the current one.
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

/// The page's tag where its language is that of the texts, else the texts' own.
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
    use super::*;

    #[test]
    fn dates_follow_the_pages_region_only_in_the_language_of_the_texts() {
        assert_eq!(regional("sv", "sv-FI"), "sv-FI");
        assert_eq!(regional("en", "fr-CA"), "en");
    }
}

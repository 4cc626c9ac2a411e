//! One language, ready to write everything the widget says.

use challenge_model::UnixMillis;

use super::DateLine;
use super::format::Formats;
use super::messages::{Message, fill};

/// The language of the texts.
const TEXTS: &str = "en";

/// Writes everything the widget says, in one language.
pub struct Language {
    formats: Formats,
}

impl Language {
    /// The language for a page with this language tag, such as `en-GB`. Dates
    /// and numbers follow the page's region where its language is that of the
    /// texts; otherwise both would stand side by side in one sentence.
    #[must_use]
    pub fn for_page(tag: &str) -> Self {
        let is_same = tag
            .split('-')
            .next()
            .is_some_and(|language| language.eq_ignore_ascii_case(TEXTS));
        Self {
            formats: Formats::new(if is_same { tag } else { TEXTS }),
        }
    }

    /// A text without placeholders.
    #[must_use]
    pub fn text(&self, message: Message) -> &'static str {
        message.pattern("other")
    }

    /// A text about so many of something, `{count}` in it.
    #[must_use]
    pub fn counted(&self, message: Message, count: u32) -> String {
        let pattern = message.pattern(&self.formats.category(count));
        fill(pattern, &[("count", &self.formats.number(count))])
    }

    /// "3 of 5 stamps".
    #[must_use]
    pub fn stamps(&self, completed: u32, required: u32) -> String {
        let pattern = Message::Stamps.pattern(&self.formats.category(required));
        let (completed, required) = (
            self.formats.number(completed),
            self.formats.number(required),
        );
        fill(pattern, &[("completed", &completed), ("count", &required)])
    }

    /// A number alone.
    #[must_use]
    pub fn number(&self, number: u32) -> String {
        self.formats.number(number)
    }

    /// A text with the time of day in it.
    #[must_use]
    pub fn as_of(&self, message: Message, at: UnixMillis) -> String {
        fill(self.text(message), &[("time", &self.formats.time(at))])
    }

    /// The line about a card's dates.
    #[must_use]
    pub fn date_line(&self, line: DateLine, now: UnixMillis) -> String {
        let dated = |message, moment| {
            fill(
                self.text(message),
                &[("date", &self.formats.day(moment, now))],
            )
        };
        match line {
            DateLine::StartsOn(day) => dated(Message::StartsOn, day),
            DateLine::EndsOn(day) => dated(Message::EndsOn, day),
            DateLine::CompletedOn(day) => dated(Message::CompletedOn, day),
            DateLine::EndedOn(day) => dated(Message::EndedOn, day),
            DateLine::DaysLeft(days) => self.counted(Message::DaysLeft, days),
            DateLine::EndsTomorrow => self.text(Message::EndsTomorrow).to_owned(),
            DateLine::EndsToday => self.text(Message::EndsToday).to_owned(),
        }
    }
}

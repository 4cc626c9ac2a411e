//! A challenge definition: the template that a marketer has made.

use std::num::NonZeroU32;

use jiff::{Span, Timestamp, tz::Offset};
use serde::{Deserialize, Serialize};

use crate::guid::Guid;

/// A challenge definition as Engage stores it.
///
/// Its status is not stored. It follows from the publication, the window and the clock.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Definition {
    /// The definition's id, which never changes.
    pub id: Guid,
    /// The marketer's name for it. Shoppers see it as the title of the card.
    pub name: String,
    /// One or two sentences about it.
    pub description: Option<String>,
    /// The number of checkpoints that complete the challenge. It may be 0 (T6).
    pub required_checkpoints: u64,
    /// Whether the marketer has published it.
    pub publication: Publication,
    /// Whether a contact must approve before checkpoints count.
    pub consent: Consent,
    /// Whether it can be completed more than once.
    pub repetition: Repetition,
    /// The first point in time at which contacts can take part.
    pub scheduled_from: Option<Timestamp>,
    /// The first point in time at which contacts can no longer take part.
    pub scheduled_to: Option<Timestamp>,
    /// When a marketer ended it early. Reopening removes this.
    pub ended_on: Option<Timestamp>,
    /// The calendar months that a contact has, counted from joining (T23).
    pub expiration_months: Option<NonZeroU32>,
    /// What on a receipt earns checkpoints.
    pub checkpoint_assign_on: CheckpointAssignOn,
    /// The amount of money or the quantity that earns one checkpoint (T24).
    pub checkpoint_assign_on_amount: f64,
    /// The URLs of images: the first for 0 checkpoints, the next for 1, and so on. The
    /// last one is also for all higher numbers. Empty if there are no images.
    pub images: Vec<String>,
    /// Who created it, and when.
    pub created: Audit,
    /// Who changed it last, and when.
    pub modified: Audit,
}

/// Whether the marketer has published a definition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Publication {
    /// It is still being written, and must never be shown to a shopper.
    Draft,
    /// It is published.
    #[default]
    Published,
}

/// Engage's setting "Require contact approval".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consent {
    /// Checkpoints count only after the challenge was assigned.
    Required,
    /// The first checkpoint assigns the challenge.
    #[default]
    NotRequired,
}

/// Engage's setting "Recurring".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repetition {
    /// It can be completed once.
    #[default]
    Once,
    /// It begins again with the first checkpoint after it was completed.
    Recurring,
}

/// What on a receipt earns checkpoints. The values are Engage's integer codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckpointAssignOn {
    /// Nothing: checkpoints are awarded through the API alone.
    #[default]
    None = 0,
    /// The total of the receipt.
    ReceiptTotal = 1,
    /// The quantity of a line.
    ReceiptLineQuantity = 2,
    /// The total of a line.
    ReceiptLineTotal = 3,
}

/// The status of a definition. The values are Engage's integer codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefinitionStatus {
    /// Contacts can take part.
    Active = 1,
    /// It is not published.
    Draft = 2,
    /// It is published, but its window has not begun.
    Scheduled = 3,
    /// Its window is over, or a marketer ended it.
    Ended = 4,
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Audit {
    /// The full name of a member of staff: personal data that Engage sends to clients.
    pub by: String,
    /// When it was done.
    pub on: Timestamp,
}

impl Definition {
    /// The status at `now`.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> DefinitionStatus {
        if self.publication == Publication::Draft {
            DefinitionStatus::Draft
        } else if self.end().is_some_and(|end| end <= now) {
            DefinitionStatus::Ended
        } else if self.scheduled_from.is_some_and(|from| now < from) {
            DefinitionStatus::Scheduled
        } else {
            DefinitionStatus::Active
        }
    }

    /// When it ends for everyone: the end of its window, or an earlier end by the
    /// marketer.
    #[must_use]
    pub fn end(&self) -> Option<Timestamp> {
        earlier(self.scheduled_to, self.ended_on)
    }

    /// When it ends for a contact who joined at `joined`.
    pub(crate) fn end_for_participant(
        &self,
        joined: Timestamp,
        offset: Offset,
    ) -> Option<Timestamp> {
        let deadline = self
            .expiration_months
            .and_then(|months| add_months(joined, months, offset));
        earlier(self.end(), deadline)
    }

    /// The image for `completed` checkpoints, if there are images.
    pub(crate) fn image(&self, completed: u64) -> Option<&str> {
        let last = self.images.len().checked_sub(1)?;
        let step = usize::try_from(completed).unwrap_or(last).min(last);
        Some(&self.images[step])
    }
}

/// Adds calendar months, clamped to the end of the month: 31 January plus one month is
/// the last day of February. `None` where the result is beyond the calendar.
fn add_months(start: Timestamp, months: NonZeroU32, offset: Offset) -> Option<Timestamp> {
    let months = Span::new().try_months(months.get()).ok()?;
    let end = start
        .to_zoned(offset.to_time_zone())
        .checked_add(months)
        .ok()?;
    Some(end.timestamp())
}

/// The earlier of two dates, or the only one.
pub(super) fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::rules::state::tests::{at, definition};

    fn scheduled(from: i64, to: i64) -> Definition {
        Definition {
            scheduled_from: Some(at(from)),
            scheduled_to: Some(at(to)),
            ..definition()
        }
    }

    #[rstest]
    #[case::before_its_window(9, DefinitionStatus::Scheduled)]
    #[case::when_it_begins(10, DefinitionStatus::Active)]
    #[case::shortly_before_its_end(19, DefinitionStatus::Active)]
    #[case::at_its_end(20, DefinitionStatus::Ended)]
    fn the_status_of_a_window_follows_the_clock(
        #[case] day: i64,
        #[case] status: DefinitionStatus,
    ) {
        assert_eq!(scheduled(10, 20).status(at(day)), status);
    }

    #[test]
    fn a_draft_is_a_draft_whatever_the_clock_says() {
        let draft = Definition {
            publication: Publication::Draft,
            ..scheduled(10, 20)
        };
        assert_eq!(draft.status(at(15)), DefinitionStatus::Draft);
        assert_eq!(draft.status(at(25)), DefinitionStatus::Draft);
    }

    #[test]
    fn an_early_end_by_the_marketer_wins_over_the_end_of_the_window() {
        let ended = Definition {
            ended_on: Some(at(12)),
            ..scheduled(10, 20)
        };
        assert_eq!(ended.end(), Some(at(12)));
    }

    #[rstest]
    #[case::end_of_january_to_end_of_february(
        "2026-01-31T10:00:00+01:00",
        1,
        "2026-02-28T10:00:00+01:00"
    )]
    #[case::leap_year("2028-01-31T10:00:00+01:00", 1, "2028-02-29T10:00:00+01:00")]
    #[case::counted_where_the_shop_is("2026-01-30T23:30:00Z", 1, "2026-02-28T00:30:00+01:00")]
    #[case::over_the_turn_of_the_year("2026-08-31T10:00:00+01:00", 6, "2027-02-28T10:00:00+01:00")]
    fn a_participants_deadline_counts_calendar_months(
        #[case] joined: Timestamp,
        #[case] months: u32,
        #[case] deadline: Timestamp,
    ) {
        let definition = Definition {
            expiration_months: NonZeroU32::new(months),
            ..definition()
        };
        let end = definition.end_for_participant(joined, Offset::constant(1));
        assert_eq!(end, Some(deadline));
    }

    #[test]
    fn a_participants_deadline_is_never_after_the_end_of_the_window() {
        let definition = Definition {
            expiration_months: NonZeroU32::new(5),
            ..scheduled(10, 20)
        };
        let end = definition.end_for_participant(at(15), Offset::UTC);
        assert_eq!(end, Some(at(20)));
    }

    #[test]
    fn a_deadline_beyond_the_calendar_is_none() {
        let definition = Definition {
            expiration_months: Some(NonZeroU32::MAX),
            ..definition()
        };
        assert_eq!(definition.end_for_participant(at(0), Offset::UTC), None);
    }

    #[rstest]
    #[case::no_checkpoint(0, "zero.png")]
    #[case::one_checkpoint(1, "one.png")]
    #[case::more_than_there_are_images(7, "one.png")]
    fn the_image_follows_the_number_of_checkpoints(#[case] completed: u64, #[case] image: &str) {
        let definition = Definition {
            images: vec!["zero.png".into(), "one.png".into()],
            ..definition()
        };
        assert_eq!(definition.image(completed), Some(image));
    }
}

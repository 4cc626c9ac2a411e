//! What a card says about its dates.

use challenge_model::{Card, CardState, Moment, UnixMillis};

/// A card counts the days to its end once there are this many left.
const DAYS_COUNTED: i64 = 7;

/// The line about its dates on a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateLine {
    /// It begins on that day.
    StartsOn(Moment),
    /// It ends on that day, more than a week from now.
    EndsOn(Moment),
    /// This many days are left: 2 to 7.
    DaysLeft(u32),
    /// It ends tomorrow.
    EndsTomorrow,
    /// It ends today.
    EndsToday,
    /// Its goal was reached on that day.
    CompletedOn(Moment),
    /// It ended on that day without being completed.
    EndedOn(Moment),
}

impl DateLine {
    /// What to say of a card's dates at this time. `None` where the card has no date
    /// to speak of.
    #[must_use]
    pub fn of(card: &Card, now: UnixMillis) -> Option<Self> {
        match card.state {
            CardState::Completed => card.completed_on.map(Self::CompletedOn),
            CardState::Upcoming => card.start.map(Self::StartsOn),
            // Where the end is still ahead, the marketer has ended the challenge before
            // it, and the date would be wrong (T29).
            CardState::Ended => card
                .deadline
                .filter(|end| end.instant() <= now)
                .map(Self::EndedOn),
            CardState::Active | CardState::Available | CardState::Inactive => {
                card.deadline.map(|end| Self::ahead(end, now))
            }
        }
    }

    fn ahead(end: Moment, now: UnixMillis) -> Self {
        match end.days_after(now) {
            ..=0 => Self::EndsToday,
            1 => Self::EndsTomorrow,
            days @ 2..=DAYS_COUNTED => {
                u32::try_from(days).map_or(Self::EndsOn(end), Self::DaysLeft)
            }
            _ => Self::EndsOn(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::ChallengeItem;
    use challenge_model::wire::{FromWire, Json, Unreadable};
    use rstest::rstest;
    use serde_json::{Value, json};

    fn moment(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    fn line(challenge: &Value) -> Option<DateLine> {
        let now = moment("2026-11-23T10:00:00Z").instant();
        let item =
            ChallengeItem::from_wire(&Json::from(challenge), &mut Unreadable::default()).unwrap();
        DateLine::of(&Card::of_challenge(&item, now).unwrap(), now)
    }

    #[rstest]
    #[case("2026-11-23T23:59:59Z", DateLine::EndsToday)]
    #[case("2026-11-24T00:00:00Z", DateLine::EndsTomorrow)]
    #[case("2026-11-25T23:59:59Z", DateLine::DaysLeft(2))]
    #[case("2026-11-30T23:59:59Z", DateLine::DaysLeft(7))]
    fn the_last_days_are_counted(#[case] end: &str, #[case] expected: DateLine) {
        let challenge = json!({ "id": "a", "isActive": true, "challengeEnd": end });
        assert_eq!(line(&challenge), Some(expected));
    }

    #[test]
    fn days_are_counted_in_the_offset_of_the_deadline() {
        // Still the 23rd in UTC, but the 24th where the deadline was set.
        let challenge =
            json!({ "id": "a", "isActive": true, "challengeEnd": "2026-11-24T00:30:00+14:00" });
        assert_eq!(line(&challenge), Some(DateLine::EndsToday));
    }

    #[test]
    fn an_end_further_off_is_a_date() {
        let end = "2026-12-14T23:59:59+01:00";
        let challenge = json!({ "id": "a", "isActive": true, "challengeEnd": end });
        assert_eq!(line(&challenge), Some(DateLine::EndsOn(moment(end))));
    }

    #[test]
    fn a_completed_card_says_since_when_and_not_until_when() {
        let on = "2026-01-30T12:00:00Z";
        let challenge = json!({ "id": "a", "challengeCompletedOn": on, "challengeEnd": "2026-12-31T00:00:00Z" });
        assert_eq!(line(&challenge), Some(DateLine::CompletedOn(moment(on))));
        assert_eq!(
            line(&json!({ "id": "a", "isChallengeCompleted": true })),
            None
        );
    }

    #[test]
    fn an_ended_card_does_not_name_an_end_that_is_still_ahead() {
        let over = "2026-10-31T23:59:59+01:00";
        assert_eq!(
            line(&json!({ "id": "a", "challengeEnd": over })),
            Some(DateLine::EndedOn(moment(over)))
        );
        let ahead =
            json!({ "id": "a", "status": "NotCompleted", "challengeEnd": "2026-12-31T00:00:00Z" });
        assert_eq!(line(&ahead), None);
    }

    #[test]
    fn no_date_gives_no_line() {
        assert_eq!(line(&json!({ "id": "a", "isActive": true })), None);
    }
}

//! The situations in which a shopper may see a card: one row for each.

use challenge_model::wire::{ChallengeStatus, DefinitionStatus};
use challenge_model::{Challenge, ChallengeId, Definition, Moment, UnixMillis};

use super::sample::joined;

const MILLIS_PER_DAY: i64 = 24 * 60 * 60 * 1_000;

/// What is between a shopper and a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Situation {
    /// The shopper can join.
    NotJoined,
    /// It is announced, and begins later.
    Announced,
    /// The shopper has joined, and has no stamp.
    NothingYet,
    /// The shopper has some of the stamps.
    UnderWay,
    /// One stamp is missing.
    OneBefore,
    /// The shopper has all stamps.
    Completed,
    /// The time ran out.
    Ended,
    /// The shopper has it, but nothing can be collected.
    AtRest,
}

impl Situation {
    pub(super) const ALL: [Self; 8] = [
        Self::NotJoined,
        Self::Announced,
        Self::NothingYet,
        Self::UnderWay,
        Self::OneBefore,
        Self::Completed,
        Self::Ended,
        Self::AtRest,
    ];

    /// The name in URLs.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::NotJoined => "not-joined",
            Self::Announced => "announced",
            Self::NothingYet => "nothing-yet",
            Self::UnderWay => "under-way",
            Self::OneBefore => "one-before",
            Self::Completed => "completed",
            Self::Ended => "ended",
            Self::AtRest => "at-rest",
        }
    }

    /// The situation of this name.
    pub(super) fn by_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|situation| situation.name() == name)
    }

    /// What the page calls it.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::NotJoined => "Not joined yet",
            Self::Announced => "Announced",
            Self::NothingYet => "Nothing collected yet",
            Self::UnderWay => "Under way",
            Self::OneBefore => "One before the goal",
            Self::Completed => "Completed",
            Self::Ended => "Ended",
            Self::AtRest => "At rest",
        }
    }

    /// What the page says of it.
    pub(super) const fn about(self) -> &'static str {
        match self {
            Self::NotJoined => "The shopper can join.",
            Self::Announced => "It begins in nine days.",
            Self::NothingYet => "The shopper has just joined.",
            Self::UnderWay => "About half of it is collected.",
            Self::OneBefore => "The next stamp is the last one.",
            Self::Completed => "The goal was reached yesterday.",
            Self::Ended => "The time ran out four days ago.",
            Self::AtRest => "Engage has assigned it, but has not activated it.",
        }
    }

    /// Whether there is such a card for a definition that needs so many checkpoints. Of a
    /// definition that needs two, the card that is under way is one before the goal.
    pub(super) fn applies_to(self, required: Option<u32>) -> bool {
        let Some(required) = required.filter(|required| *required > 0) else {
            return self != Self::OneBefore;
        };
        match self {
            Self::UnderWay => required > 2,
            Self::OneBefore => required > 1,
            _ => true,
        }
    }

    /// The shopper's challenge, or `None` where the shopper has not joined.
    pub(super) fn challenge(self, definition: &Definition, now: UnixMillis) -> Option<Challenge> {
        let required = definition.required_number_of_checkpoints;
        let half = required.map_or(3, |required| required / 2);
        let id = ChallengeId::read(&format!("{} {}", self.name(), definition.id.as_str()))?;
        let challenge = joined(definition, id, days_from(now, -20));
        let with = |completed: u32| Challenge {
            completed_checkpoints: completed,
            latest_checkpoint_added_on: (completed > 0).then(|| days_from(now, -2)),
            ..challenge.clone()
        };
        match self {
            Self::NotJoined | Self::Announced => None,
            Self::NothingYet => Some(Challenge {
                start: Some(days_from(now, 0)),
                ..with(0)
            }),
            Self::UnderWay => Some(with(half)),
            Self::OneBefore => Some(with(required.map_or(0, |number| number.saturating_sub(1)))),
            Self::Completed => Some(Challenge {
                completed_on: Some(days_from(now, -1)),
                is_active: Some(false),
                is_challenge_completed: Some(true),
                status: Some(ChallengeStatus::Completed),
                ..with(required.unwrap_or(half))
            }),
            Self::Ended => Some(Challenge {
                end: Some(days_from(now, -4)),
                is_active: Some(false),
                status: Some(ChallengeStatus::NotCompleted),
                ..with(half)
            }),
            Self::AtRest => Some(Challenge {
                is_active: Some(false),
                status: None,
                ..with(0)
            }),
        }
    }

    /// The definition as it is in this situation, whatever its state in Engage: texts are
    /// written before a campaign is published.
    pub(super) fn definition(self, definition: &Definition, now: UnixMillis) -> Definition {
        let is_to_come = |moment: &Moment| moment.instant() > now;
        let end = definition.scheduled_to.filter(is_to_come);
        Definition {
            status: Some(DefinitionStatus::Active),
            scheduled_from: (self == Self::Announced).then(|| days_from(now, 9)),
            // What begins later than it ends is no campaign.
            scheduled_to: end.filter(|end| {
                self != Self::Announced || end.instant() > days_from(now, 10).instant()
            }),
            ..definition.clone()
        }
    }
}

/// The time so many days after this one.
fn days_from(now: UnixMillis, days: i64) -> Moment {
    UnixMillis(now.0.saturating_add(days * MILLIS_PER_DAY)).in_utc()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::definitions::needing;
    use challenge_model::{CardState, state};
    use rstest::rstest;

    fn now() -> UnixMillis {
        Moment::parse("2026-03-15T12:00:00Z").unwrap().instant()
    }

    fn state_of(situation: Situation, required: u32) -> CardState {
        let definition = situation.definition(&needing(required), now());
        match situation.challenge(&definition, now()) {
            Some(challenge) => state::of_challenge(&challenge, Some(&definition), now()),
            None => state::of_definition(&definition, now()).unwrap(),
        }
    }

    #[rstest]
    #[case(Situation::NotJoined, CardState::Available)]
    #[case(Situation::Announced, CardState::Upcoming)]
    #[case(Situation::NothingYet, CardState::Active)]
    #[case(Situation::UnderWay, CardState::Active)]
    #[case(Situation::OneBefore, CardState::Active)]
    #[case(Situation::Completed, CardState::Completed)]
    #[case(Situation::Ended, CardState::Ended)]
    #[case(Situation::AtRest, CardState::Inactive)]
    fn a_card_has_the_state_of_its_situation(
        #[case] situation: Situation,
        #[case] expected: CardState,
    ) {
        for required in (1..12).filter(|required| situation.applies_to(Some(*required))) {
            assert_eq!(state_of(situation, required), expected, "{required}");
        }
    }

    #[test]
    fn no_two_situations_of_a_definition_have_the_same_stamps_while_it_runs() {
        for required in 1..12 {
            let definition = needing(required);
            let mut completed: Vec<_> = [
                Situation::NothingYet,
                Situation::UnderWay,
                Situation::OneBefore,
                Situation::Completed,
            ]
            .into_iter()
            .filter(|situation| situation.applies_to(Some(required)))
            .filter_map(|situation| situation.challenge(&definition, now()))
            .map(|challenge| challenge.completed_checkpoints)
            .collect();
            let all = completed.len();
            completed.dedup();
            assert_eq!(completed.len(), all, "{required}");
        }
    }

    #[test]
    fn a_definition_that_has_ended_in_engage_can_be_seen_all_the_same() {
        let definition = Definition {
            status: Some(DefinitionStatus::Ended),
            scheduled_to: Moment::parse("2026-01-01T00:00:00Z"),
            ..needing(5)
        };
        let shown = Situation::NotJoined.definition(&definition, now());
        assert_eq!(
            state::of_definition(&shown, now()),
            Some(CardState::Available)
        );
    }

    #[test]
    fn every_situation_is_found_by_its_name() {
        for situation in Situation::ALL {
            assert_eq!(Situation::by_name(situation.name()), Some(situation));
        }
        assert_eq!(Situation::by_name("sold-out"), None);
    }
}

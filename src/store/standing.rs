//! What is known of the shopper's challenges.

use challenge_model::{ChallengeItem, UnixMillis};

use crate::api::Failure;

/// What is known of the shopper's challenges.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// Nothing yet.
    Loading,
    /// There is no shopper.
    SignedOut,
    /// They could not be had, and never were.
    Failed(Failure),
    /// They are here.
    Loaded {
        /// The challenges, as they came.
        items: Vec<ChallengeItem>,
        /// When they came.
        at: UnixMillis,
        /// Why no newer ones could be had.
        outdated: Option<Failure>,
    },
}

/// What there is to show; the cards themselves are elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Placeholders.
    Skeleton,
    /// That one has to sign in.
    SignedOut,
    /// That it did not work.
    Failure(Failure),
    /// That there are no challenges.
    Empty,
    /// Cards.
    Cards,
}

impl Standing {
    /// What is known once this answer is in. Cards that are there outlive a
    /// failure, but not the shopper's session: they are nobody else's business.
    #[must_use]
    pub fn after(self, answer: Result<Vec<ChallengeItem>, Failure>, now: UnixMillis) -> Self {
        match (answer, self) {
            (Ok(items), _) => Self::Loaded {
                items,
                at: now,
                outdated: None,
            },
            (Err(Failure::SignedOut), _) => Self::SignedOut,
            (Err(failure), Self::Loaded { items, at, .. }) => Self::Loaded {
                items,
                at,
                outdated: Some(failure),
            },
            (Err(failure), _) => Self::Failed(failure),
        }
    }

    /// The challenges that are here.
    #[must_use]
    pub fn items(&self) -> &[ChallengeItem] {
        match self {
            Self::Loaded { items, .. } => items,
            Self::Loading | Self::SignedOut | Self::Failed(_) => &[],
        }
    }

    /// Since when no newer cards could be had; `None` while they are fresh.
    #[must_use]
    pub fn outdated_since(&self) -> Option<UnixMillis> {
        match self {
            Self::Loaded {
                at,
                outdated: Some(_),
                ..
            } => Some(*at),
            _ => None,
        }
    }

    /// What there is to show, given how many cards there are.
    #[must_use]
    pub fn shown(&self, cards: usize) -> Shown {
        match self {
            Self::Loading => Shown::Skeleton,
            Self::SignedOut => Shown::SignedOut,
            Self::Failed(failure) => Shown::Failure(*failure),
            Self::Loaded { .. } if cards == 0 => Shown::Empty,
            Self::Loaded { .. } => Shown::Cards,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::wire::{FromWire, Unreadable};
    use serde_json::json;

    const THEN: UnixMillis = UnixMillis(1_000);
    const NOW: UnixMillis = UnixMillis(2_000);

    fn items() -> Vec<ChallengeItem> {
        ChallengeItem::from_wire(&json!({ "id": "a" }), &mut Unreadable::default())
            .into_iter()
            .collect()
    }

    fn loaded() -> Standing {
        Standing::Loading.after(Ok(items()), THEN)
    }

    #[test]
    fn an_answer_is_shown_as_cards() {
        assert_eq!(loaded().shown(1), Shown::Cards);
        assert_eq!(loaded().outdated_since(), None);
    }

    #[test]
    fn an_answer_without_cards_is_shown_as_empty() {
        assert_eq!(
            Standing::Loading.after(Ok(vec![]), NOW).shown(0),
            Shown::Empty
        );
    }

    #[test]
    fn a_first_failure_is_shown_and_an_answer_replaces_it() {
        let failed = Standing::Loading.after(Err(Failure::Status(502)), THEN);
        assert_eq!(failed.shown(0), Shown::Failure(Failure::Status(502)));
        assert_eq!(failed.after(Ok(items()), NOW).shown(1), Shown::Cards);
    }

    #[test]
    fn the_last_good_cards_outlive_a_failure_and_say_since_when() {
        let outdated = loaded().after(Err(Failure::Unreachable), NOW);
        assert_eq!(outdated.items(), items());
        assert_eq!(outdated.shown(1), Shown::Cards);
        assert_eq!(outdated.outdated_since(), Some(THEN));
        assert_eq!(outdated.after(Ok(items()), NOW).outdated_since(), None);
    }

    #[test]
    fn cards_do_not_outlive_the_shoppers_session() {
        let signed_out = loaded().after(Err(Failure::SignedOut), NOW);
        assert_eq!(signed_out.items(), []);
        assert_eq!(signed_out.shown(0), Shown::SignedOut);
    }
}

//! What is known of the shopper's challenges.

use challenge_model::{Card, CardState, UnixMillis, order};

use super::rows::Places;
use crate::api::{Failure, Look};

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
        /// What came.
        look: Look,
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
    pub fn after(self, answer: Result<Look, Failure>, now: UnixMillis) -> Self {
        match (answer, self) {
            (Ok(look), _) => Self::Loaded {
                look,
                at: now,
                outdated: None,
            },
            (Err(Failure::SignedOut), _) => Self::SignedOut,
            (Err(failure), Self::Loaded { look, at, .. }) => Self::Loaded {
                look,
                at,
                outdated: Some(failure),
            },
            (Err(failure), _) => Self::Failed(failure),
        }
    }

    /// The cards at this time, in the order they stand in: one for each
    /// challenge, and one for each definition that can be joined or will be.
    #[must_use]
    pub fn cards(&self, now: UnixMillis) -> Vec<Card> {
        let Self::Loaded { look, .. } = self else {
            return Vec::new();
        };
        let joined: Places = look
            .items
            .iter()
            .filter_map(|item| item.challenge.definition_id.as_ref())
            .map(|id| (id.as_str().to_owned(), None))
            .collect();
        let offers = look
            .definitions
            .iter()
            .filter(|offer| !joined.contains_key(offer.definition.id.as_str()))
            .filter_map(|offer| {
                Card::of_definition(&offer.definition, offer.presentation.as_ref(), now)
            })
            // What ended before the shopper joined is no news.
            .filter(|card| card.state != CardState::Ended);
        let challenges = look
            .items
            .iter()
            .filter_map(|item| Card::of_challenge(item, now));
        order::sorted(challenges.chain(offers).collect())
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
    use challenge_model::Page;
    use serde_json::{Value, json};

    const THEN: UnixMillis = UnixMillis(1_000);
    const NOW: UnixMillis = UnixMillis(2_000);

    fn look(challenges: &Value, definitions: &Value) -> Look {
        Look {
            items: Page::read(challenges).unwrap().items,
            definitions: Page::read(definitions).unwrap().items,
        }
    }

    fn one() -> Look {
        look(&json!([{ "id": "a" }]), &json!([]))
    }

    fn loaded() -> Standing {
        Standing::Loading.after(Ok(one()), THEN)
    }

    fn states(look: Look) -> Vec<CardState> {
        let cards = Standing::Loading.after(Ok(look), THEN).cards(NOW);
        cards.iter().map(|card| card.state).collect()
    }

    #[test]
    fn a_definition_that_is_not_joined_is_a_card_and_one_that_is_joined_is_not() {
        let definitions = json!([
            { "id": "joined", "status": "Active" },
            { "id": "open", "status": "Active" },
            { "id": "over", "status": "Ended" },
            { "id": "draft", "status": "Draft" },
        ]);
        let challenges = json!([{ "id": "a", "challengeId": "joined", "isActive": true }]);
        let expected = [CardState::Active, CardState::Available];
        assert_eq!(states(look(&challenges, &definitions)), expected);
    }

    #[test]
    fn an_answer_is_shown_as_cards() {
        assert_eq!(loaded().shown(1), Shown::Cards);
        assert_eq!(loaded().outdated_since(), None);
    }

    #[test]
    fn an_answer_without_cards_is_shown_as_empty() {
        assert_eq!(
            Standing::Loading.after(Ok(Look::default()), NOW).shown(0),
            Shown::Empty
        );
    }

    #[test]
    fn a_first_failure_is_shown_and_an_answer_replaces_it() {
        let failed = Standing::Loading.after(Err(Failure::Status(502)), THEN);
        assert_eq!(failed.shown(0), Shown::Failure(Failure::Status(502)));
        assert_eq!(failed.after(Ok(one()), NOW).shown(1), Shown::Cards);
    }

    #[test]
    fn the_last_good_cards_outlive_a_failure_and_say_since_when() {
        let outdated = loaded().after(Err(Failure::Unreachable), NOW);
        assert_eq!(outdated.cards(NOW).len(), 1);
        assert_eq!(outdated.shown(1), Shown::Cards);
        assert_eq!(outdated.outdated_since(), Some(THEN));
        assert_eq!(outdated.after(Ok(one()), NOW).outdated_since(), None);
    }

    #[test]
    fn cards_do_not_outlive_the_shoppers_session() {
        let signed_out = loaded().after(Err(Failure::SignedOut), NOW);
        assert_eq!(signed_out.cards(NOW), []);
        assert_eq!(signed_out.shown(0), Shown::SignedOut);
    }
}

//! What the last answers of the proxy amount to.

use challenge_model::{Card, CardState, UnixMillis, order};

use super::{Failure, Snapshot};

/// What the last answers of the proxy amount to.
#[derive(Clone, Debug, PartialEq)]
pub enum LoadState {
    /// There was no answer yet.
    Loading,
    /// The shopper is signed out.
    SignedOut,
    /// No answer has brought challenges yet.
    Failed(Failure),
    /// There are challenges.
    Loaded {
        /// The last answer that brought them.
        snapshot: Snapshot,
        /// When that answer came.
        at: UnixMillis,
        /// Whether it still counts.
        validity: Validity,
    },
}

/// Whether the last answer that brought challenges still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// It is the last answer.
    Fresh,
    /// A refresh has failed since.
    Outdated,
    /// The shopper has left the page since. The browser has kept the page, and may show
    /// it to another shopper.
    Unconfirmed,
}

/// Which of its views a widget shows; the cards themselves are rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewState {
    /// Placeholders.
    Skeleton,
    /// The notice that the shopper is signed out.
    SignedOut,
    /// The notice that the challenges could not be loaded.
    Failure(Failure),
    /// The notice that there are no challenges.
    Empty,
    /// Cards.
    Cards,
    /// Cards that nobody sees: they keep their place until the proxy has answered.
    Concealed,
}

impl LoadState {
    /// The state after an answer. Cards stay when a refresh fails, but not when the
    /// shopper's session is over: whoever uses the browser then must not see them.
    #[must_use]
    pub fn after(self, answer: Result<Snapshot, Failure>, now: UnixMillis) -> Self {
        match (answer, self) {
            (Ok(snapshot), _) => Self::Loaded {
                snapshot,
                at: now,
                validity: Validity::Fresh,
            },
            (Err(Failure::SignedOut), _) => Self::SignedOut,
            (
                Err(_),
                Self::Loaded {
                    snapshot,
                    at,
                    validity: Validity::Fresh | Validity::Outdated,
                },
            ) => Self::Loaded {
                snapshot,
                at,
                validity: Validity::Outdated,
            },
            (Err(failure), _) => Self::Failed(failure),
        }
    }

    /// The state when the shopper has left the page, which the browser may show again.
    #[must_use]
    pub fn unconfirmed(mut self) -> Self {
        if let Self::Loaded { validity, .. } = &mut self {
            *validity = Validity::Unconfirmed;
        }
        self
    }

    /// The cards at this time, in the order in which they are shown: one for each
    /// challenge, and one for each definition that can be joined now or later.
    #[must_use]
    pub fn cards(&self, now: UnixMillis) -> Vec<Card> {
        let Self::Loaded { snapshot, .. } = self else {
            return Vec::new();
        };
        let offers = snapshot
            .definitions()
            .iter()
            .filter(|offer| !snapshot.has_joined(&offer.definition.id))
            .filter_map(|offer| {
                Card::of_definition(&offer.definition, offer.presentation.as_ref(), now)
            })
            // A challenge that ended before the shopper joined is of no use to them.
            .filter(|card| card.state != CardState::Ended);
        let challenges = snapshot
            .challenges()
            .iter()
            .filter_map(|item| Card::of_challenge(item, now));
        order::sorted(challenges.chain(offers).collect())
    }

    /// When the shown cards were loaded, if a refresh has failed since.
    #[must_use]
    pub fn outdated_since(&self) -> Option<UnixMillis> {
        match self {
            Self::Loaded {
                at,
                validity: Validity::Outdated,
                ..
            } => Some(*at),
            _ => None,
        }
    }

    /// Which view to show, given how many cards the options leave.
    #[must_use]
    pub fn view_state(&self, cards: usize) -> ViewState {
        match self {
            Self::Loading => ViewState::Skeleton,
            Self::SignedOut => ViewState::SignedOut,
            Self::Failed(failure) => ViewState::Failure(*failure),
            Self::Loaded {
                validity: Validity::Unconfirmed,
                ..
            } => ViewState::Concealed,
            Self::Loaded { .. } if cards == 0 => ViewState::Empty,
            Self::Loaded { .. } => ViewState::Cards,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_data::snapshot;
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    const THEN: UnixMillis = UnixMillis(1_000);
    const NOW: UnixMillis = UnixMillis(2_000);

    fn one() -> Snapshot {
        snapshot(&json!([{ "id": "a" }]), &json!([]))
    }

    fn loaded() -> LoadState {
        LoadState::Loading.after(Ok(one()), THEN)
    }

    fn states(snapshot: Snapshot) -> Vec<CardState> {
        let cards = LoadState::Loading.after(Ok(snapshot), THEN).cards(NOW);
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
        assert_eq!(states(snapshot(&challenges, &definitions)), expected);
    }

    #[test]
    fn before_the_first_answer_there_are_placeholders_and_no_cards() {
        assert_eq!(LoadState::Loading.view_state(0), ViewState::Skeleton);
        assert_eq!(LoadState::Loading.cards(NOW), []);
        assert_eq!(LoadState::Loading.outdated_since(), None);
    }

    #[test]
    fn an_answer_with_cards_is_shown_as_cards() {
        assert_eq!(loaded().view_state(1), ViewState::Cards);
        assert_eq!(loaded().outdated_since(), None);
    }

    #[test]
    fn an_answer_without_cards_is_shown_as_empty() {
        assert_eq!(
            LoadState::Loading
                .after(Ok(Snapshot::default()), NOW)
                .view_state(0),
            ViewState::Empty
        );
    }

    #[test]
    fn a_first_failure_is_shown_and_an_answer_replaces_it() {
        let failed = LoadState::Loading.after(Err(Failure::Status(502)), THEN);
        assert_eq!(
            failed.view_state(0),
            ViewState::Failure(Failure::Status(502))
        );
        assert_eq!(failed.after(Ok(one()), NOW).view_state(1), ViewState::Cards);
    }

    #[test]
    fn the_last_good_cards_outlive_a_failure_and_say_since_when() {
        let outdated = loaded().after(Err(Failure::Unreachable), NOW);
        assert_eq!(outdated.cards(NOW).len(), 1);
        assert_eq!(outdated.view_state(1), ViewState::Cards);
        assert_eq!(outdated.outdated_since(), Some(THEN));
        assert_eq!(outdated.after(Ok(one()), NOW).outdated_since(), None);
    }

    #[test]
    fn cards_of_a_page_that_was_left_are_concealed_until_the_proxy_has_answered() {
        let left = loaded().unconfirmed();
        assert_eq!(left.view_state(1), ViewState::Concealed);
        assert_eq!(left.cards(NOW).len(), 1, "they keep their place");
        assert_eq!(left.outdated_since(), None);
        assert_eq!(left.after(Ok(one()), NOW).view_state(1), ViewState::Cards);
    }

    #[rstest]
    #[case(Failure::SignedOut, ViewState::SignedOut)]
    #[case(Failure::Unreachable, ViewState::Failure(Failure::Unreachable))]
    fn concealed_cards_are_not_shown_after_a_failure(
        #[case] failure: Failure,
        #[case] expected: ViewState,
    ) {
        let failed = loaded().unconfirmed().after(Err(failure), NOW);
        assert_eq!(failed.cards(NOW), []);
        assert_eq!(failed.view_state(0), expected);
    }

    #[test]
    fn a_page_without_cards_has_nothing_to_conceal() {
        for state in [LoadState::Loading, LoadState::SignedOut] {
            assert_eq!(state.clone().unconfirmed(), state);
        }
    }

    #[test]
    fn cards_do_not_outlive_the_shoppers_session() {
        let signed_out = loaded().after(Err(Failure::SignedOut), NOW);
        assert_eq!(signed_out.cards(NOW), []);
        assert_eq!(signed_out.view_state(0), ViewState::SignedOut);
    }
}

//! A card: everything that a shopper is shown of one challenge.

use std::num::NonZeroU32;

use crate::deadline;
use crate::https_url::HttpsUrl;
use crate::identifier::{ChallengeId, DefinitionId};
use crate::moment::{Moment, UnixMillis};
use crate::progress::Progress;
use crate::state::{self, CardState};
use crate::wire::{ChallengeItem, CheckpointPresentation, Definition, Layout, Presentation};

/// What a shopper is shown of one challenge at a given time.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Identifies the card.
    pub key: CardKey,
    /// The id of the definition. It is needed to join.
    pub definition_id: Option<DefinitionId>,
    /// The state of the challenge.
    pub state: CardState,
    /// The texts on the card.
    pub wording: Wording,
    /// An image of the challenge.
    pub image: Option<HttpsUrl>,
    /// Whether and how the shopper can join.
    pub joining: Joining,
    /// The checkpoints so far and the checkpoints needed.
    pub progress: Progress,
    /// When the challenge begins or began.
    pub start: Option<Moment>,
    /// Until when checkpoints can be collected.
    pub deadline: Option<Moment>,
    /// When the goal was reached.
    pub completed_on: Option<Moment>,
    /// The layout, where the retailer has chosen one.
    pub layout: Option<Layout>,
    /// The retailer's place for the card among cards of the same state. Smaller places
    /// come first.
    pub order: Option<u32>,
}

/// The texts on a card: the retailer's, or else the definition's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wording {
    /// The title. `None` where neither the retailer nor the definition has one; then the
    /// card has a general title in the shopper's language (T27).
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The terms and conditions.
    pub terms: Option<String>,
    /// The reward for the last checkpoint.
    pub reward: Option<String>,
    /// The texts, images and rewards of single checkpoints.
    pub checkpoints: Vec<CheckpointPresentation>,
}

/// Identifies a card. Several challenges may have one definition (T31), so the card of a
/// challenge is identified by the challenge.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CardKey {
    /// The card of an assigned challenge.
    Challenge(ChallengeId),
    /// The card of a definition that the shopper has not joined.
    Definition(DefinitionId),
}

impl CardKey {
    /// The key as one text, which is different for every card: `c` or `d` before the id,
    /// since a challenge may have the same id as a definition.
    #[must_use]
    pub fn name(&self) -> String {
        let (kind, id) = match self {
            Self::Challenge(id) => ("c", id.as_str()),
            Self::Definition(id) => ("d", id.as_str()),
        };
        [kind, id].concat()
    }
}

/// Whether and how the shopper can join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joining {
    /// The shopper cannot join.
    Closed,
    /// The shopper can join without a consent.
    Open,
    /// The shopper can join with a consent (T30).
    WithConsent {
        /// The retailer's text of the consent.
        text: Option<String>,
        /// The version of this text.
        version: Option<String>,
    },
}

impl Card {
    /// The card of an assigned challenge. `None` where the retailer hides it.
    #[must_use]
    pub fn of_challenge(item: &ChallengeItem, now: UnixMillis) -> Option<Self> {
        let challenge = &item.challenge;
        let definition = item.definition.as_ref();
        let presentation = shown(item.presentation.as_ref())?;
        let state = state::of_challenge(challenge, definition, now);
        Some(Self {
            key: CardKey::Challenge(challenge.id.clone()),
            definition_id: challenge.definition_id.clone(),
            state,
            wording: Wording::of(definition, presentation),
            // Engage's image fits the number of checkpoints (T25).
            image: challenge
                .image_url
                .clone()
                .or_else(|| presentation?.image.clone()),
            joining: Joining::of(state, definition, presentation),
            progress: Progress::of(challenge, definition),
            start: challenge.start,
            deadline: deadline::of_challenge(challenge, definition),
            completed_on: challenge.completed_on,
            layout: presentation.and_then(|own| own.layout),
            order: presentation.and_then(|own| own.order),
        })
    }

    /// The card of a definition that the shopper has not joined. `None` where it must not
    /// be shown.
    #[must_use]
    pub fn of_definition(
        definition: &Definition,
        presentation: Option<&Presentation>,
        now: UnixMillis,
    ) -> Option<Self> {
        let presentation = shown(presentation)?;
        let state = state::of_definition(definition, now)?;
        Some(Self {
            key: CardKey::Definition(definition.id.clone()),
            definition_id: Some(definition.id.clone()),
            state,
            wording: Wording::of(Some(definition), presentation),
            image: presentation.and_then(|own| own.image.clone()),
            joining: Joining::of(state, Some(definition), presentation),
            progress: Progress::new(0, definition.required_number_of_checkpoints.unwrap_or(0)),
            start: definition.scheduled_from,
            deadline: definition.scheduled_to,
            completed_on: None,
            layout: presentation.and_then(|own| own.layout),
            order: presentation.and_then(|own| own.order),
        })
    }
}

impl Card {
    /// The number of the next checkpoint with a reward, and the reward.
    #[must_use]
    pub fn next_reward(&self) -> Option<(u32, &str)> {
        let stamped = self.progress.stamped();
        let along_the_way = self.wording.checkpoints.iter().filter_map(|checkpoint| {
            let reward = checkpoint.reward.as_deref()?;
            (checkpoint.at > stamped).then_some((checkpoint.at, reward))
        });
        let last = self
            .progress
            .required()
            .map(NonZeroU32::get)
            .zip(self.wording.reward.as_deref())
            .filter(|(number, _)| *number > stamped);
        along_the_way.chain(last).min_by_key(|(number, _)| *number)
    }
}

impl Wording {
    /// The checkpoints with a label, a reward or a link, in their order. The last one has
    /// the final reward. Checkpoints beyond the number needed are left out.
    #[must_use]
    pub fn milestones(&self, progress: Progress) -> Vec<CheckpointPresentation> {
        let Some(required) = progress.required().map(NonZeroU32::get) else {
            return Vec::new();
        };
        let special = self.checkpoints.iter().filter(|checkpoint| {
            let says_something = checkpoint.label.is_some()
                || checkpoint.reward.is_some()
                || checkpoint.link.is_some();
            says_something && checkpoint.at <= required
        });
        let mut milestones: Vec<CheckpointPresentation> = Vec::new();
        for checkpoint in special {
            let place = milestones.partition_point(|before| before.at <= checkpoint.at);
            milestones.insert(place, checkpoint.clone());
        }
        if let Some(reward) = &self.reward {
            match milestones.iter_mut().find(|last| last.at == required) {
                Some(last) => {
                    last.reward.get_or_insert_with(|| reward.clone());
                }
                None => milestones.push(CheckpointPresentation {
                    at: required,
                    label: None,
                    icon: None,
                    image: None,
                    reward: Some(reward.clone()),
                    link: None,
                }),
            }
        }
        milestones
    }
}

/// The presentation, if there is one. `None` when it says that the card is hidden.
#[expect(
    clippy::option_option,
    reason = "a hidden card and a card without a presentation are different"
)]
fn shown(presentation: Option<&Presentation>) -> Option<Option<&Presentation>> {
    let hidden = presentation.is_some_and(|own| own.hidden);
    (!hidden).then_some(presentation)
}

impl Wording {
    fn of(definition: Option<&Definition>, presentation: Option<&Presentation>) -> Self {
        let own = presentation.cloned().unwrap_or_default();
        Self {
            title: own.title.or_else(|| definition?.name.clone()),
            description: own.description.or_else(|| definition?.description.clone()),
            terms: own.terms,
            reward: own.reward,
            checkpoints: own.checkpoints,
        }
    }
}

impl Joining {
    fn of(
        state: CardState,
        definition: Option<&Definition>,
        presentation: Option<&Presentation>,
    ) -> Self {
        let needs_consent = definition.is_some_and(|template| template.is_contact_consent_required);
        match state {
            CardState::Available | CardState::Inactive if needs_consent => Self::WithConsent {
                text: presentation.and_then(|own| own.consent_text.clone()),
                version: presentation.and_then(|own| own.consent_version.clone()),
            },
            CardState::Available => Self::Open,
            _ => Self::Closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{FromWire, Json, Unreadable};
    use serde_json::{Value, json};

    const NOW: UnixMillis = UnixMillis(1_773_576_000_000);

    fn read<T: FromWire>(value: &Value) -> T {
        T::from_wire(&Json::from(value), &mut Unreadable::default()).unwrap()
    }

    fn challenge_card(value: &Value) -> Option<Card> {
        Card::of_challenge(&read(value), NOW)
    }

    #[test]
    fn the_retailers_texts_win_over_the_definitions() {
        let card = challenge_card(&json!({
            "id": "a",
            "definition": { "id": "d", "name": "internal name", "description": "Buy five" },
            "presentation": { "title": "Dog food" },
        }))
        .unwrap();
        assert_eq!(card.wording.title.as_deref(), Some("Dog food"));
        assert_eq!(card.wording.description.as_deref(), Some("Buy five"));
    }

    #[test]
    fn a_challenge_whose_definition_is_gone_keeps_its_card_without_a_title() {
        let card = challenge_card(&json!({ "id": "a", "challengeId": "gone", "isActive": true }));
        let card = card.unwrap();
        assert_eq!(card.wording.title, None);
        assert_eq!(card.state, CardState::Active);
    }

    #[test]
    fn two_challenges_of_one_definition_are_two_cards() {
        let first = challenge_card(&json!({ "id": "a", "challengeId": "d" })).unwrap();
        let second = challenge_card(&json!({ "id": "b", "challengeId": "d" })).unwrap();
        assert_ne!(first.key, second.key);
        assert_eq!(first.definition_id, second.definition_id);
    }

    #[test]
    fn a_challenge_and_a_definition_with_the_same_id_have_different_names() {
        let challenge = CardKey::Challenge(ChallengeId::read("17").unwrap());
        let definition = CardKey::Definition(DefinitionId::read("17").unwrap());
        assert_eq!(challenge.name(), "c17");
        assert_eq!(definition.name(), "d17");
    }

    #[test]
    fn the_next_reward_is_the_nearest_one_that_is_not_reached() {
        let reward = |completed: u32| {
            let card = challenge_card(&json!({
                "id": "a", "isActive": true, "completedCheckpoints": completed, "requiredCheckpoints": 5,
                "presentation": { "reward": "a free bag", "checkpoints": [{ "at": 3, "reward": "a toy" }] },
            }));
            card.unwrap()
                .next_reward()
                .map(|(number, reward)| (number, reward.to_owned()))
        };
        assert_eq!(reward(1), Some((3, "a toy".to_owned())));
        assert_eq!(reward(3), Some((5, "a free bag".to_owned())));
        assert_eq!(reward(5), None);
    }

    #[test]
    fn milestones_are_in_order_end_with_the_final_reward_and_are_not_beyond_the_track() {
        let card = challenge_card(&json!({
            "id": "a", "requiredCheckpoints": 5,
            "presentation": { "reward": "a free bag", "checkpoints": [
                { "at": 3, "reward": "a toy" }, { "at": 1, "label": "Boots" }, { "at": 9, "label": "beyond" }, { "at": 2, "icon": "x" },
            ] },
        }))
        .unwrap();
        let milestones = card.wording.milestones(card.progress);
        let seen: Vec<_> = milestones
            .iter()
            .map(|one| (one.at, one.reward.as_deref()))
            .collect();
        assert_eq!(
            seen,
            [(1, None), (3, Some("a toy")), (5, Some("a free bag"))]
        );
    }

    #[test]
    fn a_hidden_challenge_has_no_card() {
        let hidden = json!({ "id": "a", "presentation": { "hidden": true } });
        assert_eq!(challenge_card(&hidden), None);
    }

    #[test]
    fn engages_image_wins_over_the_retailers() {
        let card = challenge_card(&json!({
            "id": "a",
            "imageUrl": "https://images.example.test/3.png",
            "presentation": { "image": "https://images.example.test/all.png" },
        }));
        let image = card.unwrap().image.unwrap();
        assert_eq!(image.as_str(), "https://images.example.test/3.png");
    }

    #[test]
    fn an_inactive_challenge_can_be_joined_only_where_consent_is_required() {
        let waiting = json!({ "id": "a", "isActive": false, "definition": { "id": "d", "isContactConsentRequired": true } });
        let resting = json!({ "id": "a", "isActive": false, "definition": { "id": "d" } });
        assert!(matches!(
            challenge_card(&waiting).unwrap().joining,
            Joining::WithConsent { .. }
        ));
        assert_eq!(challenge_card(&resting).unwrap().joining, Joining::Closed);
    }

    #[test]
    fn a_definition_makes_a_card_without_checkpoints_that_can_be_joined() {
        let definition = json!({ "id": "d", "name": "Hike", "status": "Active", "requiredNumberOfCheckpoints": 8 });
        let card = Card::of_definition(&read(&definition), None, NOW).unwrap();
        assert_eq!(card.state, CardState::Available);
        assert_eq!(card.joining, Joining::Open);
        assert_eq!(card.progress, Progress::new(0, 8));
    }

    #[test]
    fn a_draft_never_makes_a_card() {
        let draft = json!({ "id": "d", "name": "INTERNAL", "status": "Draft" });
        assert_eq!(Card::of_definition(&read(&draft), None, NOW), None);
    }
}

//! What the proxy would answer to a shopper in a situation: made with the proxy's own rules
//! and texts, so that a card of the preview is the card that shoppers get.

use challenge_model::wire::ChallengeStatus;
use challenge_model::{
    Challenge, ChallengeId, ContactId, Definition, Moment, Page, UnixMillis, Unreadable,
};
use engage_client::PageRange;
use serde_json::Value;

use super::situation::Situation;
use crate::content::{Content, ShopperLanguages};
use crate::merge::Merge;

/// Every shopper of the preview.
const SHOPPER: &str = "preview";

/// The answers to a shopper's two questions, in the proxy's contract.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sample {
    /// To `GET /challenges`.
    pub(super) challenges: Value,
    /// To `GET /challenges/definitions`.
    pub(super) definitions: Value,
}

impl Sample {
    /// The answers to a shopper who is in these situations, each with its definition. What the
    /// content hides is in neither list. `None` where they cannot be written as JSON, which no
    /// text and no number leads to.
    pub(super) fn new(
        cards: &[(Situation, &Definition)],
        content: &Content,
        languages: &ShopperLanguages,
        now: UnixMillis,
    ) -> Option<Self> {
        let challenges: Vec<Challenge> = cards
            .iter()
            .filter_map(|(situation, definition)| situation.challenge(definition, now))
            .collect();
        // Engage offers what a shopper has too, and the widget leaves it out.
        let definitions: Vec<Definition> = cards
            .iter()
            .map(|(situation, definition)| situation.definition(definition, now))
            .collect();
        let sent = Page {
            received: challenges.len(),
            total: Some(challenges.len()),
            items: challenges,
            unreadable: Unreadable::default(),
        };
        let merge = Merge { content, languages };
        let range = PageRange::default();
        let shopper = ContactId::read(SHOPPER)?;
        let own = merge.challenges(&shopper, &sent, &definitions, range);
        let open = merge.definitions(&definitions, range, now);
        Some(Self {
            challenges: serde_json::to_value(own).ok()?,
            definitions: serde_json::to_value(open).ok()?,
        })
    }
}

/// A challenge of this definition without stamps, which runs since then.
pub(super) fn joined(definition: &Definition, id: ChallengeId, start: Moment) -> Challenge {
    Challenge {
        id,
        definition_id: Some(definition.id.clone()),
        contact_id: None,
        start: Some(start),
        end: None,
        completed_on: None,
        latest_checkpoint_added_on: None,
        completed_checkpoints: 0,
        required_checkpoints: definition.required_number_of_checkpoints,
        image_url: None,
        is_active: Some(true),
        is_challenge_completed: Some(false),
        status: Some(ChallengeStatus::Active),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::definitions::needing;

    const TEXT: &str = "[definition.5eafb034-ad40-4099-9152-cf4d8d605b55]\n\
        title.en = \"Five bags\"\ntitle.sv = \"Fem säckar\"\nlayout = \"path\"\n";

    fn sample(situation: Situation, text: &str, language: &str) -> Sample {
        Sample::new(
            &[(situation, &needing(5))],
            &Content::parse(text).unwrap(),
            &ShopperLanguages::accepted(language),
            Moment::parse("2026-03-15T12:00:00Z").unwrap().instant(),
        )
        .unwrap()
    }

    #[test]
    fn a_shopper_who_has_not_joined_is_offered_the_definition_in_their_language() {
        let sample = sample(Situation::NotJoined, TEXT, "sv");
        assert_eq!(sample.challenges["totalCount"], 0);
        let offer = &sample.definitions["items"][0];
        assert_eq!(offer["presentation"]["title"], "Fem säckar");
        assert_eq!(offer["presentation"]["layout"], "path");
    }

    #[test]
    fn a_shopper_who_has_joined_has_the_challenge_with_its_texts() {
        let sample = sample(Situation::UnderWay, TEXT, "en");
        let item = &sample.challenges["items"][0];
        assert_eq!(item["presentation"]["title"], "Five bags");
        assert_eq!(item["completedCheckpoints"], 2);
        assert_eq!(item["definition"]["requiredNumberOfCheckpoints"], 5);
    }

    #[test]
    fn nobody_is_shown_what_the_content_hides() {
        let text = format!("{TEXT}hidden = true\n");
        for situation in Situation::ALL {
            let sample = sample(situation, &text, "en");
            assert_eq!(sample.challenges["totalCount"], 0, "{situation:?}");
            assert_eq!(sample.definitions["totalCount"], 0, "{situation:?}");
        }
    }
}

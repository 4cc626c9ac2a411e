//! What is special about single checkpoints: their names, their rewards, and where
//! to earn them.

use challenge_model::wire::CheckpointPresentation;
use challenge_model::{Card, CardState};

use crate::html::{Element, Node, element};
use crate::i18n::{Language, Message};

/// The milestones as a list; `None` where there are none. The reward of the last
/// checkpoint is one of them. A list of nothing else is left out where the card names that
/// reward beside the count, as it does while it is active and when the reward `is_won`.
pub(super) fn milestones(card: &Card, is_won: bool, language: &Language) -> Option<Element> {
    let milestones = card.wording.milestones(card.progress);
    if let [last] = &milestones[..]
        && (is_won || card.state == CardState::Active)
        && last.label.is_none()
        && last.link.is_none()
    {
        return None;
    }
    let stamped = card.progress.stamped();
    let items: Vec<Node> = milestones
        .into_iter()
        .map(|milestone| item(milestone, stamped, language).into())
        .collect();
    let list = || {
        element("ol")
            .class("milestones")
            .part("milestones")
            .attribute("role", "list")
    };
    (!items.is_empty()).then(|| list().children(items))
}

fn item(milestone: CheckpointPresentation, stamped: u32, language: &Language) -> Element {
    let is_reached = milestone.at <= stamped;
    let number = language.number(milestone.at);
    let number = language.filled(Message::StampNumber, &[("number", &number)]);
    let reward = milestone
        .reward
        .map(|reward| element("span").class("reward").part("reward").child(reward));
    let label = match milestone.link {
        Some(link) => {
            let url = link.as_str().to_owned();
            // A link needs a text that can be clicked.
            let label = milestone.label.unwrap_or_else(|| url.clone());
            element("a")
                .class("label")
                .part("link")
                .attribute("href", url)
                .attribute("data-checkpoint", milestone.at.to_string())
                .child(label)
        }
        None => element("span")
            .class("label")
            .child(milestone.label.unwrap_or_default()),
    };
    let words = element("span").class("milestone-words");
    let done = || {
        element("span")
            .class("announcer")
            .child(language.text(Message::StateCompleted))
    };
    element("li")
        .class(if is_reached {
            "milestone-item reached"
        } else {
            "milestone-item"
        })
        .attribute("data-at", milestone.at.to_string())
        .child(element("span").class("milestone-number").child(number))
        .child(words.child(label).child(reward))
        .child(is_reached.then(done))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::test_language::english;
    use crate::state::test_data::card;
    use serde_json::{Value, json};

    /// The milestones of a card with this many of five stamps.
    fn milestones_of(completed: u32, presentation: &Value) -> Option<Element> {
        let card = card(&json!({
            "id": "a", "isActive": true, "completedCheckpoints": completed,
            "requiredCheckpoints": 5, "presentation": presentation,
        }));
        milestones(&card, false, &english())
    }

    #[test]
    fn milestones_have_their_number_their_label_and_their_reward() {
        let list = milestones_of(
            1,
            &json!({ "reward": "One free bag", "checkpoints": [
                { "at": 3, "reward": "A toy" }, { "at": 2, "label": "Boots" },
            ] }),
        )
        .unwrap();
        assert_eq!(
            list.texts("milestone-number"),
            ["Stamp 2", "Stamp 3", "Stamp 5"]
        );
        assert_eq!(list.texts("label"), ["Boots", "", ""]);
        assert_eq!(list.texts("reward"), ["A toy", "One free bag"]);
    }

    #[test]
    fn a_milestone_that_is_reached_is_marked_and_said_to_screen_readers() {
        let checkpoints = json!([{ "at": 2, "label": "Boots" }, { "at": 3, "label": "Poles" }]);
        let list = milestones_of(2, &json!({ "checkpoints": checkpoints })).unwrap();
        assert_eq!(list.one("reached").one("label").text(), "Boots");
        assert_eq!(list.texts("announcer"), ["Completed"]);
    }

    #[test]
    fn a_link_carries_its_checkpoint_and_its_url_where_it_has_no_label() {
        let checkpoints = json!([
            { "at": 2, "label": "Boots", "link": "https://shop.test/boots" },
            { "at": 3, "link": "https://shop.test/poles" },
            { "at": 4, "label": "Unsafe", "link": "javascript:alert(1)" },
        ]);
        let list = milestones_of(0, &json!({ "checkpoints": checkpoints })).unwrap();
        let labels = list.all("label");
        let seen: Vec<_> = labels
            .iter()
            .map(|label| {
                (
                    label.tag(),
                    label.value("href"),
                    label.value("data-checkpoint"),
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("a", Some("https://shop.test/boots"), Some("2")),
                ("a", Some("https://shop.test/poles"), Some("3")),
                ("span", None, None),
            ]
        );
        assert_eq!(
            list.texts("label"),
            ["Boots", "https://shop.test/poles", "Unsafe"]
        );
    }

    #[test]
    fn a_card_without_milestones_has_no_list() {
        assert_eq!(milestones_of(1, &json!({})), None);
    }

    #[test]
    fn a_single_reward_of_an_active_card_stands_beside_the_count_alone() {
        assert_eq!(milestones_of(1, &json!({ "reward": "A toy" })), None);
        let linked = json!({ "checkpoints": [{ "at": 5, "link": "https://shop.test/" }] });
        assert!(milestones_of(1, &linked).is_some());
        let named = json!({ "checkpoints": [{ "at": 5, "label": "Boots" }] });
        assert!(milestones_of(1, &named).is_some());
    }

    #[test]
    fn a_single_reward_of_a_completed_card_is_in_the_list() {
        let list = milestones_of(5, &json!({ "reward": "A toy" })).unwrap();
        assert_eq!(list.texts("reward"), ["A toy"]);
    }
}

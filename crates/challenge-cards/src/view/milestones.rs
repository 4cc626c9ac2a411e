//! What is special about single checkpoints: their names, their rewards, and where
//! to earn them.

use challenge_model::wire::CheckpointPresentation;
use challenge_model::{Card, CardState};

use crate::html::{Element, Node, element};
use crate::i18n::{Language, Message};

/// The milestones as a list; `None` where there are none. The reward of the last
/// checkpoint is one of them.
pub(super) fn milestones(card: &Card, language: &Language) -> Option<Element> {
    let milestones = card.wording.milestones(card.progress);
    // An active card with nothing but its last reward names it beside the count.
    if let [last] = &milestones[..]
        && card.state == CardState::Active
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
        .child(element("span").class("milestone-number").child(number))
        .child(words.child(label).child(reward))
        .child(is_reached.then(done))
}

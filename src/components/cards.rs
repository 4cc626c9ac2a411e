//! The lists of cards: what goes on, and what is behind the shopper.

use std::sync::Arc;

use super::Scene;
use super::card::card;
use crate::drawing::{Element, element};
use crate::i18n::Message;
use crate::store::RowState;

/// How many cards are drawn at once; the others follow a few with each frame, so
/// that the page stays alive however many there are.
pub(super) const CARDS_A_FRAME: usize = 24;

/// Cards as they were drawn last: those that have not changed are not drawn again.
#[derive(Default)]
pub(super) struct Drawn(Vec<(Arc<RowState>, Element)>);

impl Drawn {
    /// Draws all cards anew next time.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    /// The first so many of the cards that are shown.
    fn update(&mut self, scene: &Scene<'_>, count: usize) -> &[(Arc<RowState>, Element)] {
        let before = std::mem::take(&mut self.0);
        // Mostly they stand where they stood: the search begins there.
        let mut at = 0;
        self.0.extend(scene.rows().take(count).map(|row| {
            let is_it = |(state, _): &(Arc<RowState>, _)| Arc::ptr_eq(state, &row.state);
            let same = before[at..].iter().position(is_it);
            let drawn = match same {
                Some(further) => {
                    at += further + 1;
                    before[at - 1].1.clone()
                }
                None => card(&row.state, scene.options, scene.language),
            };
            (row.state.clone(), drawn)
        }));
        &self.0
    }
}

/// The first so many cards, as two lists.
pub(super) fn cards(scene: &Scene<'_>, drawn: &mut Drawn, count: usize) -> [Element; 2] {
    let earlier_in_all = scene.rows().filter(|row| row.state.is_earlier()).count();
    let is_there_current = scene.rows().any(|row| !row.state.is_earlier());
    let (earlier, current): (Vec<_>, Vec<_>) = drawn
        .update(scene, count)
        .iter()
        .partition(|(row, _)| row.is_earlier());
    let number = u32::try_from(earlier_in_all).unwrap_or(u32::MAX);
    let summary = scene.language.counted(Message::Earlier, number, &[]);
    let unfolded = element("details").class("earlier").part("earlier");
    // Open where there is nothing else to see.
    let unfolded = if is_there_current {
        unfolded
    } else {
        unfolded.attribute("open", "")
    };
    [
        list(current).hidden_unless(is_there_current),
        unfolded
            .hidden_unless(earlier_in_all > 0)
            .child(element("summary").class("summary").child(summary))
            .child(list(earlier)),
    ]
}

fn list(cards: Vec<&(Arc<RowState>, Element)>) -> Element {
    let card = |(_, card): &(_, Element)| card.clone().into();
    element("ul")
        .class("cards")
        .part("cards")
        // The role, since Safari takes lists without bullets for no lists.
        .attribute("role", "list")
        .children(cards.into_iter().map(card).collect())
}

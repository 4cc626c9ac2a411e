//! The two lists of cards: current and earlier ones.

use std::sync::Arc;

use super::ViewContext;
use super::card::card;
use crate::html::{Element, element};
use crate::i18n::Message;
use crate::state::RowState;

/// How many cards are rendered at once, and how many more with each frame that
/// follows. The page stays responsive however many there are.
pub const CARDS_PER_FRAME: usize = 24;

/// The cards of the last rendering. A card whose row has not changed is not
/// rendered again.
#[derive(Default)]
pub struct CardCache(Vec<(Arc<RowState>, Element)>);

impl CardCache {
    /// Forgets all cards, so that the next rendering makes them anew.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Brings the cache up to date, and returns the first `max_cards` cards that are
    /// shown.
    fn update(
        &mut self,
        context: &ViewContext<'_>,
        max_cards: usize,
    ) -> &[(Arc<RowState>, Element)] {
        let before = std::mem::take(&mut self.0);
        // Most cards stay in their order, so the search begins behind the last find.
        let mut at = 0;
        self.0.extend(context.rows().take(max_cards).map(|row| {
            let is_it = |(state, _): &(Arc<RowState>, _)| Arc::ptr_eq(state, &row.state);
            let rendered = match before[at..].iter().position(is_it) {
                Some(further) => {
                    at += further + 1;
                    before[at - 1].1.clone()
                }
                None => card(&row.state, context.options, context.language),
            };
            (row.state.clone(), rendered)
        }));
        &self.0
    }
}

/// The first `max_cards` cards, as two lists: the current ones, and the earlier
/// ones folded away.
pub(super) fn cards(
    context: &ViewContext<'_>,
    cache: &mut CardCache,
    max_cards: usize,
) -> [Element; 2] {
    let all_earlier = context.rows().filter(|row| row.state.is_earlier()).count();
    let has_current = context.rows().any(|row| !row.state.is_earlier());
    let (earlier, current): (Vec<_>, Vec<_>) = cache
        .update(context, max_cards)
        .iter()
        .partition(|(row, _)| row.is_earlier());
    let number = u32::try_from(all_earlier).unwrap_or(u32::MAX);
    let summary = context.language.counted(Message::Earlier, number, &[]);
    let folded = element("details").class("earlier").part("earlier");
    // They are unfolded where there is nothing else to see.
    let folded = if has_current {
        folded
    } else {
        folded.attribute("open", "")
    };
    [
        list(current).hidden_unless(has_current),
        folded
            .hidden_unless(all_earlier > 0)
            .child(element("summary").class("summary").child(summary))
            .child(list(earlier)),
    ]
}

fn list(cards: Vec<&(Arc<RowState>, Element)>) -> Element {
    let card = |(_, card): &(_, Element)| card.clone().into();
    element("ul")
        .class("cards")
        .part("cards")
        // Safari does not treat a list without bullets as a list, unless it has the role.
        .attribute("role", "list")
        .children(cards.into_iter().map(card).collect())
}

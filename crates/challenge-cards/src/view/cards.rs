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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::test_language::english;
    use crate::options::Options;
    use crate::state::WidgetState;
    use crate::state::test_data::{NOW, loaded, snapshot};
    use serde_json::{Value, json};

    fn active(id: &str, completed: u32) -> Value {
        json!({
            "id": id, "isActive": true,
            "completedCheckpoints": completed, "requiredCheckpoints": 5,
        })
    }

    fn completed(id: &str) -> Value {
        json!({ "id": id, "isChallengeCompleted": true })
    }

    fn render(
        state: &WidgetState,
        options: &Options,
        cache: &mut CardCache,
        max_cards: usize,
    ) -> [Element; 2] {
        let language = english();
        let context = ViewContext {
            state,
            options,
            language: &language,
            announcement: "",
        };
        cards(&context, cache, max_cards)
    }

    fn render_all(challenges: &Value) -> [Element; 2] {
        let options = Options::default();
        render(
            &loaded(challenges),
            &options,
            &mut CardCache::default(),
            100,
        )
    }

    fn keys(list: &Element) -> Vec<&str> {
        let cards = list.all("card").into_iter();
        cards.filter_map(|card| card.value("data-key")).collect()
    }

    #[test]
    fn completed_challenges_are_folded_away_with_their_number() {
        let [current, earlier] =
            render_all(&json!([active("a", 1), completed("b"), completed("c")]));
        assert_eq!(keys(&current), ["ca"]);
        assert!(!current.is_hidden());
        assert_eq!(keys(&earlier), ["cb", "cc"]);
        assert_eq!(earlier.one("summary").text(), "Earlier challenges (2)");
        assert!(!earlier.is_hidden());
        assert_eq!(earlier.value("open"), None);
    }

    #[test]
    fn earlier_challenges_are_unfolded_where_there_is_nothing_else() {
        let [current, earlier] = render_all(&json!([completed("a")]));
        assert!(current.is_hidden());
        assert_eq!(earlier.value("open"), Some(""));
    }

    #[test]
    fn the_earlier_ones_are_hidden_where_there_are_none() {
        let [_, earlier] = render_all(&json!([active("a", 1)]));
        assert!(earlier.is_hidden());
    }

    #[test]
    fn the_number_of_earlier_ones_counts_those_that_are_not_rendered_yet() {
        let state = loaded(&json!([active("a", 1), completed("b"), completed("c")]));
        let [current, earlier] = render(&state, &Options::default(), &mut CardCache::default(), 2);
        assert_eq!((keys(&current), keys(&earlier)), (vec!["ca"], vec!["cb"]));
        assert_eq!(earlier.one("summary").text(), "Earlier challenges (2)");
    }

    #[test]
    fn options_choose_the_cards_and_the_limit_counts_what_they_leave() {
        let state = loaded(&json!([
            active("a", 1),
            active("b", 1),
            completed("c"),
            completed("d")
        ]));
        let mut options = Options::default();
        options.set("filter", Some("completed")).unwrap();
        options.set("limit", Some("1")).unwrap();
        let [current, earlier] = render(&state, &options, &mut CardCache::default(), 100);
        assert_eq!((keys(&current), keys(&earlier)), (vec![], vec!["cc"]));
        assert_eq!(earlier.one("summary").text(), "Earlier challenges (1)");
    }

    /// Whether the cards of two renderings are the same elements, by their keys.
    fn same(before: &Element, after: &Element) -> Vec<(String, bool)> {
        let before = before.all("card");
        let is_same = |card: &&Element| before.iter().any(|old| old.is_same(card));
        let cards = after.all("card").into_iter();
        cards
            .map(|card| (card.value("data-key").unwrap().to_owned(), is_same(&card)))
            .collect()
    }

    #[test]
    fn only_a_card_that_has_changed_is_rendered_again() {
        let (options, mut cache) = (Options::default(), CardCache::default());
        let mut state = loaded(&json!([active("a", 1), active("b", 1), active("c", 1)]));
        let [before, _] = render(&state, &options, &mut cache, 100);
        let answer = json!([active("a", 1), active("b", 2), active("c", 1)]);
        state.receive(Ok(snapshot(&answer, &json!([]))), NOW);
        let [after, _] = render(&state, &options, &mut cache, 100);
        // The card with more stamps comes first.
        let expected = [("cb", false), ("ca", true), ("cc", true)];
        assert_eq!(
            same(&before, &after),
            expected.map(|(key, is)| (key.to_owned(), is))
        );
    }

    #[test]
    fn a_card_is_found_in_the_cache_when_those_before_it_are_gone() {
        let (options, mut cache) = (Options::default(), CardCache::default());
        let mut state = loaded(&json!([active("a", 1), active("b", 1), active("c", 1)]));
        let [before, _] = render(&state, &options, &mut cache, 100);
        let answer = json!([active("b", 1), active("c", 1)]);
        state.receive(Ok(snapshot(&answer, &json!([]))), NOW);
        let [after, _] = render(&state, &options, &mut cache, 100);
        let expected = [("cb", true), ("cc", true)];
        assert_eq!(
            same(&before, &after),
            expected.map(|(key, is)| (key.to_owned(), is))
        );
    }

    #[test]
    fn a_cleared_cache_renders_all_cards_again() {
        let (options, mut cache) = (Options::default(), CardCache::default());
        let state = loaded(&json!([active("a", 1)]));
        let [before, _] = render(&state, &options, &mut cache, 100);
        cache.clear();
        let [after, _] = render(&state, &options, &mut cache, 100);
        assert_eq!(same(&before, &after), [("ca".to_owned(), false)]);
    }
}

//! The three lists of cards: current ones, those that can be joined, and earlier ones.

use std::sync::Arc;

use super::ViewContext;
use super::card::card;
use crate::html::{Element, element};
use crate::i18n::Message;
use crate::state::RowState;

/// How many cards are rendered at once. More follow with each frame: see [`next_batch`].
pub const FIRST_CARDS: usize = 24;
/// The most cards that one frame adds.
const MAX_BATCH: usize = 384;
/// A frame that took longer, in milliseconds, is followed by a smaller one, down to
/// [`FIRST_CARDS`]: some browsers need long for a frame whatever it adds.
const SLOW_FRAME: i64 = 60;
/// A frame that took no longer, in milliseconds, is followed by a larger one. A screen shows
/// one every 17 milliseconds or less.
const QUICK_FRAME: i64 = 25;

/// How many cards the next frame adds, after one that has added `batch` cards and took this
/// many milliseconds. The page stays responsive however many cards there are and however
/// slow the machine is.
#[must_use]
pub fn next_batch(batch: usize, took: i64) -> usize {
    match took {
        ..=QUICK_FRAME => (batch * 2).min(MAX_BATCH),
        SLOW_FRAME.. => (batch / 2).max(FIRST_CARDS),
        _ => batch,
    }
}

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

/// In which of the lists a card stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    /// What is under way, or will be, or was just completed.
    Current,
    /// What can be joined, under a heading of its own.
    Joinable,
    /// What is over, folded away.
    Earlier,
}

impl Group {
    fn of(row: &RowState) -> Self {
        if row.is_earlier() {
            Self::Earlier
        } else if row.is_joinable() {
            Self::Joinable
        } else {
            Self::Current
        }
    }
}

/// The first `max_cards` cards, as a list for each [`Group`].
pub(super) fn cards(
    context: &ViewContext<'_>,
    cache: &mut CardCache,
    max_cards: usize,
) -> [Element; 3] {
    let count = |group| {
        let groups = context.rows().map(|row| Group::of(&row.state));
        groups.filter(|of_row| *of_row == group).count()
    };
    let [current, joinable, earlier] = [Group::Current, Group::Joinable, Group::Earlier].map(count);
    let cards = cache.update(context, max_cards);
    // They are unfolded where there is nothing else to see.
    let is_open = current + joinable == 0;
    [
        list(cards, Group::Current).hidden_unless(current > 0),
        joinable_ones(list(cards, Group::Joinable), joinable, context),
        earlier_ones(list(cards, Group::Earlier), earlier, is_open, context)
            .hidden_unless(earlier > 0),
    ]
}

fn joinable_ones(list: Element, count: usize, context: &ViewContext<'_>) -> Element {
    let heading = || {
        element(context.options.heading_level.tag())
            .class("group-heading")
            .part("group-heading")
            .child(context.language.text(Message::Joinable))
    };
    element("div")
        .class("group")
        .hidden_unless(count > 0)
        .child((count > 0).then(heading))
        .child(list)
}

fn earlier_ones(list: Element, count: usize, is_open: bool, context: &ViewContext<'_>) -> Element {
    let number = u32::try_from(count).unwrap_or(u32::MAX);
    let summary = context.language.counted(Message::Earlier, number, &[]);
    let folded = element("details").class("earlier").part("earlier");
    let folded = if is_open {
        folded.attribute("open", "")
    } else {
        folded
    };
    folded
        .child(element("summary").class("summary").child(summary))
        .child(list)
}

fn list(cards: &[(Arc<RowState>, Element)], group: Group) -> Element {
    let cards = cards.iter().filter(|(row, _)| Group::of(row) == group);
    element("ul")
        .class("cards")
        .part("cards")
        // Safari does not treat a list without bullets as a list, unless it has the role.
        .attribute("role", "list")
        .children(cards.map(|(_, card)| card.clone().into()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::test_language::english;
    use crate::options::Options;
    use crate::state::WidgetState;
    use crate::state::test_data::{NOW, loaded, snapshot};
    use rstest::rstest;
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
    ) -> [Element; 3] {
        let language = english();
        let context = ViewContext {
            state,
            options,
            language: &language,
            announcement: "",
        };
        cards(&context, cache, max_cards)
    }

    fn render_all(challenges: &Value) -> [Element; 3] {
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

    #[rstest]
    #[case::quick(24, 17, 48)]
    #[case::quick_and_many(300, 17, MAX_BATCH)]
    #[case::neither(24, 40, 24)]
    #[case::slow(96, 60, 48)]
    #[case::slow_and_few(24, 500, 24)]
    #[case::a_clock_that_was_set_back(24, -1_000, 48)]
    fn a_frame_adds_more_cards_than_the_last_one_where_that_was_quick(
        #[case] batch: usize,
        #[case] took: i64,
        #[case] next: usize,
    ) {
        assert_eq!(next_batch(batch, took), next);
    }

    #[test]
    fn completed_challenges_are_folded_away_with_their_number() {
        let [current, _, earlier] =
            render_all(&json!([active("a", 1), completed("b"), completed("c")]));
        assert_eq!(keys(&current), ["ca"]);
        assert!(!current.is_hidden());
        assert_eq!(keys(&earlier), ["cb", "cc"]);
        assert_eq!(earlier.one("summary").text(), "Earlier challenges (2)");
        assert!(!earlier.is_hidden());
        assert_eq!(earlier.value("open"), None);
    }

    #[test]
    fn what_can_be_joined_stands_under_a_heading_of_its_own() {
        let definitions = json!([{ "id": "d", "name": "Walks", "status": "Active" }]);
        let snapshot = snapshot(&json!([active("a", 1)]), &definitions);
        let state = WidgetState::loaded(snapshot, NOW);
        let (options, mut cache) = (Options::default(), CardCache::default());
        let [current, joinable, _] = render(&state, &options, &mut cache, 100);
        assert_eq!((keys(&current), keys(&joinable)), (vec!["ca"], vec!["dd"]));
        let heading = joinable.one("group-heading");
        assert_eq!(
            (heading.tag(), heading.text()),
            ("h3", "Challenges you can join".into())
        );
        assert!(!joinable.is_hidden());
        let [_, joinable, _] = render_all(&json!([active("a", 1)]));
        assert!(joinable.is_hidden());
    }

    #[test]
    fn earlier_challenges_are_unfolded_where_there_is_nothing_else() {
        let [current, _, earlier] = render_all(&json!([completed("a")]));
        assert!(current.is_hidden());
        assert_eq!(earlier.value("open"), Some(""));
    }

    #[test]
    fn the_earlier_ones_are_hidden_where_there_are_none() {
        let [_, _, earlier] = render_all(&json!([active("a", 1)]));
        assert!(earlier.is_hidden());
    }

    #[test]
    fn the_number_of_earlier_ones_counts_those_that_are_not_rendered_yet() {
        let state = loaded(&json!([active("a", 1), completed("b"), completed("c")]));
        let [current, _, earlier] =
            render(&state, &Options::default(), &mut CardCache::default(), 2);
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
        let [current, _, earlier] = render(&state, &options, &mut CardCache::default(), 100);
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
        let [before, _, _] = render(&state, &options, &mut cache, 100);
        let answer = json!([active("a", 1), active("b", 2), active("c", 1)]);
        state.receive(Ok(snapshot(&answer, &json!([]))), NOW);
        let [after, _, _] = render(&state, &options, &mut cache, 100);
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
        let [before, _, _] = render(&state, &options, &mut cache, 100);
        let answer = json!([active("b", 1), active("c", 1)]);
        state.receive(Ok(snapshot(&answer, &json!([]))), NOW);
        let [after, _, _] = render(&state, &options, &mut cache, 100);
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
        let [before, _, _] = render(&state, &options, &mut cache, 100);
        cache.clear();
        let [after, _, _] = render(&state, &options, &mut cache, 100);
        assert_eq!(same(&before, &after), [("ca".to_owned(), false)]);
    }
}

//! The cards as rows that know what is new on them.

use std::collections::HashMap;
use std::sync::Arc;

use challenge_model::{Card, CardKey, CardState, UnixMillis};

use super::changes::{self, Change};
use crate::api::JoinFailure;
use crate::i18n::DateLine;

/// Where something of a name is, if anywhere. One kind of map for all: the compiler
/// makes machinery for each, and the shopper downloads it.
pub(super) type Places = HashMap<String, Option<usize>>;

/// A card that can change while it stays where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What tells it from the others.
    pub key: CardKey,
    /// What is known of it now; the same as long as nothing changes.
    pub state: Arc<RowState>,
}

/// What is known of a card.
#[derive(Clone, Debug, PartialEq)]
pub struct RowState {
    /// What the proxy said of it.
    pub card: Card,
    /// What it says about its dates.
    pub dates: Option<DateLine>,
    /// The time at which it says so.
    pub as_of: UnixMillis,
    /// What is new on it since the last look.
    pub news: Option<News>,
    /// How far joining it has come.
    pub attempt: Attempt,
}

/// What is new on a card since the last look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News {
    /// How many stamps are new.
    pub stamps: u32,
    /// What they led to.
    pub outcome: Outcome,
}

/// What new stamps led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There is more to collect.
    Progress,
    /// The goal is reached.
    Completion,
}

/// How far joining a challenge has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Attempt {
    /// Not begun.
    #[default]
    None,
    /// The proxy is asked.
    UnderWay,
    /// It did not work.
    Failed(JoinFailure),
}

impl Row {
    fn new(card: Card, now: UnixMillis) -> Self {
        Self {
            key: card.key.clone(),
            state: Arc::new(RowState {
                dates: DateLine::of(&card, now),
                as_of: now,
                card,
                news: None,
                attempt: Attempt::None,
            }),
        }
    }

    /// The same row in this state, which is the same one where nothing changed.
    fn with(&self, state: RowState) -> Self {
        let mut row = self.clone();
        if *row.state != state {
            row.state = Arc::new(state);
        }
        row
    }

    /// The same row once joining it has come so far.
    pub(super) fn with_attempt(&self, attempt: Attempt) -> Self {
        self.with(RowState {
            attempt,
            ..RowState::clone(&self.state)
        })
    }
}

impl RowState {
    /// Whether it belongs to what is behind the shopper. One that was completed
    /// before their eyes stays where it can be seen.
    #[must_use]
    pub fn is_earlier(&self) -> bool {
        let is_over = matches!(self.card.state, CardState::Completed | CardState::Ended);
        is_over && !self.is_celebrated()
    }

    /// Whether its goal was reached before the shopper's eyes.
    #[must_use]
    pub fn is_celebrated(&self) -> bool {
        self.news
            .is_some_and(|news| news.outcome == Outcome::Completion)
    }

    /// What it is once its card is this one. What was news before is none any
    /// more, except that a card which was completed before the shopper's eyes
    /// stays so.
    fn after(&self, card: Card, change: Option<&Change>, now: UnixMillis) -> Self {
        let celebrated = self.news.filter(|_| self.is_celebrated());
        Self {
            dates: DateLine::of(&card, now),
            // A year that is not the current one is named.
            as_of: if now.day() == self.as_of.day() {
                self.as_of
            } else {
                now
            },
            card,
            news: change
                .map(News::of)
                .or(celebrated.map(|news| News { stamps: 0, ..news })),
            attempt: self.attempt,
        }
    }
}

impl News {
    fn of(change: &Change) -> Self {
        Self {
            stamps: change.new_stamps(),
            outcome: match change {
                Change::Progressed { .. } => Outcome::Progress,
                Change::Completed { .. } => Outcome::Completion,
            },
        }
    }
}

/// The rows once these are the cards, and what changed on them. Rows that are
/// still there are the same as before, with their new card where it differs. Of
/// two cards with one key the first counts.
pub(super) fn after(rows: &[Row], cards: Vec<Card>, now: UnixMillis) -> (Vec<Row>, Vec<Change>) {
    let place = |(at, row): (usize, &Row)| (row.key.name(), Some(at));
    // Where a card's row was; nowhere once it is among the next.
    let mut known: Places = rows.iter().enumerate().map(place).collect();
    let mut next: Vec<Row> = Vec::with_capacity(cards.len());
    let mut changes = Vec::new();
    for card in cards {
        match known.insert(card.key.name(), None) {
            None => next.push(Row::new(card, now)),
            Some(None) => {}
            Some(Some(before)) => {
                let before = &rows[before];
                let change = changes::between(&before.state.card, &card);
                let state = before.state.after(card, change.as_ref(), now);
                changes.extend(change);
                next.push(before.with(state));
            }
        }
    }
    (next, changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::ChallengeItem;
    use challenge_model::wire::{FromWire, Unreadable};
    use serde_json::json;

    const NOW: UnixMillis = UnixMillis(0);

    fn card(id: &str, completed: u32) -> Card {
        let value = json!({ "id": id, "completedCheckpoints": completed, "requiredCheckpoints": 5, "isActive": true });
        let item = ChallengeItem::from_wire(&value, &mut Unreadable::default()).unwrap();
        Card::of_challenge(&item, UnixMillis(0)).unwrap()
    }

    fn keys(rows: &[Row]) -> Vec<CardKey> {
        rows.iter().map(|row| row.key.clone()).collect()
    }

    fn completed(row: &Row) -> u32 {
        row.state.card.progress.completed()
    }

    fn rows(cards: Vec<Card>) -> Vec<Row> {
        after(&[], cards, NOW).0
    }

    #[test]
    fn a_new_stamp_changes_its_card_and_is_told() {
        let before = rows(vec![card("a", 1), card("b", 1)]);
        let (rows, changes) = after(&before, vec![card("a", 1), card("b", 2)], NOW);
        assert_eq!(keys(&rows), keys(&before));
        assert_eq!([completed(&rows[0]), completed(&rows[1])], [1, 2]);
        let told: Vec<_> = changes.iter().map(|change| &change.card().key).collect();
        assert_eq!(told, [&rows[1].key]);
    }

    #[test]
    fn a_card_that_has_not_changed_is_the_same_as_before() {
        let before = rows(vec![card("a", 1), card("b", 1)]);
        let (rows, _) = after(&before, vec![card("a", 1), card("b", 2)], NOW);
        assert!(Arc::ptr_eq(&rows[0].state, &before[0].state));
        assert!(!Arc::ptr_eq(&rows[1].state, &before[1].state));
    }

    #[test]
    fn rows_that_come_go_or_move_make_a_new_list_that_keeps_the_others() {
        let before = rows(vec![card("a", 1), card("b", 1)]);
        let (moved, _) = after(&before, vec![card("b", 1), card("a", 1)], NOW);
        assert_eq!(keys(&moved), [card("b", 1).key, card("a", 1).key]);
        let (gone, _) = after(&before, vec![card("b", 3)], NOW);
        assert_eq!(keys(&gone), [card("b", 1).key]);
        assert_eq!(completed(&gone[0]), 3);
    }

    #[test]
    fn of_two_cards_with_one_id_the_first_counts() {
        let once = rows(vec![card("a", 2), card("a", 4)]);
        assert_eq!(once.len(), 1);
        assert_eq!(completed(&once[0]), 2);
        let (again, changes) = after(&once, vec![card("a", 2), card("a", 4)], NOW);
        assert_eq!((again.len(), changes), (1, vec![]));
    }

    #[test]
    fn news_is_over_with_the_next_look_but_a_celebrated_card_stays_where_it_is() {
        let rows = rows(vec![card("a", 2), card("b", 4)]);
        let cards = || vec![card("a", 3), card("b", 5)];
        let (rows, _) = after(&rows, cards(), NOW);
        let stamps = |row: &Row| row.state.news.map(|news| news.stamps);
        assert_eq!([stamps(&rows[0]), stamps(&rows[1])], [Some(1), Some(1)]);
        let (rows, _) = after(&rows, cards(), NOW);
        assert_eq!([stamps(&rows[0]), stamps(&rows[1])], [None, Some(0)]);
        assert!(!rows[1].state.is_earlier());
    }
}

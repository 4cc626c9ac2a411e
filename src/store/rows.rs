//! The cards as a list of signals, so that a new stamp redraws one track and not
//! a page.

use std::collections::{HashMap, HashSet};

use challenge_model::{Card, CardKey, CardState};
use leptos::prelude::*;

use super::changes::Change;

/// A card that can change while it stays where it is.
#[derive(Clone, Debug)]
pub struct Row {
    /// What tells it from the others.
    pub key: CardKey,
    /// What it shows now.
    pub card: ArcRwSignal<Card>,
    /// What is new on it since the last look.
    pub news: ArcRwSignal<Option<News>>,
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

impl Row {
    fn new(card: Card) -> Self {
        Self {
            key: card.key.clone(),
            card: ArcRwSignal::new(card),
            news: ArcRwSignal::new(None),
        }
    }

    /// Whether it belongs to what is behind the shopper. One that was completed
    /// before their eyes stays where it can be seen.
    #[must_use]
    pub fn is_earlier(&self) -> bool {
        let is_over = matches!(
            self.card.read().state,
            CardState::Completed | CardState::Ended
        );
        let was_completed_now = matches!(
            *self.news.read(),
            Some(News {
                outcome: Outcome::Completion,
                ..
            })
        );
        is_over && !was_completed_now
    }
}

/// Tells the rows what changed on them; what changed before is no longer new,
/// except that a card which was completed before the shopper's eyes stays so.
pub(super) fn tell(rows: &[Row], changes: &[Change]) {
    for row in rows {
        let change = changes.iter().find(|change| change.card().key == row.key);
        let before = *row.news.read_untracked();
        let news = match (change, before) {
            (Some(change), _) => Some(News::of(change)),
            (None, Some(news)) if news.outcome == Outcome::Completion => {
                Some(News { stamps: 0, ..news })
            }
            (None, _) => None,
        };
        if news != before {
            row.news.set(news);
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

/// Brings the rows up to date. Those that are still there get their new card
/// where it differs; the list itself is returned only if rows came, went or
/// moved. Of two cards with one key the first counts.
pub(super) fn after(rows: &[Row], cards: Vec<Card>) -> Option<Vec<Row>> {
    let known: HashMap<&CardKey, &Row> = rows.iter().map(|row| (&row.key, row)).collect();
    let mut seen = HashSet::new();
    let next: Vec<Row> = cards
        .into_iter()
        .filter(|card| seen.insert(card.key.clone()))
        .map(|card| match known.get(&card.key) {
            Some(row) => {
                let is_same = *row.card.read_untracked() == card;
                if !is_same {
                    row.card.set(card);
                }
                (*row).clone()
            }
            None => Row::new(card),
        })
        .collect();
    let is_same_list = rows
        .iter()
        .map(|row| &row.key)
        .eq(next.iter().map(|row| &row.key));
    (!is_same_list).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::wire::{FromWire, Unreadable};
    use challenge_model::{ChallengeItem, UnixMillis};
    use serde_json::json;

    fn card(id: &str, completed: u32) -> Card {
        let value = json!({ "id": id, "completedCheckpoints": completed, "requiredCheckpoints": 5, "isActive": true });
        let item = ChallengeItem::from_wire(&value, &mut Unreadable::default()).unwrap();
        Card::of_challenge(&item, UnixMillis(0)).unwrap()
    }

    fn keys(rows: &[Row]) -> Vec<CardKey> {
        rows.iter().map(|row| row.key.clone()).collect()
    }

    #[test]
    fn a_new_stamp_changes_its_card_and_leaves_the_list_alone() {
        let rows = after(&[], vec![card("a", 1), card("b", 1)]).unwrap();
        assert!(after(&rows, vec![card("a", 1), card("b", 2)]).is_none());
        assert_eq!(rows[1].card.get_untracked().progress.completed(), 2);
        assert_eq!(rows[0].card.get_untracked().progress.completed(), 1);
    }

    #[test]
    fn rows_that_come_go_or_move_make_a_new_list_that_keeps_the_others() {
        let rows = after(&[], vec![card("a", 1), card("b", 1)]).unwrap();
        let moved = after(&rows, vec![card("b", 1), card("a", 1)]).unwrap();
        assert_eq!(keys(&moved), [card("b", 1).key, card("a", 1).key]);
        let gone = after(&rows, vec![card("b", 3)]).unwrap();
        assert_eq!(keys(&gone), [card("b", 1).key]);
        assert_eq!(rows[1].card.get_untracked().progress.completed(), 3);
    }

    #[test]
    fn of_two_cards_with_one_id_the_first_counts() {
        let rows = after(&[], vec![card("a", 2), card("a", 4)]).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].card.get_untracked().progress.completed(), 2);
    }
}

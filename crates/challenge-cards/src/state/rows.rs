//! The cards as rows, which know what is new on them.

use std::sync::Arc;

use challenge_model::{Card, CardKey, CardState, Joining, Moment, UnixMillis};

use super::{Change, JoinFailure};
use crate::i18n::DateLine;

/// For how many days a card that was completed comes before all others.
const DAYS_ON_TOP: i64 = 7;

/// A card that keeps its identity while its content changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What tells the row from the others.
    pub key: CardKey,
    /// What is known of the card. It stays the same `Arc` as long as nothing of it
    /// changes.
    pub state: Arc<RowState>,
}

/// What is known of a card.
#[derive(Clone, Debug, PartialEq)]
pub struct RowState {
    /// The card as the last answer has it.
    pub card: Card,
    /// What is said about its dates.
    pub dates: Option<DateLine>,
    /// The time for which the dates are written.
    pub as_of: UnixMillis,
    /// Which stamps are new.
    pub new_stamps: Option<NewStamps>,
    /// How far joining the challenge has come.
    pub attempt: JoinAttempt,
}

/// The stamps that are new on a card: the last refresh has brought them, or they came since
/// the shopper's last visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewStamps {
    /// How many there are.
    pub count: u32,
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
pub enum JoinAttempt {
    /// The shopper has not tried.
    #[default]
    None,
    /// The request is pending.
    Pending,
    /// It failed.
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
                new_stamps: None,
                attempt: JoinAttempt::None,
            }),
        }
    }

    /// The row with another state. Where that equals the old one, the row keeps the
    /// old one, so that the card is not rendered again.
    fn with(&self, state: RowState) -> Self {
        let mut row = self.clone();
        if *row.state != state {
            row.state = Arc::new(state);
        }
        row
    }

    /// Marks the stamps of a change as new. The card stays where it is.
    pub(super) fn mark_new_stamps(&mut self, change: &Change) {
        let mut new = NewStamps::of(change);
        if self.state.is_earlier() {
            new.outcome = Outcome::Progress;
        }
        Arc::make_mut(&mut self.state).new_stamps = Some(new);
    }

    /// The row after joining has come this far.
    pub(super) fn with_attempt(&self, attempt: JoinAttempt) -> Self {
        self.with(RowState {
            attempt,
            ..RowState::clone(&self.state)
        })
    }
}

impl RowState {
    /// Whether the card belongs to the earlier challenges. One that was just completed
    /// does not yet.
    #[must_use]
    pub fn is_earlier(&self) -> bool {
        let is_over = matches!(self.card.state, CardState::Completed | CardState::Ended);
        is_over && !self.is_just_completed()
    }

    /// Whether the goal was reached within the last week, or while the shopper watched. For
    /// so long, what was won comes before everything else. The server that renders the cards
    /// does not know what the shopper has seen, and a card that changed its place afterwards
    /// would move the page.
    #[must_use]
    pub fn is_just_completed(&self) -> bool {
        let is_new = |on: Moment| self.as_of.day() - on.instant().day() < DAYS_ON_TOP;
        let is_completed = self.card.state == CardState::Completed;
        self.is_celebrated() || is_completed && self.card.completed_on.is_some_and(is_new)
    }

    /// Whether the shopper can join the challenge here.
    #[must_use]
    pub fn is_joinable(&self) -> bool {
        self.card.joining != Joining::Closed
    }

    /// Whether the card was completed while the shopper watched, or since the last visit.
    #[must_use]
    pub fn is_celebrated(&self) -> bool {
        self.new_stamps
            .is_some_and(|new| new.outcome == Outcome::Completion)
    }

    /// The state after the next answer. Stamps that were new are new no longer,
    /// but a card that was completed while the shopper watched stays celebrated.
    fn after(&self, card: Card, change: Option<&Change>, now: UnixMillis) -> Self {
        let celebrated = self.new_stamps.filter(|_| self.is_celebrated());
        Self {
            dates: DateLine::of(&card, now),
            // Within a day the dates read the same, and the card is not rendered again.
            as_of: if now.day() == self.as_of.day() {
                self.as_of
            } else {
                now
            },
            card,
            new_stamps: change
                .map(NewStamps::of)
                .or(celebrated.map(|new| NewStamps { count: 0, ..new })),
            attempt: self.attempt,
        }
    }
}

impl NewStamps {
    fn of(change: &Change) -> Self {
        Self {
            count: change.new_stamps(),
            outcome: match change {
                Change::Progressed { .. } => Outcome::Progress,
                Change::Completed { .. } => Outcome::Completion,
            },
        }
    }
}

/// The rows for the next list of cards, and what changed on them. A card that was
/// there before keeps its row. Of two cards with the same key the first counts.
///
/// It searches without a hash map, whose code would be a part of the download.
pub(super) fn after(rows: &[Row], cards: Vec<Card>, now: UnixMillis) -> (Vec<Row>, Vec<Change>) {
    // Most cards stay in their order, so each search begins behind the last find.
    let mut at = 0;
    let mut is_taken = vec![false; rows.len()];
    let mut next: Vec<Row> = Vec::with_capacity(cards.len());
    let mut changes = Vec::new();
    for card in cards {
        let mut positions = (at..rows.len()).chain(0..at);
        match positions.find(|&position| rows[position].key == card.key) {
            Some(position) if is_taken[position] => {}
            Some(position) => {
                at = position + 1;
                is_taken[position] = true;
                let before = &rows[position];
                let change = Change::between(&before.state.card, &card);
                let state = before.state.after(card, change.as_ref(), now);
                changes.extend(change);
                next.push(before.with(state));
            }
            None if next.iter().any(|row| row.key == card.key) => {}
            None => next.push(Row::new(card, now)),
        }
    }
    put_just_completed_first(&mut next);
    (next, changes)
}

/// Puts the rows first whose goal was just reached. Otherwise they keep their order.
///
/// Moving one row at a time is little code, which is a part of the download.
fn put_just_completed_first(rows: &mut [Row]) {
    let mut just_completed = 0;
    for position in 0..rows.len() {
        if rows[position].state.is_just_completed() {
            for later in (just_completed..position).rev() {
                rows.swap(later, later + 1);
            }
            just_completed += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    use super::super::test_data::{card as card_of, card_with_stamps as card};

    const NOW: UnixMillis = UnixMillis(0);
    const DAY: i64 = 24 * 60 * 60 * 1_000;

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
    fn a_new_stamp_changes_its_card_and_is_a_change() {
        let before = rows(vec![card("a", 1), card("b", 1)]);
        let (rows, changes) = after(&before, vec![card("a", 1), card("b", 2)], NOW);
        assert_eq!(keys(&rows), keys(&before));
        assert_eq!([completed(&rows[0]), completed(&rows[1])], [1, 2]);
        let keys: Vec<_> = changes.iter().map(|change| &change.card().key).collect();
        assert_eq!(keys, [&rows[1].key]);
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
    fn stamps_are_new_until_the_next_answer_but_a_celebrated_card_stays_before_all_others() {
        let rows = rows(vec![card("a", 2), card("b", 3)]);
        let cards = || vec![card("a", 3), card("b", 5)];
        let (rows, _) = after(&rows, cards(), NOW);
        let new = |row: &Row| row.state.new_stamps.map(|new| (new.count, new.outcome));
        assert_eq!(
            [new(&rows[0]), new(&rows[1])],
            [Some((2, Outcome::Completion)), Some((1, Outcome::Progress))]
        );
        let (rows, _) = after(&rows, cards(), NOW);
        assert_eq!(
            [new(&rows[0]), new(&rows[1])],
            [Some((0, Outcome::Completion)), None]
        );
        assert!(rows[0].state.is_celebrated());
        assert!(!rows[0].state.is_earlier());
    }

    #[test]
    fn a_card_that_was_over_from_the_start_is_an_earlier_one() {
        let over = json!({ "id": "a", "isChallengeCompleted": true });
        let ended = json!({ "id": "b", "status": "NotCompleted" });
        let rows = rows(vec![card_of(&over), card_of(&ended), card("c", 1)]);
        let are_earlier: Vec<_> = rows.iter().map(|row| row.state.is_earlier()).collect();
        assert_eq!(are_earlier, [true, true, false]);
    }

    /// A card that was completed at this time, with one that is active.
    fn with_completed(on: &str, now: UnixMillis) -> Vec<Row> {
        let completed =
            json!({ "id": "a", "isChallengeCompleted": true, "challengeCompletedOn": on });
        after(&[], vec![card("b", 1), card_of(&completed)], now).0
    }

    #[test]
    fn a_card_comes_before_all_others_for_a_week_after_its_completion() {
        let places = |now| {
            let rows = with_completed("1970-01-11T20:00:00Z", UnixMillis(10 * DAY + now));
            let is_first = rows[0].key == card("a", 1).key;
            (is_first, rows.iter().any(|row| row.state.is_earlier()))
        };
        assert_eq!(places(20 * 60 * 60 * 1_000), (true, false));
        assert_eq!(places(7 * DAY - 1), (true, false));
        assert_eq!(places(7 * DAY), (false, true));
    }

    #[test]
    fn a_card_is_an_earlier_one_a_week_after_its_completion_without_a_new_answer() {
        let rows = with_completed("1970-01-11", UnixMillis(11 * DAY));
        let cards = rows.iter().map(|row| row.state.card.clone()).collect();
        let (rows, _) = after(&rows, cards, UnixMillis(17 * DAY));
        let are_earlier: Vec<_> = rows.iter().map(|row| row.state.is_earlier()).collect();
        assert_eq!(are_earlier, [true, false]);
    }

    #[test]
    fn dates_are_written_anew_with_the_next_day_and_not_before() {
        let before = rows(vec![card("a", 1)]);
        let (rows, _) = after(&before, vec![card("a", 1)], UnixMillis(DAY - 1));
        assert!(Arc::ptr_eq(&rows[0].state, &before[0].state));
        let (rows, _) = after(&before, vec![card("a", 1)], UnixMillis(DAY));
        assert_eq!(rows[0].state.as_of, UnixMillis(DAY));
    }

    #[test]
    fn a_pending_attempt_to_join_outlives_an_answer() {
        let pending = rows(vec![card("a", 1)])[0].with_attempt(JoinAttempt::Pending);
        assert_eq!(pending.state.attempt, JoinAttempt::Pending);
        let (rows, _) = after(&[pending], vec![card("a", 2)], NOW);
        assert_eq!(rows[0].state.attempt, JoinAttempt::Pending);
    }
}

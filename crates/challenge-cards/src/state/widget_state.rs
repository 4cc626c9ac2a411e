//! The whole state of a widget.

use challenge_model::{CardKey, UnixMillis};

use super::last_visit;
use super::rows::{self, JoinAttempt, Row};
use super::{Change, Failure, LoadState, Snapshot};

/// The whole state of a widget.
#[derive(Debug)]
pub struct WidgetState {
    /// What the last answers amount to.
    pub load_state: LoadState,
    /// Whether a request is pending.
    pub activity: Activity,
    /// The cards, in the order in which they are shown.
    pub rows: Vec<Row>,
}

/// Whether a request for the challenges is pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// No request is pending.
    Idle,
    /// A request is pending.
    Fetching,
    /// A request is pending, or a busy proxy has said when to make it again. It takes so
    /// long that the shopper is told.
    Waiting,
}

impl WidgetState {
    /// The state before the first answer.
    #[must_use]
    pub fn loading() -> Self {
        Self {
            load_state: LoadState::Loading,
            activity: Activity::Idle,
            rows: Vec::new(),
        }
    }

    /// The state after a first answer.
    #[must_use]
    pub fn loaded(snapshot: Snapshot, now: UnixMillis) -> Self {
        let mut state = Self::loading();
        state.receive(Ok(snapshot), now);
        state
    }

    /// Applies an answer, and returns what changed by it.
    pub fn receive(&mut self, answer: Result<Snapshot, Failure>, now: UnixMillis) -> Vec<Change> {
        self.change(now, |load_state| load_state.after(answer, now))
    }

    /// Brings the cards up to date with the time. Their states and dates change by
    /// it, without a new answer.
    pub fn tick(&mut self, now: UnixMillis) {
        self.change(now, |load_state| load_state);
    }

    /// Conceals the cards until the next answer: the shopper has left the page, which the
    /// browser may show again.
    pub fn conceal(&mut self, now: UnixMillis) {
        self.change(now, LoadState::unconfirmed);
    }

    /// The stamps that the shopper has seen now, as a text for the next visit.
    #[must_use]
    pub fn seen_stamps(&self) -> String {
        last_visit::text_of(&self.rows)
    }

    /// Marks the stamps as new that came since the visit with this text, and returns what
    /// changed since.
    pub fn mark_new_stamps(&mut self, seen: &str) -> Vec<Change> {
        last_visit::mark_new_stamps(&mut self.rows, seen)
    }

    /// Applies how far joining the challenge of a card has come.
    pub fn set_attempt(&mut self, key: &CardKey, attempt: JoinAttempt) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.key == *key) {
            *row = row.with_attempt(attempt);
        }
    }

    /// How many cards there are, if an answer has brought challenges.
    #[must_use]
    pub fn loaded_cards(&self) -> Option<usize> {
        let is_loaded = matches!(self.load_state, LoadState::Loaded { .. });
        is_loaded.then_some(self.rows.len())
    }

    fn change(
        &mut self,
        now: UnixMillis,
        next: impl FnOnce(LoadState) -> LoadState,
    ) -> Vec<Change> {
        let load_state = std::mem::replace(&mut self.load_state, LoadState::Loading);
        self.load_state = next(load_state);
        let (rows, changes) = rows::after(&self.rows, self.load_state.cards(now), now);
        self.rows = rows;
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_data::snapshot;
    use super::*;
    use serde_json::json;

    const NOW: UnixMillis = UnixMillis(1_773_576_000_000);

    fn answer(completed: u32) -> Snapshot {
        let challenge = json!({
            "id": "a", "isActive": true, "completedCheckpoints": completed,
            "requiredCheckpoints": 5, "challengeEnd": "2026-03-16T00:00:00Z",
        });
        snapshot(&json!([challenge]), &json!([]))
    }

    #[test]
    fn nothing_is_loaded_before_the_first_answer() {
        let state = WidgetState::loading();
        assert_eq!(state.loaded_cards(), None);
        assert_eq!(state.activity, Activity::Idle);
    }

    #[test]
    fn a_first_answer_brings_cards_and_no_changes() {
        let mut state = WidgetState::loading();
        assert_eq!(state.receive(Ok(answer(1)), NOW), []);
        assert_eq!(state.loaded_cards(), Some(1));
    }

    #[test]
    fn a_later_answer_brings_what_has_changed() {
        let mut state = WidgetState::loaded(answer(1), NOW);
        let changes = state.receive(Ok(answer(3)), NOW);
        let new: Vec<_> = changes.iter().map(Change::new_stamps).collect();
        assert_eq!(new, [2]);
    }

    #[test]
    fn what_was_seen_on_one_visit_tells_the_next_what_is_new_until_an_answer_comes() {
        let seen = WidgetState::loaded(answer(1), NOW).seen_stamps();
        let mut state = WidgetState::loaded(answer(3), NOW);
        let changes = state.mark_new_stamps(&seen);
        assert_eq!(changes.len(), 1);
        assert!(state.rows[0].state.new_stamps.is_some());

        assert_eq!(state.receive(Ok(answer(3)), NOW), []);
        assert_eq!(state.rows[0].state.new_stamps, None);
        assert_eq!(state.seen_stamps(), r#"{"a":3}"#);
    }

    #[test]
    fn nothing_stays_seen_when_the_shopper_is_signed_out() {
        let mut state = WidgetState::loaded(answer(1), NOW);
        state.receive(Err(Failure::SignedOut), NOW);
        assert_eq!(state.seen_stamps(), "");
    }

    #[test]
    fn a_failure_keeps_the_cards_and_changes_nothing_on_them() {
        let mut state = WidgetState::loaded(answer(1), NOW);
        assert_eq!(state.receive(Err(Failure::Unreachable), NOW), []);
        assert_eq!(state.loaded_cards(), Some(1));
        assert_eq!(state.load_state.outdated_since(), Some(NOW));
    }

    #[test]
    fn time_alone_changes_what_the_cards_say() {
        let mut state = WidgetState::loaded(answer(1), NOW);
        let before = state.rows[0].state.dates;
        state.tick(UnixMillis(NOW.0 - 3 * 24 * 60 * 60 * 1_000));
        assert_ne!(state.rows[0].state.dates, before);
        assert_eq!(state.load_state.outdated_since(), None);
    }

    #[test]
    fn an_attempt_to_join_belongs_to_one_card() {
        let both = json!([{ "id": "a", "isActive": true }, { "id": "b", "isActive": true }]);
        let mut state = WidgetState::loaded(snapshot(&both, &json!([])), NOW);
        let key = state.rows[1].key.clone();
        state.set_attempt(&key, JoinAttempt::Pending);
        let attempts: Vec<_> = state.rows.iter().map(|row| row.state.attempt).collect();
        assert_eq!(attempts, [JoinAttempt::None, JoinAttempt::Pending]);
    }
}

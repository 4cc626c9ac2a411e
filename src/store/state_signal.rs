//! The state as a signal.

use challenge_cards::state::{
    Activity, Change, Failure, JoinAttempt, LoadState, Snapshot, WidgetState,
};
use challenge_model::{CardKey, UnixMillis};
use leptos::prelude::*;

/// The state of a store as a signal. Components read it, and the store writes it.
/// Clones are the same. It is reference-counted and outlives its store, so that a
/// late answer can still write to it.
#[derive(Clone)]
pub(crate) struct StateSignal(ArcRwSignal<WidgetState>);

impl StateSignal {
    pub(super) fn new(state: WidgetState) -> Self {
        Self(ArcRwSignal::new(state))
    }

    /// A state that stays without an answer, for a component on a server.
    pub(crate) fn loading() -> Self {
        Self::new(WidgetState::loading())
    }

    /// The signal to read.
    pub(crate) fn signal(&self) -> ArcReadSignal<WidgetState> {
        self.0.read_only()
    }

    /// How many cards there are, if an answer has brought challenges. Does not
    /// subscribe to the signal.
    pub(crate) fn loaded_cards(&self) -> Option<usize> {
        self.0.read_untracked().loaded_cards()
    }

    /// Whether a request is pending. Does not subscribe to the signal.
    pub(super) fn activity(&self) -> Activity {
        self.0.read_untracked().activity
    }

    /// Whether there was no answer yet. Does not subscribe to the signal.
    pub(super) fn is_loading(&self) -> bool {
        matches!(self.0.read_untracked().load_state, LoadState::Loading)
    }

    /// See [`WidgetState::conceal`].
    pub(super) fn conceal(&self, now: UnixMillis) {
        self.0.write().conceal(now);
    }

    pub(super) fn set_activity(&self, activity: Activity) {
        self.0.update(|state| state.activity = activity);
    }

    /// See [`WidgetState::set_attempt`].
    pub(super) fn set_attempt(&self, key: &CardKey, attempt: JoinAttempt) {
        self.0.update(|state| state.set_attempt(key, attempt));
    }

    /// See [`WidgetState::receive`].
    pub(super) fn receive(
        &self,
        answer: Result<Snapshot, Failure>,
        now: UnixMillis,
    ) -> Vec<Change> {
        self.0.write().receive(answer, now)
    }

    /// See [`WidgetState::mark_new_stamps`].
    pub(super) fn mark_new_stamps(&self, seen: &str) -> Vec<Change> {
        let mut state = self.0.write();
        let changes = state.mark_new_stamps(seen);
        if changes.is_empty() {
            state.untrack();
        }
        changes
    }

    /// See [`WidgetState::seen_stamps`]. Does not subscribe to the signal.
    pub(super) fn seen_stamps(&self) -> String {
        self.0.read_untracked().seen_stamps()
    }

    /// See [`WidgetState::tick`].
    pub(super) fn tick(&self, now: UnixMillis) {
        self.0.write().tick(now);
    }
}

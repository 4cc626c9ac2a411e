//! What is known, as signals.

use challenge_model::{CardKey, UnixMillis};
use leptos::prelude::*;

use super::changes::Change;
use super::rows::{self, Attempt, Row};
use super::standing::Standing;
use crate::api::{Failure, Look};

/// What is known of the shopper's challenges. Components read it; the store
/// writes it. Clones are the same.
#[derive(Clone)]
pub struct Known(ArcRwSignal<Overview>);

/// All that is known.
#[derive(Debug)]
pub struct Overview {
    /// What came of the last looks.
    pub standing: Standing,
    /// What is being done.
    pub activity: Activity,
    /// The cards in the order they stand in.
    pub rows: Vec<Row>,
}

/// Whether a request is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// None is.
    Idle,
    /// The cards are being asked for.
    Fetching,
    /// The cards are being asked for, and it takes long.
    Waiting,
}

impl Overview {
    /// Nothing yet.
    #[must_use]
    pub fn nothing() -> Self {
        Self {
            standing: Standing::Loading,
            activity: Activity::Idle,
            rows: Vec::new(),
        }
    }

    /// What the proxy has just answered.
    #[must_use]
    pub fn of(look: Look, now: UnixMillis) -> Self {
        let mut overview = Self::nothing();
        overview.change(now, |standing| standing.after(Ok(look), now));
        overview
    }

    /// Brings the cards up to date, and says what changed on them.
    fn change(&mut self, now: UnixMillis, next: impl FnOnce(Standing) -> Standing) -> Vec<Change> {
        let standing = std::mem::replace(&mut self.standing, Standing::Loading);
        self.standing = next(standing);
        let (rows, changes) = rows::after(&self.rows, self.standing.cards(now), now);
        self.rows = rows;
        changes
    }
}

impl Known {
    pub(super) fn new(overview: Overview) -> Self {
        Self(ArcRwSignal::new(overview))
    }

    /// Nothing, and nobody asks.
    #[must_use]
    pub fn nothing() -> Self {
        Self::new(Overview::nothing())
    }

    /// All of it.
    #[must_use]
    pub fn overview(&self) -> ArcReadSignal<Overview> {
        self.0.read_only()
    }

    /// How many cards there are, if there was an answer.
    pub(crate) fn loaded(&self) -> Option<usize> {
        let overview = self.0.read_untracked();
        let is_loaded = matches!(overview.standing, Standing::Loaded { .. });
        is_loaded.then_some(overview.rows.len())
    }

    /// What is being done, without following it.
    pub(super) fn activity(&self) -> Activity {
        self.0.read_untracked().activity
    }

    /// Whether nothing was ever answered.
    pub(super) fn is_loading(&self) -> bool {
        self.0.read_untracked().standing == Standing::Loading
    }

    pub(super) fn set_activity(&self, activity: Activity) {
        self.0.update(|overview| overview.activity = activity);
    }

    /// Takes in how far joining a row has come.
    pub(super) fn set_attempt(&self, key: &CardKey, attempt: Attempt) {
        self.0.update(|overview| {
            if let Some(row) = overview.rows.iter_mut().find(|row| row.key == *key) {
                *row = row.with_attempt(attempt);
            }
        });
    }

    /// Takes in an answer, and says what changed by it.
    pub(super) fn take_in(&self, answer: Result<Look, Failure>, now: UnixMillis) -> Vec<Change> {
        let next = |standing: Standing| standing.after(answer, now);
        self.0.write().change(now, next)
    }

    /// Brings the cards up to date with the time: states and dates change by it
    /// alone, without a question to the proxy.
    pub(super) fn tick(&self, now: UnixMillis) {
        self.0.write().change(now, |standing| standing);
    }
}

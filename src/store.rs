//! What the widget knows, and what it is doing about it.
//!
//! What an answer makes of what was known is decided in [`standing`], and which
//! cards change by it in [`rows`]; both are pure. [`Store`] holds the signals
//! and is the only one who writes to them.

mod rows;
mod standing;

pub use rows::Row;
pub use standing::{Shown, Standing};

use challenge_model::order;
use challenge_model::{Card, ChallengeItem};
use js_sys::Promise;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;

use crate::api::{Client, Failure};
use crate::browser;

/// Whether a request is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// None is.
    Idle,
    /// The cards are being asked for.
    Fetching,
}

/// The widget's state. Its signals outlive the view, so that an answer that
/// comes too late finds something to write to.
#[derive(Clone)]
pub struct Store {
    client: SendWrapper<Client>,
    standing: ArcRwSignal<Standing>,
    activity: ArcRwSignal<Activity>,
    rows: ArcRwSignal<Vec<Row>>,
}

impl Store {
    /// A store that knows nothing yet.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self {
            client: SendWrapper::new(client),
            standing: ArcRwSignal::new(Standing::Loading),
            activity: ArcRwSignal::new(Activity::Idle),
            rows: ArcRwSignal::new(Vec::new()),
        }
    }

    /// Asks for the cards, unless that is being done already. The request
    /// for the first page may be under way: a promise of its `Response`.
    pub fn load(&self, under_way: Option<Promise>) {
        if self.activity.get_untracked() == Activity::Fetching {
            return;
        }
        self.activity.set(Activity::Fetching);
        let store = self.clone();
        spawn_local(async move {
            let answer = store.client.challenges(under_way).await;
            store.take_in(answer);
            store.activity.set(Activity::Idle);
        });
    }

    fn take_in(&self, answer: Result<Vec<ChallengeItem>, Failure>) {
        let now = browser::now();
        let standing = self.standing.get_untracked().after(answer, now);
        let mut cards: Vec<Card> = standing
            .items()
            .iter()
            .filter_map(|item| Card::of_challenge(item, now))
            .collect();
        order::sort(&mut cards);
        // A statement of its own, so that the list is not read while it is set.
        let list = rows::after(&self.rows.read_untracked(), cards);
        if let Some(list) = list {
            self.rows.set(list);
        }
        self.standing.set(standing);
    }

    /// What is known.
    #[must_use]
    pub fn standing(&self) -> ArcReadSignal<Standing> {
        self.standing.read_only()
    }

    /// Whether a request is under way.
    #[must_use]
    pub fn activity(&self) -> ArcReadSignal<Activity> {
        self.activity.read_only()
    }

    /// The cards in the order they stand in. It changes when cards come, go or
    /// move; a card that only looks different changes itself.
    #[must_use]
    pub fn rows(&self) -> ArcReadSignal<Vec<Row>> {
        self.rows.read_only()
    }
}

//! What the widget knows, and what it is doing about it.
//!
//! What an answer makes of what was known is decided in [`standing`], which cards
//! change by it in [`rows`], what of that is news in [`changes`], and when to
//! look again in [`freshness`]; all of them are pure. [`Store`] holds the signals
//! and is the only one who writes to them. Widgets with one proxy share one store,
//! and with it their requests.

mod changes;
mod freshness;
mod happening;
mod rows;
mod shared;
mod standing;
mod watch;

pub use changes::Change;
pub use happening::Happening;
pub use rows::{News, Outcome, Row};
pub use shared::Subscription;
pub use standing::{Shown, Standing};

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use challenge_model::{Card, DefinitionId, UnixMillis};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen_futures::spawn_local;

use self::shared::Subscribers;
use self::watch::Watch;
use crate::api::{Client, Failure, JoinFailure, Look, Opening};
use crate::browser::{self, Requests, Timer};

/// Whether a request is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// None is.
    Idle,
    /// The cards are being asked for.
    Fetching,
}

/// The state of all widgets with one proxy. Clones are the same store; when the
/// last is dropped, its requests, timers and listeners end. The signals live on
/// for an answer that comes too late.
#[derive(Clone)]
pub struct Store(SendWrapper<Rc<Inner>>);

struct Inner {
    client: Client,
    standing: ArcRwSignal<Standing>,
    activity: ArcRwSignal<Activity>,
    rows: ArcRwSignal<Vec<Row>>,
    /// What time it was when the cards were last brought up to date.
    time: ArcRwSignal<UnixMillis>,
    looked: Cell<Option<UnixMillis>>,
    /// A look that waits for its time.
    waiting: RefCell<Option<Timer>>,
    subscribers: Subscribers,
    watch: RefCell<Option<Watch>>,
    _requests: Requests,
}

impl Store {
    /// The store of the widgets with this proxy in this language: the one there
    /// is, or a new one that knows nothing yet and starts to look, perhaps with
    /// requests that are already under way.
    #[must_use]
    pub fn of(proxy: &str, language: &str, opening: Option<Opening>) -> Self {
        let source = shared::Source::new(proxy, language);
        if let Some(store) = shared::find(&source) {
            let store = Self(SendWrapper::new(store));
            store.hint();
            return store;
        }
        let requests = Requests::new();
        let store = Self(SendWrapper::new(Rc::new(Inner {
            client: Client::new(proxy, language, requests.signal()),
            standing: ArcRwSignal::new(Standing::Loading),
            activity: ArcRwSignal::new(Activity::Idle),
            rows: ArcRwSignal::new(Vec::new()),
            time: ArcRwSignal::new(browser::now()),
            looked: Cell::new(None),
            waiting: RefCell::new(None),
            subscribers: Subscribers::default(),
            watch: RefCell::new(None),
            _requests: requests,
        })));
        shared::keep(source, &store.0);
        *store.0.watch.borrow_mut() = Some(Watch::over(&store));
        store.look(opening);
        store
    }

    /// Looks whether anything is new, unless that is being done already.
    pub fn refresh(&self) {
        self.look(None);
    }

    /// Something suggests that there may be news: looks when it is time.
    pub(crate) fn hint(&self) {
        let visibility = if browser::is_hidden() {
            freshness::Visibility::Hidden
        } else {
            freshness::Visibility::Visible
        };
        let last = self.0.looked.get();
        match freshness::look(visibility, last, browser::now(), browser::random()) {
            freshness::Look::Now => self.look(None),
            freshness::Look::WhenSeen => {}
            freshness::Look::In(millis) => {
                let mut waiting = self.0.waiting.borrow_mut();
                if waiting.is_none() {
                    let store = self.weak();
                    *waiting = Some(Timer::after(millis, move || {
                        if let Some(store) = store() {
                            store.0.waiting.take();
                            store.hint();
                        }
                    }));
                }
            }
        }
    }

    fn look(&self, opening: Option<Opening>) {
        if self.0.activity.get_untracked() == Activity::Fetching {
            return;
        }
        self.0.activity.set(Activity::Fetching);
        self.0.looked.set(Some(browser::now()));
        let client = self.0.client.clone();
        let store = self.weak();
        spawn_local(async move {
            let answer = client.look(opening).await;
            // Nobody is left to be told when the last widget is gone.
            if let Some(store) = store() {
                store.take_in(answer);
                store.0.activity.set(Activity::Idle);
            }
        });
    }

    fn take_in(&self, answer: Result<Look, Failure>) {
        let now = browser::now();
        let failure = answer.as_ref().err().copied();
        let is_first = *self.0.standing.read_untracked() == Standing::Loading;
        let standing = self.0.standing.get_untracked().after(answer, now);
        let changes = self.show(standing.cards(now), now);
        self.0.standing.set(standing);
        match failure {
            Some(failure) => self.tell(&Happening::Failed(failure)),
            None if is_first => self.tell(&Happening::Loaded {
                cards: self.0.rows.read_untracked().len(),
            }),
            None => {}
        }
        for change in changes {
            self.tell(&Happening::Changed(change));
        }
    }

    /// Puts these cards in place of those that are shown.
    fn show(&self, cards: Vec<Card>, now: UnixMillis) -> Vec<Change> {
        self.0.time.set(now);
        let before: Vec<Row> = self.0.rows.get_untracked();
        let cards_before = before
            .iter()
            .map(|row| (row.key.clone(), row.card.get_untracked()))
            .collect();
        let changes = changes::between(&cards_before, &cards);
        self.tell(&Happening::AboutToChange);
        if let Some(rows) = rows::after(&before, cards) {
            self.0.rows.set(rows);
        }
        rows::tell(&self.0.rows.read_untracked(), &changes);
        changes
    }

    /// Brings the cards up to date with the time: states and dates change by it
    /// alone, without a question to the proxy.
    pub(crate) fn tick(&self) {
        let standing = self.0.standing.get_untracked();
        if matches!(standing, Standing::Loaded { .. }) {
            let now = browser::now();
            self.show(standing.cards(now), now);
        }
    }

    /// Joins the challenge of this definition, in agreement with this version of
    /// its consent text, and looks again.
    ///
    /// # Errors
    ///
    /// When the contact was not, or may not have been, joined.
    pub async fn join(
        &self,
        card: &Card,
        definition: &DefinitionId,
        consent_version: Option<&str>,
    ) -> Result<(), JoinFailure> {
        self.0.client.join(definition, consent_version).await?;
        self.tell(&Happening::Joined(card.clone()));
        // What was under way before does not know of it yet.
        let answer = self.0.client.look(None).await;
        self.take_in(answer);
        Ok(())
    }

    /// Tells all who subscribed.
    fn tell(&self, happening: &Happening) {
        self.0.subscribers.tell(happening);
    }

    /// Calls back at everything that happens, as long as the result is kept.
    pub fn subscribe(&self, callback: impl Fn(&Happening) + 'static) -> Subscription {
        self.0.subscribers.add(callback)
    }

    /// This store for something that must not keep it alive.
    fn weak(&self) -> impl Fn() -> Option<Self> + use<> {
        let store = Rc::downgrade(&self.0);
        move || store.upgrade().map(|store| Self(SendWrapper::new(store)))
    }

    /// The address of the proxy's own events.
    #[must_use]
    pub fn events_address(&self) -> String {
        self.0.client.events_address()
    }

    /// What is known.
    #[must_use]
    pub fn standing(&self) -> ArcReadSignal<Standing> {
        self.0.standing.read_only()
    }

    /// Whether a request is under way.
    #[must_use]
    pub fn activity(&self) -> ArcReadSignal<Activity> {
        self.0.activity.read_only()
    }

    /// The time that the cards show; days pass on them without any other change.
    #[must_use]
    pub fn time(&self) -> ArcReadSignal<UnixMillis> {
        self.0.time.read_only()
    }

    /// The cards in the order they stand in. It changes when cards come, go or
    /// move; a card that only looks different changes itself.
    #[must_use]
    pub fn rows(&self) -> ArcReadSignal<Vec<Row>> {
        self.0.rows.read_only()
    }
}

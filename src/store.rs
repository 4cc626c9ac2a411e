//! What the widget knows, and what it is doing about it.
//!
//! What an answer makes of what was known is decided in [`standing`], which cards
//! change by it in [`rows`], what of that is news in [`changes`], and when to
//! look again in [`freshness`]; all of them are pure. [`Known`] holds the signals,
//! and [`Store`] is the only one who writes to them. Widgets with one proxy share
//! one store, and with it their requests.

mod changes;
mod freshness;
mod happening;
mod known;
mod rows;
mod shared;
mod standing;
mod watch;

pub use changes::Change;
pub use happening::Happening;
pub use known::{Activity, Known, Overview};
pub use rows::{Attempt, News, Outcome, Row, RowState};
pub use shared::Subscription;
pub use standing::{Shown, Standing};

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use challenge_model::{Joining, UnixMillis};
use send_wrapper::SendWrapper;
use wasm_bindgen_futures::spawn_local;

use self::shared::Subscribers;
use self::watch::Watch;
use crate::api::{Client, Failure, JoinFailure, Look, Opening, UnderWay};
use crate::browser::{self, Requests, Timer};

/// After so many milliseconds the shopper is told that it takes long.
const SLOW: u32 = 5_000;

/// The state of all widgets with one proxy. Clones are the same store; when the
/// last is dropped, its requests, timers and listeners end. The signals live on
/// for an answer that comes too late.
#[derive(Clone)]
pub struct Store(SendWrapper<Rc<Inner>>);

struct Inner {
    client: Client,
    known: Known,
    looked: Cell<Option<UnixMillis>>,
    /// A look that waits for its time.
    waiting: RefCell<Option<Timer>>,
    subscribers: Subscribers,
    watch: RefCell<Option<Watch>>,
    _requests: Requests,
}

impl Store {
    /// The store of the widgets with this proxy in this language: the one there
    /// is, or a new one that begins as it is told.
    #[must_use]
    pub fn of(proxy: &str, language: &str, opening: Opening) -> Self {
        let source = shared::Source::new(proxy, language);
        if let Some(store) = shared::find(&source) {
            let store = Self(SendWrapper::new(store));
            store.hint();
            return store;
        }
        let now = browser::now();
        let (overview, under_way) = match opening {
            Opening::Nothing => (Overview::nothing(), None),
            Opening::UnderWay(requests) => (Overview::nothing(), Some(requests)),
            Opening::Here(look) => (Overview::of(look, now), None),
        };
        let requests = Requests::new();
        let store = Self(SendWrapper::new(Rc::new(Inner {
            client: Client::new(proxy, language, requests.signal()),
            known: Known::new(overview),
            looked: Cell::new(Some(now)),
            waiting: RefCell::new(None),
            subscribers: Subscribers::default(),
            watch: RefCell::new(None),
            _requests: requests,
        })));
        shared::keep(source, &store.0);
        *store.0.watch.borrow_mut() = Some(Watch::over(&store));
        if store.0.known.loaded().is_none() {
            store.look(under_way);
        }
        store
    }

    /// What is known.
    #[must_use]
    pub fn known(&self) -> &Known {
        &self.0.known
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

    fn look(&self, under_way: Option<UnderWay>) {
        let known = &self.0.known;
        if known.activity() != Activity::Idle {
            return;
        }
        known.set_activity(Activity::Fetching);
        self.0.looked.set(Some(browser::now()));
        let client = self.0.client.clone();
        let store = self.weak();
        let waiting = self.known().clone();
        let slow = Timer::after(SLOW, move || waiting.set_activity(Activity::Waiting));
        spawn_local(async move {
            let answer = client.look(under_way).await;
            drop(slow);
            // Nobody is left to be told when the last widget is gone.
            if let Some(store) = store() {
                store.take_in(answer);
                store.0.known.set_activity(Activity::Idle);
            }
        });
    }

    fn take_in(&self, answer: Result<Look, Failure>) {
        let known = &self.0.known;
        let failure = answer.as_ref().err().copied();
        let is_first = known.is_loading();
        self.tell(&Happening::AboutToChange);
        let changes = known.take_in(answer, browser::now());
        match failure {
            Some(failure) => self.tell(&Happening::Failed(failure)),
            None if is_first => self.tell(&Happening::Loaded {
                cards: known.loaded().unwrap_or_default(),
            }),
            None => {}
        }
        for change in changes {
            self.tell(&Happening::Changed(change));
        }
    }

    /// Brings the cards up to date with the time.
    pub(crate) fn tick(&self) {
        self.tell(&Happening::AboutToChange);
        self.0.known.tick(browser::now());
    }

    /// Joins the challenge of a row, and looks again. The row says how far it has
    /// come.
    pub(crate) fn join(&self, row: &Row, agreement: Agreement) {
        let Row { key, state } = row.clone();
        if state.attempt == Attempt::UnderWay {
            return;
        }
        let consent_version = match &state.card.joining {
            Joining::WithConsent { .. } if agreement == Agreement::None => {
                let attempt = Attempt::Failed(JoinFailure::Consent);
                self.0.known.set_attempt(&key, attempt);
                return;
            }
            Joining::WithConsent { version, .. } => version.clone(),
            Joining::Open | Joining::Closed => None,
        };
        let Some(definition) = state.card.definition_id.clone() else {
            return;
        };
        self.0.known.set_attempt(&key, Attempt::UnderWay);
        let store = self.clone();
        spawn_local(async move {
            let client = &store.0.client;
            let outcome = client.join(&definition, consent_version.as_deref()).await;
            if outcome.is_ok() {
                store.tell(&Happening::Joined(state.card.clone()));
                // What was under way before does not know of it yet.
                store.take_in(client.look(None).await);
            } else if outcome == Err(JoinFailure::SignedOut) {
                store.refresh();
            }
            let attempt = outcome.map_or_else(Attempt::Failed, |()| Attempt::None);
            store.0.known.set_attempt(&key, attempt);
        });
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
}

/// Whether the shopper has agreed to what joining asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// They have.
    Given,
    /// They have not.
    None,
}

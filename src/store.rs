//! The state that all widgets with the same proxy and language share, and the requests
//! that change it.
//!
//! What an answer makes of the state is decided in `challenge_cards::state`, and when
//! to refresh in `refresh_decision`; both are pure. [`StateSignal`] holds the state,
//! and [`Store`] alone writes to it.

mod automatic_refresh;
mod event;
mod last_visit;
mod refresh;
mod refresh_decision;
mod refresh_triggers;
mod registry;
mod settlement;
mod state_signal;
mod subscribers;

pub(crate) use event::StoreEvent;
pub(crate) use last_visit::Sight;
pub(crate) use state_signal::StateSignal;
pub(crate) use subscribers::Subscription;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use challenge_cards::state::{Failure, JoinAttempt, JoinFailure, Row, Snapshot, WidgetState};
use challenge_model::{Joining, UnixMillis};
use send_wrapper::SendWrapper;
use wasm_bindgen_futures::spawn_local;

use self::automatic_refresh::DelayedRefresh;
use self::refresh::Refreshing;
use self::refresh_triggers::RefreshTriggers;
use self::subscribers::Subscribers;
use crate::api::{Client, InitialData, JoinError};
use crate::browser::{self, RequestGroup, Settle};
use crate::event_stream::EventStream;

/// The state of all widgets with the same proxy and language. Clones are the same store. When the last
/// one is dropped, its requests, timers and listeners end.
#[derive(Clone)]
pub(crate) struct Store(SendWrapper<Rc<Inner>>);

struct Inner {
    client: Client,
    state: StateSignal,
    /// When the last refresh began.
    last_refresh: Cell<Option<UnixMillis>>,
    /// A refresh that waits for its time.
    delayed_refresh: RefCell<Option<DelayedRefresh>>,
    /// The proxy's event stream, while a widget wants it.
    stream: RefCell<Weak<EventStream>>,
    /// While a refresh is under way.
    refreshing: RefCell<Option<Refreshing>>,
    /// How often the shopper has left the page. An answer to a request from before that may
    /// be about another shopper, and is ignored.
    departures: Cell<u32>,
    /// The promises of those who wait until no refresh is under way.
    waiting: RefCell<Vec<Settle>>,
    subscribers: Subscribers,
    triggers: RefCell<Option<RefreshTriggers>>,
    _requests: RequestGroup,
}

impl Store {
    /// The store of the widgets with this proxy in this language. Where there is none
    /// yet, a new one begins with the initial data.
    pub(crate) fn of(proxy: &str, language: &str, initial_data: InitialData) -> Self {
        let mut stores = registry::all().into_iter();
        if let Some(store) = stores.find(|store| store.client.is_for(proxy, language)) {
            let store = Self(SendWrapper::new(store));
            store.refresh_if_due();
            return store;
        }
        let now = browser::now();
        let (state, pending) = match initial_data {
            InitialData::None => (WidgetState::loading(), None),
            InitialData::Pending(requests) => (WidgetState::loading(), Some(requests)),
            InitialData::Loaded(snapshot) => (WidgetState::loaded(snapshot, now), None),
        };
        let requests = RequestGroup::new();
        let store = Self(SendWrapper::new(Rc::new(Inner {
            client: Client::new(proxy, language, requests.signal()),
            state: StateSignal::new(state),
            last_refresh: Cell::new(Some(now)),
            delayed_refresh: RefCell::new(None),
            stream: RefCell::default(),
            refreshing: RefCell::new(None),
            departures: Cell::new(0),
            waiting: RefCell::default(),
            subscribers: Subscribers::default(),
            triggers: RefCell::new(None),
            _requests: requests,
        })));
        registry::add(&store.0);
        *store.0.triggers.borrow_mut() = Some(RefreshTriggers::of(&store));
        if store.0.state.loaded_cards().is_none() {
            store.fetch(pending);
        }
        store
    }

    /// The state.
    pub(crate) fn state(&self) -> &StateSignal {
        &self.0.state
    }

    /// Refreshes the challenges, unless that is being done already.
    pub(crate) fn refresh(&self) {
        // The shopper may have logged in without a new page.
        if let Some(stream) = self.0.stream() {
            stream.update();
        }
        self.fetch(None);
    }

    fn receive(&self, answer: Result<Snapshot, Failure>) {
        let state = &self.0.state;
        let failure = answer.as_ref().err().copied();
        let is_first = state.is_loading();
        let had_cards = state.loaded_cards().is_some();
        self.notify(&StoreEvent::AboutToChange);
        let changes = state.receive(answer, browser::now());
        match failure {
            Some(failure) => self.notify(&StoreEvent::Failed(failure)),
            None if is_first => self.notify(&StoreEvent::Loaded {
                cards: state.loaded_cards().unwrap_or_default(),
            }),
            None => {}
        }
        for change in changes {
            self.notify(&StoreEvent::Changed(change));
        }
        if matches!(failure, None | Some(Failure::SignedOut)) {
            self.note_visit(if had_cards {
                Sight::Later
            } else {
                Sight::First
            });
        }
    }

    /// Brings the cards up to date with the time.
    fn tick(&self) {
        self.notify(&StoreEvent::AboutToChange);
        self.0.state.tick(browser::now());
    }

    /// Joins the challenge of a row, and refreshes. The state of the row says how far
    /// joining has come.
    pub(crate) fn join(&self, row: &Row, consent: Consent) {
        let Row { key, state } = row.clone();
        if state.attempt == JoinAttempt::Pending {
            return;
        }
        let consent_version = match &state.card.joining {
            Joining::WithConsent { .. } if consent == Consent::Missing => {
                let attempt = JoinAttempt::Failed(JoinFailure::Consent);
                self.0.state.set_attempt(&key, attempt);
                return;
            }
            Joining::WithConsent { version, .. } => version.clone(),
            Joining::Open | Joining::Closed => None,
        };
        let Some(definition) = state.card.definition_id.clone() else {
            return;
        };
        self.0.state.set_attempt(&key, JoinAttempt::Pending);
        let store = self.clone();
        spawn_local(async move {
            let client = &store.0.client;
            let before = store.0.departures.get();
            let outcome = match client.join(&definition, consent_version.as_deref()).await {
                Ok(()) => Ok(()),
                Err(JoinError::Failed(failure)) => Err(failure),
                Err(JoinError::NoAnswer) => store.settle_join(&definition).await,
            };
            if store.0.departures.get() != before {
                // Another shopper may see the page now, and has not pressed anything.
                store.0.state.set_attempt(&key, JoinAttempt::None);
                return;
            }
            if outcome.is_ok() {
                store.notify(&StoreEvent::Joined(state.card.clone()));
                // A request that was pending before does not bring the new challenge.
                let departures = store.0.departures.get();
                let answer = client.fetch(None).await;
                if store.0.departures.get() == departures {
                    store.receive(answer);
                }
            }
            match outcome {
                Err(JoinFailure::SignedOut) => store.refresh(),
                Err(JoinFailure::Again | JoinFailure::Closed) => {
                    store.notify(&StoreEvent::NotJoined);
                }
                Ok(()) | Err(JoinFailure::Consent) => {}
            }
            let attempt = outcome.map_or_else(JoinAttempt::Failed, |()| JoinAttempt::None);
            store.0.state.set_attempt(&key, attempt);
        });
    }

    /// Calls all subscribers.
    fn notify(&self, event: &StoreEvent) {
        self.0.subscribers.notify(event);
    }

    /// Calls back at every event, until the subscription is dropped.
    pub(crate) fn subscribe(&self, callback: impl Fn(&StoreEvent) + 'static) -> Subscription {
        self.0.subscribers.add(callback)
    }

    /// The store for a callback that must not keep it alive.
    fn weak(&self) -> impl Fn() -> Option<Self> + use<> {
        let store = Rc::downgrade(&self.0);
        move || store.upgrade().map(|store| Self(SendWrapper::new(store)))
    }
}

/// Whether the shopper has given the consent that joining needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Consent {
    /// They have given it, or it is not needed.
    Given,
    /// They have not.
    Missing,
}

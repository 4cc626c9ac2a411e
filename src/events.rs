//! The DOM events that the widget dispatches to the page around it.
//!
//! They bubble and leave the shadow root, so that a shop can listen on the element or
//! any ancestor. [`EVENTS`] lists them.

use challenge_cards::state::Change;
use challenge_model::{Card, CardKey};
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, EventTarget};

use crate::store::StoreEvent;

/// One event, as the reference page describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventDescription {
    /// Its name.
    pub name: &'static str,
    /// The type of its detail, in TypeScript.
    pub detail: &'static str,
}

const LOADED: &str = "challenges-loaded";
const PROGRESSED: &str = "challenge-progressed";
const COMPLETED: &str = "challenge-completed";
const JOINED: &str = "challenge-joined";
const FAILED: &str = "challenges-error";
const LINK: &str = "challenge-link";

/// The reason of [`FAILED`] when joining has failed. Other reasons are the names of
/// `Failure`, and two of the loader's: `not-loaded` and `panic`.
const NOT_JOINED: &str = "not-joined";

/// All events, in the order of the reference page.
pub const EVENTS: &[EventDescription] = &[
    event(LOADED, "{ count: number }"),
    event(PROGRESSED, PROGRESS),
    event(COMPLETED, PROGRESS),
    event(
        JOINED,
        "{ definitionId: string | null, title: string | null }",
    ),
    event(
        FAILED,
        r#"{ reason: "signed-out" | "unreachable" | "timed-out" | "status" | "unreadable" | "not-joined" | "not-loaded" | "panic", status: number | null }"#,
    ),
    event(
        LINK,
        "{ href: string, challengeId: string | null, definitionId: string | null, checkpoint: number }",
    ),
];

const PROGRESS: &str = "{ challengeId: string | null, definitionId: string | null, title: string | null, completed: number, required: number | null, newCheckpoints: number }";

const fn event(name: &'static str, detail: &'static str) -> EventDescription {
    EventDescription { name, detail }
}

/// Dispatches an event of the store to the page, unless it is internal.
pub(crate) fn dispatch(from: &EventTarget, event: &StoreEvent) {
    match event {
        StoreEvent::AboutToChange => {}
        StoreEvent::Loaded { cards } => {
            let count = u32::try_from(*cards).unwrap_or(u32::MAX);
            dispatch_event(from, LOADED, &[("count", count.into())]);
        }
        StoreEvent::Changed(change) => {
            let name = match change {
                Change::Progressed { .. } => PROGRESSED,
                Change::Completed { .. } => COMPLETED,
            };
            dispatch_event(from, name, &progress(change));
        }
        StoreEvent::Joined(card) => {
            let detail = [("definitionId", definition(card)), ("title", title(card))];
            dispatch_event(from, JOINED, &detail);
        }
        StoreEvent::Failed(failure) => {
            let status = failure.status().map_or(JsValue::NULL, JsValue::from);
            let detail = [("reason", failure.name().into()), ("status", status)];
            dispatch_event(from, FAILED, &detail);
        }
        StoreEvent::NotJoined => {
            let detail = [("reason", NOT_JOINED.into()), ("status", JsValue::NULL)];
            dispatch_event(from, FAILED, &detail);
        }
    }
}

/// What became of an event that the page can cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventOutcome {
    /// The page did not cancel it.
    NotCancelled,
    /// The page cancelled it, and does itself what is to be done.
    Cancelled,
}

/// Dispatches the event that the shopper follows the link of a checkpoint. The page
/// can cancel it.
pub(crate) fn dispatch_link(
    from: &EventTarget,
    card: &Card,
    checkpoint: u32,
    href: &str,
) -> EventOutcome {
    let detail = [
        ("href", href.into()),
        ("challengeId", challenge(card)),
        ("definitionId", definition(card)),
        ("checkpoint", checkpoint.into()),
    ];
    dispatch_event(from, LINK, &detail)
}

fn progress(change: &Change) -> [(&'static str, JsValue); 6] {
    let card = change.card();
    let required = card.progress.required();
    [
        ("challengeId", challenge(card)),
        ("definitionId", definition(card)),
        ("title", title(card)),
        ("completed", card.progress.completed().into()),
        (
            "required",
            required.map_or(JsValue::NULL, |required| required.get().into()),
        ),
        ("newCheckpoints", change.new_stamps().into()),
    ]
}

fn challenge(card: &Card) -> JsValue {
    match &card.key {
        CardKey::Challenge(id) => id.as_str().into(),
        CardKey::Definition(_) => JsValue::NULL,
    }
}

fn definition(card: &Card) -> JsValue {
    let id = card.definition_id.as_ref();
    id.map_or(JsValue::NULL, |id| id.as_str().into())
}

fn title(card: &Card) -> JsValue {
    card.wording
        .title
        .as_deref()
        .map_or(JsValue::NULL, JsValue::from)
}

fn dispatch_event(from: &EventTarget, name: &str, detail: &[(&str, JsValue)]) -> EventOutcome {
    let members = Object::new();
    for (name, value) in detail {
        // Setting a member of a new object cannot fail.
        let _ = Reflect::set(&members, &(*name).into(), value);
    }
    let settings = CustomEventInit::new();
    settings.set_bubbles(true);
    settings.set_composed(true);
    settings.set_cancelable(name == LINK);
    settings.set_detail(&members);
    let event = CustomEvent::new_with_event_init_dict(name, &settings);
    match event.and_then(|event| from.dispatch_event(&event)) {
        Ok(false) => EventOutcome::Cancelled,
        Ok(true) | Err(_) => EventOutcome::NotCancelled,
    }
}

//! Everything the widget tells the page around it, as DOM events.
//!
//! They bubble and cross the shadow root's border, so that a shop can listen on
//! the element or anywhere above it. [`EVENTS`] is the one list of them.

use challenge_model::{Card, CardKey};
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, EventTarget};

use crate::api::Failure;
use crate::store::{Change, Happening};

/// One event: its name, its detail as a TypeScript type, and when it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventDescription {
    /// Its name.
    pub name: &'static str,
    /// Its detail.
    pub detail: &'static str,
}

const LOADED: &str = "challenges-loaded";
const PROGRESSED: &str = "challenge-progressed";
const COMPLETED: &str = "challenge-completed";
const JOINED: &str = "challenge-joined";
const FAILED: &str = "challenges-error";
const LINK: &str = "challenge-link";

/// All events, in the order of the reference page.
pub const EVENTS: &[EventDescription] = &[
    event(LOADED, "{ count: number }"),
    event(PROGRESSED, PROGRESS),
    event(COMPLETED, PROGRESS),
    event(
        JOINED,
        "{ definitionId: string | null, title: string | null }",
    ),
    event(FAILED, "{ reason: string, status: number | null }"),
    event(
        LINK,
        "{ href: string, challengeId: string | null, definitionId: string | null, checkpoint: number }",
    ),
];

const PROGRESS: &str = "{ challengeId: string | null, definitionId: string | null, title: string | null, completed: number, required: number | null, newCheckpoints: number }";

const fn event(name: &'static str, detail: &'static str) -> EventDescription {
    EventDescription { name, detail }
}

/// Tells the page around what happened, if that is the page's business.
pub(crate) fn tell(from: &EventTarget, happening: &Happening) {
    match happening {
        Happening::AboutToChange => {}
        Happening::Loaded { cards } => {
            let count = u32::try_from(*cards).unwrap_or(u32::MAX);
            dispatch(from, LOADED, &[("count", count.into())]);
        }
        Happening::Changed(change) => {
            let name = match change {
                Change::Progressed { .. } => PROGRESSED,
                Change::Completed { .. } => COMPLETED,
            };
            dispatch(from, name, &progress(change));
        }
        Happening::Joined(card) => {
            let detail = [("definitionId", definition(card)), ("title", title(card))];
            dispatch(from, JOINED, &detail);
        }
        Happening::Failed(failure) => {
            let status = match failure {
                Failure::Status(status) => JsValue::from(*status),
                _ => JsValue::NULL,
            };
            let detail = [("reason", failure.name().into()), ("status", status)];
            dispatch(from, FAILED, &detail);
        }
    }
}

/// What became of an event that the page may cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Nobody objected.
    GoOn,
    /// The page takes care of it itself.
    Cancelled,
}

/// Tells the page that a checkpoint's link was followed, which it may prevent.
pub(crate) fn tell_link(from: &EventTarget, card: &Card, checkpoint: u32, href: &str) -> Answer {
    let detail = [
        ("href", href.into()),
        ("challengeId", challenge(card)),
        ("definitionId", definition(card)),
        ("checkpoint", checkpoint.into()),
    ];
    dispatch(from, LINK, &detail)
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

fn dispatch(from: &EventTarget, name: &str, detail: &[(&str, JsValue)]) -> Answer {
    let members = Object::new();
    for (name, value) in detail {
        // A new object takes every member.
        let _ = Reflect::set(&members, &(*name).into(), value);
    }
    let settings = CustomEventInit::new();
    settings.set_bubbles(true);
    settings.set_composed(true);
    settings.set_cancelable(name == LINK);
    settings.set_detail(&members);
    let event = CustomEvent::new_with_event_init_dict(name, &settings);
    match event.and_then(|event| from.dispatch_event(&event)) {
        Ok(false) => Answer::Cancelled,
        Ok(true) | Err(_) => Answer::GoOn,
    }
}

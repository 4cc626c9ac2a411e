//! What happens when the shopper clicks in the widget, and when an image loads.

use challenge_cards::state::Row;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlElement, HtmlInputElement};

use crate::browser::Listener;
use crate::events::{self, EventOutcome};
use crate::store::{Consent, Sight, Store, StoreEvent};

/// The listeners of a widget. They are on the widget as a whole, not on each button.
pub(super) fn listen(store: &Store) -> impl FnOnce(&HtmlElement) -> Vec<Listener> + Send + use<> {
    let store = store.clone();
    move |widget| {
        // These two events of images do not bubble.
        let failed = Listener::capturing(widget, "error", |event| {
            if let Some(image) = image(&event) {
                image.set_hidden(true);
            }
        });
        let loaded = Listener::capturing(widget, "load", |event| {
            if let Some(image) = image(&event) {
                image.set_hidden(false);
            }
        });
        // A widget whose store has loaded before misses the event of the store.
        if let Some(cards) = store.state().loaded_cards() {
            let (widget, store) = (widget.clone(), store.clone());
            spawn_local(async move {
                events::dispatch(&widget, &StoreEvent::Loaded { cards });
                store.note_visit(Sight::First);
            });
        }
        let clicked = Listener::new(widget, "click", move |event| {
            click(&store, &event);
        });
        vec![clicked, failed, loaded]
    }
}

/// The image of an event.
fn image(event: &Event) -> Option<HtmlElement> {
    event.target()?.dyn_into().ok()
}

/// Does what the clicked element is for.
fn click(store: &Store, event: &Event) -> Option<()> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let clicked = target.closest(".retry, .join > .button, a[data-checkpoint]");
    let clicked = clicked.ok()??;
    if clicked.class_list().contains("retry") {
        store.refresh();
        return None;
    }
    let card = clicked.closest("[data-key]").ok()??;
    let row = row(store, &card.get_attribute("data-key")?)?;
    match clicked.get_attribute("data-checkpoint") {
        Some(checkpoint) => {
            let widget: HtmlElement = event.current_target()?.unchecked_into();
            let href = clicked.get_attribute("href")?;
            let checkpoint = checkpoint.parse().ok()?;
            let outcome = events::dispatch_link(&widget, &row.state.card, checkpoint, &href);
            if outcome == EventOutcome::Cancelled {
                event.prevent_default();
            }
        }
        None => join(store, &row, &card),
    }
    None
}

/// The row whose card has this key.
fn row(store: &Store, key: &str) -> Option<Row> {
    let state = store.state().signal();
    let state = state.read_untracked();
    let is_it = |row: &&Row| row.key.name() == key;
    state.rows.iter().find(is_it).cloned()
}

/// Joins the challenge of a card. Where its box for the consent is not ticked, the box
/// gets the focus.
fn join(store: &Store, row: &Row, card: &web_sys::Element) {
    let checkbox = card.query_selector(".checkbox").ok().flatten();
    let checkbox: Option<HtmlInputElement> = checkbox.and_then(|found| found.dyn_into().ok());
    match checkbox {
        Some(checkbox) if !checkbox.checked() => {
            store.join(row, Consent::Missing);
            // A box that cannot get the focus leaves it where it is.
            let _ = checkbox.focus();
        }
        _ => store.join(row, Consent::Given),
    }
}

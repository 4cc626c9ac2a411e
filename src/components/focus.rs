//! The focus stays with the shopper when the list changes under it.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement, ShadowRoot};

use crate::browser::Timer;
use crate::drawing::Place;
use crate::store::{Happening, Store, Subscription};

/// Remembers what has the focus before the cards change, and gives it back when
/// moving took it away; when it is gone, the whole widget takes it.
pub(super) fn keep_focus(store: &Store, place: &Place) -> Subscription {
    let restoring = RefCell::new(None::<Timer>);
    let place = place.clone();
    store.subscribe(move |happening| {
        let Some(region) = place.element() else {
            return;
        };
        if *happening != Happening::AboutToChange {
            return;
        }
        if let Some(focused) = active(&region).filter(|focused| region.contains(Some(focused))) {
            let timer = Timer::after(0, move || restore(&region, &focused));
            restoring.replace(Some(timer));
        }
    })
}

/// Gives the focus back, unless the shopper has moved it meanwhile.
fn restore(region: &HtmlElement, focused: &HtmlElement) {
    let is_lost = active(region).is_none_or(|active| active.tag_name() == "BODY");
    if is_lost {
        let target = if focused.is_connected() {
            focused
        } else {
            region
        };
        // An element that cannot take the focus leaves it where it is.
        let _ = target.focus();
    }
}

/// What has the focus, as seen from within the widget's shadow root.
fn active(region: &HtmlElement) -> Option<HtmlElement> {
    let root = region.get_root_node();
    let active = match root.dyn_ref::<ShadowRoot>() {
        Some(root) => root.active_element(),
        None => root.dyn_ref::<Document>()?.active_element(),
    };
    active?.dyn_into().ok()
}
